// sqlmap on every parameter of every GET in docs/openapi.json that has some, with a few records to find.
//   node tests/garbage/sqlmap.mjs [path...]     HUAN_SQLMAP_ARGS for more of sqlmap's options
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot, Server } from '../lib/server.mjs';

const run = promisify(execFile);
const wanted = process.argv.slice(2);
const more = (process.env.HUAN_SQLMAP_ARGS ?? '--level=2 --risk=2').split(' ').filter(Boolean);

/** A value the server takes, so that what sqlmap adds to it reaches the query. */
function plausible(parameter) {
  const schema = parameter.schema?.anyOf?.[0] ?? parameter.schema ?? {};
  const type = [schema.type].flat()[0];
  if (schema.enum) return schema.enum[0];
  if (schema.format === 'date-time') return '2026-11-01T00:00:00Z';
  if (type === 'array') return plausible({ schema: schema.items });
  if (type === 'integer' || type === 'number') return 1;
  return type === 'boolean' ? 'true' : 'a';
}

async function filled() {
  const server = await Server.fresh();
  const admin = await server.setUp();
  for (let i = 0; i < 5; ++i) {
    const customer = await admin.post('/api/customers', {
      identities: [{ kind: 'phone', value: `1380000000${i}` }],
      attributes: { name: `a${i}` },
    });
    await admin.post('/api/orders', {
      customer_id: customer.id,
      ordered_at: '2026-11-02T12:00:00Z',
      amount: 4500,
    });
  }
  return { server, session: admin.cookies.get('huan_session') };
}

/** What sqlmap says of these parameters of an address. */
async function injected(address, names) {
  const { stdout } = await run(
    'sqlmap',
    [
      '-u',
      address,
      '-H',
      `Cookie: huan_session=${session}`,
      '-p',
      names.join(','),
      '--batch',
      '--flush-session',
    ]
      .concat([
        '--disable-coloring',
        '--dbms=sqlite',
        '--ignore-code=*',
        '--threads=2',
        `--output-dir=${scratch}`,
      ])
      .concat(more),
    { maxBuffer: 256 << 20 },
  ).catch((failed) => failed);
  return stdout;
}

const isHit = (stdout) => /is vulnerable|identified the following injection/.test(stdout);

/** A list as nobody should write it: sqlmap must find it, or finding nothing elsewhere says nothing. */
async function findsTheControl() {
  const database = new DatabaseSync(':memory:');
  database.exec("CREATE TABLE person (name TEXT); INSERT INTO person VALUES ('a'), ('b')");
  const control = createServer((request, answer) => {
    const name = new URL(request.url, 'http://x').searchParams.get('name');
    try {
      answer.end(JSON.stringify(database.prepare(`SELECT name FROM person WHERE name = '${name}'`).all()));
    } catch {
      answer.writeHead(422).end('{}');
    }
  });
  await new Promise((done) => control.listen(0, '127.0.0.1', done));
  const stdout = await injected(`http://127.0.0.1:${control.address().port}/?name=a`, ['name']);
  control.close();
  return isHit(stdout);
}

const document = JSON.parse(await readFile(join(projectRoot, 'docs/openapi.json'), 'utf8'));
const { server, session } = await filled();
const scratch = await mkdtemp(join(tmpdir(), 'huan-sqlmap-'));
const found = [];
let parameters = 0;
let paths = 0;
try {
  if (!(await findsTheControl())) found.push('the control, which was not found injectable');
  for (const [path, { get }] of Object.entries(document.paths)) {
    const query = (get?.parameters ?? []).filter((one) => one.in === 'query' && one.name !== 'cursor');
    if (!query.length || (wanted.length && !wanted.includes(path))) continue;
    const address = new URL(path.replace(/\{\w+\}/g, '1'), server.url);
    for (const one of query) address.searchParams.set(one.name, plausible(one));
    const began = Date.now();
    const stdout = await injected(
      address.href,
      query.map((one) => one.name),
    );
    // What it never got to has not been shown to be safe.
    const tested = new Set([...stdout.matchAll(/GET parameter '(\w+)' does not seem/g)].map((one) => one[1]));
    const hit = isHit(stdout);
    const missed = query.filter((one) => !tested.has(one.name)).map((one) => one.name);
    if (hit || missed.length) found.push(path);
    const result = hit ? 'INJECTABLE' : missed.length ? `NOT TESTED: ${missed}` : 'ok';
    parameters += tested.size;
    paths += 1;
    console.log(`${path}: ${result}, ${Date.now() - began} ms`);
    if (hit || missed.length) console.log(stdout.split('\n').slice(-25).join('\n'));
  }
  const health = await fetch(`${server.url}/api/health`);
  if (!health.ok || /server\.internal| error /.test(server.output)) found.push('the server');
  if (found.includes('the server')) console.log(server.output.slice(-4_000));
} finally {
  await server.remove();
  await rm(scratch, { recursive: true, force: true });
}
const result = found.length ? `FAILED: ${found.join(' ')}` : 'none injectable';
console.log(`${parameters} parameters of ${paths} lists: ${result}`);
process.exit(found.length || !paths ? 1 : 0);
