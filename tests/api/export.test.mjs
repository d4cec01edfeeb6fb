// Exports: any list as a file, and everything as one archive.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Caller, huan, refusalOf, Server, until } from '../lib/server.mjs';

const run = promisify(execFile);

/** Members of a zip file, name -> text; sheets of a workbook are members too. */
async function members(file) {
  const script =
    'import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; ' +
    'print(json.dumps({n: z.read(n).decode("utf-8") for n in z.namelist()}))';
  return JSON.parse((await run('python3', ['-c', script, file], { maxBuffer: 64 << 20 })).stdout);
}

describe('an export', () => {
  let server;
  let admin;
  let folder;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huan-export-'));
    server = await Server.fresh();
    admin = await server.setUp();
    for (const [number, name] of ['=1+1', '陈刚', 'Li, Lei'].entries())
      await admin.post('/api/customers', {
        identities: [{ kind: 'phone', value: `1380013800${number}` }],
        attributes: { name },
      });
    await admin.post('/api/orders', {
      identities: [{ kind: 'phone', value: '13800138001' }],
      number: 'A1',
      ordered_at: '2026-01-02T03:04:05Z',
      amount: 1990,
    });
  });
  after(async () => {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const list = (path, format, caller = admin) =>
    caller.raw('GET', `/api/export/list?format=${format}&list=${encodeURIComponent(path)}`);

  it('writes any list, as its filters leave it, safe for spreadsheets', async () => {
    const reply = await list('/api/customers', 'csv');
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get('content-disposition'), /customers\.csv/);
    const text = await reply.text();
    assert.equal(text.split('\r\n').length, 3 + 2);
    assert.match(text, /'=1\+1/);
    assert.match(text, /"Li, Lei"/);
    const found = await (await list(`/api/customers?search=${encodeURIComponent('陈刚')}`, 'csv')).text();
    assert.equal(found.split('\r\n').length, 1 + 2);
    const orders = await (await list('/api/orders', 'csv')).text();
    assert.match(orders, /,19\.90,/);
    assert.match(orders, /2026-01-02T03:04:05\.000Z/);
  });

  it('writes a workbook with times as the company reads them', async () => {
    const file = join(folder, 'orders.xlsx');
    await writeFile(file, Buffer.from(await (await list('/api/orders', 'xlsx')).arrayBuffer()));
    const sheet = (await members(file))['xl/worksheets/sheet1.xml'];
    assert.match(sheet, />19\.90</);
    assert.match(sheet, />2026-01-02 11:04:05</);
  });

  it('asks for the rights of the list, and refuses what is none', async () => {
    const status = async (path) => (await list(path, 'csv')).status;
    for (const path of ['/api/me', '/api/nowhere', '/nowhere', 'https://example.com/', '/api/customers/1'])
      assert.equal(await status(path), 422, path);
    assert.equal((await list('/api/orders', 'pdf')).status, 422);
    const analyst = await signedIn('analyst');
    assert.equal((await list('/api/leads', 'csv', analyst)).status, 200);
    assert.equal((await list('/api/keys', 'csv', analyst)).status, 403);
    const masked = await (await list('/api/customers', 'csv', analyst)).text();
    assert.doesNotMatch(masked, /13800138001/);
    const agent = await signedIn('agent');
    assert.equal((await list('/api/customers', 'csv', agent)).status, 403);
    assert.match(JSON.stringify(await admin.get('/api/audit?limit=50')), /api\/export\/list/);
  });

  const signedIn = async (role) => {
    const password = 'correct horse battery';
    await admin.post('/api/users', { login: role, name: role, org_id: 1, role, password });
    return new Caller(server).signIn(role, password);
  };

  it('packs everything into one archive, without a secret', async () => {
    const webhook = await admin.post('/api/webhooks', {
      name: 'Till',
      url: 'https://example.com/hook',
      events: ['*'],
    });
    const key = await admin.post('/api/keys', { kind: 'server', name: 'Till', permissions: ['order_write'] });
    const job = await admin.post('/api/exports');
    const done = await until(
      async () => {
        const now = await admin.get(`/api/jobs/${job.id}`);
        return now.state !== 'queued' && now.state !== 'running' && now;
      },
      { what: 'the export' },
    );
    assert.equal(done.state, 'done', done.message);
    assert.equal(done.done, done.total);
    const file = join(folder, 'everything.zip');
    const reply = await admin.raw('GET', `/api/exports/${job.id}/archive`);
    assert.equal(reply.status, 200);
    await writeFile(file, Buffer.from(await reply.arrayBuffer()));
    const inside = await members(file);
    const lines = (name) => inside[`${name}.jsonl`].trim().split('\n').map(JSON.parse);
    assert.equal(lines('customer').length, 3);
    const [order] = lines('customer_order');
    assert.deepEqual(
      [order.number, order.amount, order.ordered_at],
      ['A1', 1990, '2026-01-02T03:04:05.000Z'],
    );
    const completed = lines('event').find((event) => event.name === 'order.completed');
    assert.equal(completed.properties.amount, 1990);
    assert.equal(inside['customer_order.csv'].split('\r\n').length, 3);
    assert.match(inside['README.txt'], /Night Wash/);
    const whole = JSON.stringify(inside);
    for (const secret of [webhook.secret, key.secret ?? key.key, 'argon2'])
      assert.ok(secret && !whole.includes(secret), secret);
    const analyst = await new Caller(server).signIn('analyst', 'correct horse battery');
    assert.equal((await refusalOf(analyst.post('/api/exports'))).status, 403);
    assert.equal((await refusalOf(admin.get('/api/exports/1/archive'))).status, 404);
    const audit = JSON.stringify(await admin.get('/api/audit?limit=50'));
    assert.match(audit, /api\/exports\/\{job_id\}\/archive/);
  });

  it('is there on the command line too', async () => {
    const data = server.data;
    for (const [what, name] of [
      ['everything', 'all.zip'],
      ['orders', 'orders.xlsx'],
      ['coupon_types', 'types.csv'],
    ]) {
      const done = await huan('export', what, join(folder, name), '--data', data);
      assert.equal(done.code, 0, done.stderr);
    }
    assert.ok((await members(join(folder, 'all.zip')))['customer.jsonl']);
    assert.match(await readFile(join(folder, 'types.csv'), 'utf8'), /name/);
    assert.equal((await huan('export', 'nonsense', '-', '--data', data)).code, 1);
  });
});
