// Erasing a person leaves no byte of them in any file, keeps the books right, and holds for old backups too.
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Caller, huan, refusalOf, Server, until } from '../lib/server.mjs';

/** Every file below a directory. */
async function filesIn(directory) {
  const found = [];
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) found.push(join(entry.parentPath ?? entry.path, entry.name));
  return found;
}

/** Which of these texts stand anywhere in the files of a directory, and where. */
async function bytesLeft(directory, texts) {
  const left = [];
  for (const file of await filesIn(directory)) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    for (const text of texts) if (bytes.includes(Buffer.from(text))) left.push(`${text} in ${file}`);
  }
  return left;
}

describe('erasing a person', () => {
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
    server = await Server.fresh();
    admin = await server.setUp();
    scratch = await mkdtemp(join(tmpdir(), 'huan-privacy-'));
  });
  after(async () => {
    await server?.remove();
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
    assert.equal((await huan('backup', join(scratch, 'backup'), '--data', server.data)).code, 0);

    const erase = (confirm) => admin.post(`/api/customers/${person.id}/erase`, { reason: 'asked', confirm });
    assert.equal((await refusalOf(erase('yes'))).problem.field, 'confirm');
    assert.notEqual((await bytesLeft(server.data, texts)).length, 0, 'they are in the files before');
    await erase('ERASE');
    await erased(person.id);

    const left = await bytesLeft(server.data, texts);
    assert.deepEqual(left, []);
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
    assert.equal((await huan('restore', join(scratch, 'backup'), '--data', data)).code, 0);
    assert.notEqual((await bytesLeft(data, texts)).length, 0, 'the backup knows them');
    await copyFile(join(server.data, 'erased.list'), join(data, 'erased.list'));
    const restored = new Server({ data });
    await restored.start();
    try {
      const caller = await new Caller(restored).signIn('admin', 'correct horse battery');
      await until(
        async () => {
          const { items } = await caller.get('/api/erasures');
          return items.length > 0 && items.every((one) => one.state === 'done');
        },
        { within: 90_000, what: 'the erasure' },
      );
      assert.deepEqual(await bytesLeft(data, texts), []);
    } finally {
      await restored.stop();
    }
  });
});
