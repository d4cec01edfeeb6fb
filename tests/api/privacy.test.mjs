// Erasing a person leaves no byte of them in any file or table, keeps the books right, and holds for old
// backups too. On both stores.
import assert from 'node:assert/strict';
import { copyFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { filesIn, filesOf, leftInFiles, leftInRows } from '../lib/left.mjs';
import { Database, noPostgres } from '../lib/postgres.mjs';
import { Caller, huan, refusalOf, Server, until } from '../lib/server.mjs';

class OnSqlite {
  args = [];
  async open() {}
  async close() {}
  async backUp(server, to) {
    assert.equal((await huan('backup', to, '--data', server.data)).code, 0);
  }
  async bringBack(from, data) {
    assert.equal((await huan('restore', from, '--data', data)).code, 0);
    return new Server({ data });
  }
  async left(server, texts) {
    return leftInFiles(await filesIn(server.data), texts);
  }
  async readFor() {}
}

class OnPostgres {
  databases = [];
  async open() {
    this.databases.push(await Database.fresh());
    this.args = this.databases.at(-1).args;
  }
  async close() {
    for (const database of this.databases) await database.drop();
  }
  /** As its administrator does: with its own tools, and a copy of the data directory. */
  async backUp(server, to) {
    await server.stop();
    await cp(server.data, to, { recursive: true });
    await this.databases[0].dump(join(to, 'database'));
    await server.start();
  }
  async bringBack(from, data) {
    await this.open();
    await cp(from, data, { recursive: true });
    await rm(join(data, 'database'));
    await this.databases.at(-1).restore(join(from, 'database'));
    return new Server({ data, args: this.args });
  }
  async left(server, texts) {
    const left = await leftInFiles(await filesIn(server.data), texts);
    for (const database of this.databases) left.push(...(await leftInRows(database, texts)));
    return [...left, ...(await leftInFiles(await filesOf(this.databases[0]), texts))];
  }
  /** Somebody goes on seeing everything as it is now, for so many seconds; and what is common gets noted. */
  async readFor(seconds) {
    const [database] = this.databases;
    await database.sql('ANALYZE');
    const reading = database.sql(
      `BEGIN ISOLATION LEVEL REPEATABLE READ;
       SELECT count(*) FROM event; SELECT pg_sleep(${seconds}); COMMIT`,
    );
    reading.catch(() => {});
    await new Promise((next) => setTimeout(next, 500));
    return reading;
  }
}

describe('erasing a person, on SQLite', () => erasing(new OnSqlite()));
describe('erasing a person, on PostgreSQL', { skip: noPostgres }, () => erasing(new OnPostgres()));

function erasing(store) {
  let server;
  let admin;
  let scratch;
  const texts = [
    '欧阳不留名',
    '13700137042',
    'forgetme@private.example',
    'card-zq-778812',
    'anonymous-forget-99',
    '沪AF4242',
    'A very telling remark 5150',
    'telling-path-7781',
    'a document nobody else has 1234567890',
    'waited-in-vain-3321',
  ];
  before(async () => {
    await store.open();
    server = await Server.fresh({ args: store.args });
    admin = await server.setUp();
    scratch = await mkdtemp(join(tmpdir(), 'huan-privacy-'));
  });
  after(async () => {
    await server?.remove();
    await store.close();
    await rm(scratch, { recursive: true, force: true });
  });

  const upload = async (kind, name, content) => {
    const reply = await admin.raw('POST', `/api/imports?kind=${kind}&file_name=${name}`, {
      body: content,
      headers: { 'content-type': 'text/csv' },
    });
    const file = await reply.json();
    await admin.post(`/api/imports/${file.id}/run`, {});
    await until(async () => (await admin.get(`/api/imports/${file.id}`)).state === 'done');
    return file.id;
  };
  const erased = (id) =>
    until(
      async () =>
        (await admin.get('/api/erasures')).items.find((one) => one.customer_id === id)?.state === 'done',
      { within: 90_000, what: 'the erasure' },
    );

  /** A person everybody knows something about, and one who stays. */
  async function everybody() {
    const person = await admin.post('/api/customers', {
      identities: [
        { kind: 'phone', value: '13700137042' },
        { kind: 'email', value: 'forgetme@private.example' },
        { kind: 'card_number', value: 'card-zq-778812' },
      ],
      attributes: { name: '欧阳不留名', remark: 'A very telling remark 5150' },
    });
    await admin.post('/api/customers', {
      identities: [{ kind: 'phone', value: '13700137099' }],
      attributes: { name: '留下的人' },
    });
    await admin.post(`/api/customers/${person.id}/tags`, { tag: 'vip' });
    await admin.post(`/api/customers/${person.id}/vehicles`, { plate: '沪AF4242', model: 'Model Y' });
    await upload(
      'orders',
      'orders.csv',
      'order_id,phone,date,amount\nP-1,13700137042,2026-01-02,19.90\nP-2,13700137099,2026-01-03,5.00\n',
    );
    await upload('customers', 'people.csv', 'phone,name\n13700137042,欧阳不留名\n13700137099,留下的人\n');
    const source = await admin.post('/api/sources', { name: 'Shop', kind: 'website' });
    const key = await admin.post('/api/keys', { kind: 'write', name: 'Shop', source_id: source.id });
    const track = (body) =>
      fetch(`${server.url}/v1/track`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key.secret}` },
        body: JSON.stringify({ writeKey: key.secret, ...body }),
      });
    await track({
      anonymousId: 'anonymous-forget-99',
      event: 'Page Seen',
      properties: { path: '/telling-path-7781' },
    });
    await fetch(`${server.url}/v1/identify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key.secret}` },
      body: JSON.stringify({
        writeKey: key.secret,
        anonymousId: 'anonymous-forget-99',
        traits: { phone: '13700137042' },
      }),
    });
    await admin.raw('POST', `/api/customers/${person.id}/documents?name=contract.txt&kind=contract`, {
      body: 'a document nobody else has 1234567890\n',
      headers: { 'content-type': 'text/plain' },
    });
    await admin.post('/api/leads', {
      customer_id: person.id,
      kind: 'tyres',
      note: 'Called 欧阳不留名 on 13700137042',
    });
    const gift = { points: 300, reason: 'waited-in-vain-3321', request_key: 'gift 1' };
    await admin.post(`/api/customers/${person.id}/points/adjust`, gift, { 'idempotency-key': 'gift 1' });
    await admin.post(`/api/customers/${person.id}/reveal`, {});
    return person;
  }

  it('leaves nothing of them in any file, while counts and sums stay', { timeout: 240_000 }, async () => {
    const person = await everybody();
    const status = async () => admin.get('/api/status');
    const before = await status();
    const copy = await admin.post(`/api/customers/${person.id}/copy`, {});
    const told = JSON.stringify(copy);
    for (const text of texts.slice(0, 8)) assert.ok(told.includes(text) || text.startsWith('1370'), text);
    assert.ok(told.includes('+8613700137042'));
    assert.equal(copy.files.length, 1);
    assert.equal(copy.data.point_lot[0].held, 300);
    assert.equal(copy.data.point_entry[0].reason, 'waited-in-vain-3321');
    await store.backUp(server, join(scratch, 'backup'));

    const erase = (confirm) => admin.post(`/api/customers/${person.id}/erase`, { reason: 'asked', confirm });
    assert.equal((await refusalOf(erase('yes'))).problem.field, 'confirm');
    assert.notDeepEqual(await store.left(server, texts), [], 'they are in the files before');
    const reading = store.readFor(5);
    await erase('ERASE');
    await erased(person.id);
    await reading;
    assert.deepEqual(await store.left(server, texts), []);
    for (const text of texts) assert.ok(!server.output.includes(text), `${text} in the log`);
    const now = await status();
    assert.equal(now.customers, before.customers);
    assert.equal(now.orders, before.orders);
    assert.equal(now.order_amount, before.order_amount);
    assert.equal(now.ledger_balance, 0);
    const points = await admin.get('/api/points/ledger');
    assert.deepEqual([points.balance, points.held, points.promised, points.expired], [0, 0, -300, 300]);
    assert.equal((await admin.get('/api/customers?search=欧阳')).total, 0);
    assert.equal((await admin.get('/api/customers?search=留下')).total, 1);
    const head = await admin.get(`/api/customers/${person.id}`);
    assert.equal(head.name, '');
    assert.equal(head.order_count, 1);
    assert.equal((await refusalOf(erase('ERASE'))).problem.code, 'privacy.erased');
  });

  it('is done again when an older backup is brought back', { timeout: 240_000 }, async () => {
    const data = join(scratch, 'restored');
    const restored = await store.bringBack(join(scratch, 'backup'), data);
    assert.notDeepEqual(await store.left(restored, texts), [], 'the backup knows them');
    await copyFile(join(server.data, 'erased.list'), join(data, 'erased.list'));
    await restored.start();
    try {
      const caller = await new Caller(restored).signIn();
      await until(
        async () => {
          const { items } = await caller.get('/api/erasures');
          return items.length > 0 && items.every((one) => one.state === 'done');
        },
        { within: 90_000, what: 'the erasure' },
      );
      assert.deepEqual(await store.left(restored, texts), []);
    } finally {
      await restored.stop();
    }
  });
}
