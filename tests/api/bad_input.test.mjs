// Bad input gets a clear answer that names the field, changes nothing, and loses nothing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Caller, refusalOf, Server } from '../lib/server.mjs';

describe('bad input', () => {
  let server;
  let admin;
  let customer;

  before(async () => {
    server = await Server.fresh();
    admin = await server.setUp();
    customer = await admin.post('/api/customers', {
      identities: [{ kind: 'phone', value: '13800138000' }],
      attributes: { name: '陈刚' },
    });
  });
  after(() => server.remove());

  const send = async (body, headers = {}) => {
    const reply = await admin.raw('POST', '/api/orders', {
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    return { status: reply.status, problem: await reply.json().catch(() => ({})) };
  };
  const order = (change = {}) => ({
    customer_id: customer.id,
    ordered_at: '2026-03-02T12:00:00Z',
    amount: 4500,
    ...change,
  });

  const table = [
    ['broken JSON', '{"amount":', 400, ''],
    ['JSON nested a thousand deep', '['.repeat(1000) + ']'.repeat(1000), 400, ''],
    ['a list instead of an object', '[1]', 422, ''],
    ['text for a number', () => order({ amount: '45' }), 422, 'amount'],
    ['a fraction of a cent', () => order({ amount: 45.5 }), 422, 'amount'],
    [
      'a number beyond 64 bits',
      () => JSON.stringify(order()).replace('4500', '99999999999999999999'),
      422,
      'amount',
    ],
    ['a negative amount', () => order({ amount: -1 }), 422, 'amount'],
    ['NaN', () => JSON.stringify(order()).replace('4500', 'NaN'), 400, ''],
    ['an unknown field', () => order({ amuont: 1 }), 422, 'amuont'],
    [
      'an unknown field in a list',
      () => order({ lines: [{ sku: 'a', name: 'b', quantity: 1, amount: 1, colour: 1 }] }),
      422,
      'lines[0].colour',
    ],
    ['a day that does not exist', () => order({ ordered_at: '2026-02-30T00:00:00Z' }), 422, 'ordered_at'],
    ['U+0000 in a text', () => order({ store: 'a\u0000b' }), 422, 'store'],
    ['a missing field', () => ({ customer_id: customer.id, amount: 1 }), 422, 'ordered_at'],
    ['an unknown customer', () => order({ customer_id: 4242424242 }), 404, null],
    ['another currency', () => order({ currency: 'EUR' }), 422, 'currency'],
  ];
  for (const [what, body, status, field] of table) {
    it(`refuses ${what}`, async () => {
      const made = typeof body === 'function' ? body() : body;
      const { status: got, problem } = await send(typeof made === 'string' ? made : JSON.stringify(made));
      assert.equal(got, status, JSON.stringify(problem));
      assert.ok(problem.code && problem.detail, 'a code and a sentence');
      if (field !== null) assert.equal(problem.field ?? '', field);
      assert.equal((await admin.get('/api/orders')).items.length, 0, 'nothing was stored');
    });
  }

  it('refuses invalid UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"store":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    assert.equal((await send(body)).status, 400);
  });

  it('refuses a body over the limit, and a small one that unpacks to more', async () => {
    assert.equal((await send('x'.repeat(2 << 20))).status, 413);
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    assert.equal((await send(bomb, { 'content-encoding': 'gzip' })).status, 413);
  });

  it('answers the same to a repeated Idempotency-Key, and refuses another body under it', async () => {
    const headers = { 'idempotency-key': 'order-1' };
    const first = await admin.post('/api/orders', order({ number: 'i-1' }), headers);
    const again = await admin.post('/api/orders', order({ number: 'i-1' }), headers);
    assert.equal(again.id, first.id);
    const refused = await refusalOf(admin.post('/api/orders', order({ number: 'i-2' }), headers));
    assert.equal(refused.status, 422);
    assert.equal(refused.problem.code, 'request.idempotency_mismatch');
    assert.equal((await admin.get('/api/orders')).items.length, 1);
  });

  it('keeps SQL and HTML in texts as texts', async () => {
    const nasty = `<img src=x onerror=alert(1)>'; DROP TABLE customer; --`;
    const made = await admin.post('/api/customers', {
      identities: [{ kind: 'email', value: 'nasty@example.com' }],
      attributes: { name: nasty },
    });
    assert.equal((await admin.get(`/api/customers/${made.id}`)).name, nasty);
    assert.ok((await admin.get('/api/customers')).items.length >= 2);
  });

  it('refuses a stale version', async () => {
    const product = await admin.post('/api/products', {
      sku: 'wash',
      name: 'Wash',
      price: 3900,
      cost: 1500,
      status: 'on_sale',
    });
    const change = {
      seen_version: product.version,
      sku: 'wash',
      name: 'Night wash',
      price: 3900,
      cost: 1500,
      status: 'on_sale',
    };
    await admin.put(`/api/products/${product.id}`, change);
    const refused = await refusalOf(admin.put(`/api/products/${product.id}`, change));
    assert.equal(refused.status, 409);
    assert.equal(refused.problem.code, 'offer.stale');
  });

  it('refuses who is not signed in, who may not, and a request without the CSRF token', async () => {
    assert.equal((await refusalOf(new Caller(server).get('/api/customers'))).status, 401);
    const created = await admin.post('/api/users', {
      login: 'tina',
      name: 'Tina',
      role: 'technician',
      org_id: 1,
      password: 'a quiet green lantern',
    });
    assert.ok(created.user.id);
    const technician = await new Caller(server).signIn('tina', 'a quiet green lantern');
    assert.equal((await refusalOf(technician.get('/api/audit'))).status, 403);
    assert.equal(
      (await refusalOf(technician.post('/api/products', { sku: 'x', name: 'x', price: 1, cost: 1 }))).status,
      403,
    );
    admin.cookies.delete('huan_csrf');
    const refused = await refusalOf(admin.post('/api/products', { sku: 'x', name: 'x', price: 1, cost: 1 }));
    assert.equal(refused.problem.code, 'access.csrf');
    admin = await new Caller(server).signIn();
  });

  it('shows nothing of another organisation', async () => {
    const region = await admin.post('/api/orgs', { parent_id: 1, kind: 'region', name: 'North' });
    const other = await admin.post('/api/orgs', { parent_id: 1, kind: 'region', name: 'South' });
    await admin.post('/api/users', {
      login: 'mara',
      name: 'Mara',
      role: 'manager',
      org_id: region.id,
      scope: 'subtree',
      password: 'a quiet green lantern',
    });
    const theirs = await admin.post('/api/customers', {
      identities: [{ kind: 'phone', value: '13900139000' }],
      org_id: other.id,
    });
    const manager = await new Caller(server).signIn('mara', 'a quiet green lantern');
    assert.equal((await refusalOf(manager.get(`/api/customers/${theirs.id}`))).status, 404);
    assert.equal((await manager.get('/api/customers?search=13900139000')).items.length, 0);
  });

  it('locks out who guesses, and still after a restart', async () => {
    const guess = () =>
      refusalOf(new Caller(server).post('/api/session', { login: 'tina', password: 'wrong' }));
    let last;
    for (let i = 0; i < 12; ++i) last = await guess();
    assert.equal(last.status, 429);
    assert.ok(last.problem.detail);
    await server.stop();
    await server.start(server.port);
    const refused = await refusalOf(
      new Caller(server).post('/api/session', { login: 'tina', password: 'a quiet green lantern' }),
    );
    assert.equal(refused.status, 429);
  });
});
