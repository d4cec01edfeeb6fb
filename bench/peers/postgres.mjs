// PostgreSQL 15 as a peer: its own server on our disk, with fsync and synchronous_commit on.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../tests/lib/server.mjs';
import { becomesReady, run, scratch, start } from '../lib/process.mjs';

const bin = '/usr/lib/postgresql/15/bin';

/** { where, sql }: a connection string, and a function that runs statements. */
export async function startPostgres() {
  const say = ['bash', '-c', 'echo "where=$HUAN_TEST_POSTGRES"; cat >/dev/null'];
  const env = { ...process.env, HUAN_POSTGRES_DURABLE: '1' };
  const child = start(join(projectRoot, 'tools/postgres.sh'), say, { end: 'input', env });
  const where = await becomesReady(child, async () => /where=(.*)/.exec(child.output)?.[1]);
  const plain = ['-d', where, '-qAt', '-v', 'ON_ERROR_STOP=1'];
  const sql = (...statements) => run('psql', [...plain, ...statements.flatMap((text) => ['-c', text])]);
  // Roomier than the defaults, as one would set it for writing.
  for (const [name, value] of [
    ['max_wal_size', '8GB'],
    ['checkpoint_timeout', '15min'],
    ['wal_compression', 'lz4'],
  ])
    await sql(`ALTER SYSTEM SET ${name} = '${value}'`);
  await sql('SELECT pg_reload_conf()');
  const durable = await sql('SHOW fsync', 'SHOW synchronous_commit', 'SHOW full_page_writes');
  if (durable !== 'on\non\non\n') throw new Error(`PostgreSQL is not durable here: ${durable}`);
  return { where, sql };
}

/**
 * The table of the events, and pgbench scripts for a batch: an INSERT a row in a transaction, the same sent
 * without waiting for each answer, and one INSERT of all rows.
 */
export async function readyForEvents(postgres, size) {
  await postgres.sql(readFileSync(join(projectRoot, 'bench/peers/events.sql'), 'utf8'));
  // Prepared statements of pgbench have at most 255 parameters: a message id and a user for each row.
  const row = (number) =>
    `(1, 'm-' || :batch || '-${number}', 'Product Viewed', 'p-' || :u${number}, now(), now(), 'server', ` +
    `'', 'key', true, '{"sku":"SKU-${10_000 + ((number * 7919) % 90_000)}","name":"Gloss wash with wax",` +
    `"category":"wash","price":129.5,"quantity":1,"store":"River Road","page":"/washes/gloss",` +
    `"position":${number}}')`;
  const numbers = Array.from({ length: size }, (_, i) => i + 1);
  const columns =
    'source_id, message_id, name, user_id, occurred_at, received_at, channel, place, actor, live, properties';
  const random = [
    '\\set batch random(1, 9000000000000000)',
    ...numbers.map((number) => `\\set u${number} random(0, :people - 1)`),
  ];
  const insert = (values) =>
    `INSERT INTO event (${columns}) VALUES\n${values} ON CONFLICT (source_id, message_id) DO NOTHING;`;
  const rows = numbers.map((number) => insert(row(number)));
  const directory = scratch('pgbench');
  const script = (name, statements) => {
    writeFileSync(join(directory, name), [...random, ...statements, ''].join('\n'));
    return join(directory, name);
  };
  return {
    postgres,
    size,
    rowByRow: script('row_by_row.pgbench', ['BEGIN;', ...rows, 'COMMIT;']),
    pipelined: script('pipelined.pgbench', [
      '\\startpipeline',
      'BEGIN;',
      ...rows,
      'COMMIT;',
      '\\endpipeline',
    ]),
    together: script('together.pgbench', [insert(numbers.map(row).join(',\n'))]),
  };
}

/** Events a second into PostgreSQL, `connections` at a time. */
export async function insertEvents({ postgres, size }, { script, connections, seconds, people, mode }) {
  const count = async () => Number(await postgres.sql('SELECT count(*) FROM event'));
  const before = await count();
  const load = ['-n', '-M', mode, '-c', connections, '-j', 1, '-T', seconds, '-f', script];
  const text = await run(join(bin, 'pgbench'), [...load, '-D', `people=${people}`, postgres.where]);
  const taken = Number(/latency average = ([\d.]+)/.exec(text)[1]);
  const rate = Number(/tps = ([\d.]+)/.exec(text)[1]) * size;
  const made = (await count()) - before;
  if (made < rate * seconds * 0.9) throw new Error(`PostgreSQL has ${made} new rows:\n${text}`);
  return { value: rate, mean_ms: taken };
}
