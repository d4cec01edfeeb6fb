// Our side: a server as `huan serve` starts it (SQLite, every commit synced), asked with keys as shops do.
import { join } from 'node:path';
import { Caller, Server, huan } from '../../tests/lib/server.mjs';
import { nameOf, phoneOf } from './names.mjs';
import { closeLater, run, scratch } from './process.mjs';

export async function startHuan(data = scratch('huan')) {
  const server = new Server({ data });
  closeLater(() => server.child && server.stop());
  await server.start();
  return server;
}

/** A server key, as the command line makes it. */
export async function serverKey(server) {
  const made = await huan('key', 'add', '--kind', 'server', '--name', 'Bench', '--data', server.data);
  if (made.code) throw new Error(made.stderr);
  return made.stdout.split('\n')[0];
}

/** A source and its write key, for `/v1/...`. */
export async function writeKey(admin) {
  const source = await admin.post('/api/sources', { name: 'Shop', kind: 'server' });
  return (await admin.post('/api/keys', { kind: 'write', name: 'Shop', source_id: source.id })).secret;
}

/** Says to `/v1/batch` what `make(number)` says of each number below `count`, four requests at a time. */
export async function send(server, write, count, each, make) {
  const caller = new Caller(server, { authorization: `Bearer ${write}` });
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const from = next;
      next += each;
      const numbers = Array.from({ length: Math.min(each, count - from) }, (_, i) => from + i);
      const answer = await caller.post('/v1/batch', { batch: numbers.flatMap(make) });
      const lost = answer.verdicts.find((verdict) => verdict.fate === 'rejected');
      if (lost) throw new Error(`a message was refused: ${JSON.stringify(lost)}`);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

/** Somebody with an id of the shop, a name and a phone number. */
export const arrival = (number) => ({
  type: 'identify',
  messageId: `i-${number}`,
  userId: `p-${number}`,
  traits: { name: nameOf(number), phone: phoneOf(number) },
});

const lines = async (data, question) =>
  (await run('sqlite3', ['-readonly', join(data, 'huan.db'), question])).trim().split('\n');

/** Ids of `count` customers from all over a data directory. */
export const someCustomers = (data, count) =>
  lines(data, `SELECT id FROM customer ORDER BY random() LIMIT ${count}`);

/** [{ userId, customer_id }] of `count` people with an identity of this kind. */
export async function knownAs(data, kind, count) {
  const rows = await lines(
    data,
    'SELECT i.value, p.customer_id FROM identity i JOIN profile p ON p.id = i.profile_id ' +
      `WHERE i.kind = '${kind}' ORDER BY random() LIMIT ${count}`,
  );
  return rows.map((row) => ({ userId: row.split('|')[0], customer_id: Number(row.split('|')[1]) }));
}

/**
 * A fresh company with `people`, p-0, p-1...: { server, admin, key, write, people, sample }; `sample` are
 * ids of customers.
 */
export async function newCompany(people = 10_000) {
  const server = await startHuan();
  const admin = await server.setUp({ company: 'Bench' });
  const [key, write] = [await serverKey(server), await writeKey(admin)];
  await send(server, write, people, 500, (number) => [arrival(number)]);
  return { server, admin, key, write, people, sample: await someCustomers(server.data, 10_000) };
}
