// Points from order to refund, through a merge and back, as another system would use them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusalOf, Server, until } from '../lib/server.mjs';

describe('points', () => {
  let server;
  let admin;
  let anna;
  let anne;
  before(async () => {
    server = await Server.fresh();
    admin = await server.setUp();
    const person = async (id) =>
      (await admin.post('/api/customers', { identities: [{ kind: 'external_id', value: id }] })).id;
    [anna, anne] = [await person('anna'), await person('anne')];
  });
  after(() => server?.remove());

  const has = async (customer_id) => (await admin.get(`/api/points?customer_id=${customer_id}`)).balance;
  const order = (customer_id, number, amount) =>
    admin.post('/api/orders', { customer_id, number, amount, ordered_at: new Date().toISOString() });

  it('are earned by orders once the rule is on, spent, and taken back with a refund', async () => {
    await order(anna, 'before', 10_000);
    assert.equal(await has(anna), 0);
    const rule = await admin.put('/api/points/rule', {
      seen_version: 0,
      enabled: true,
      points_per_100: 100,
      expire_days: 365,
      count_history: false,
    });
    assert.equal(rule.version, 1);
    const { id } = await order(anna, 'N-1', 12_350);
    await order(anne, 'N-2', 4_000);
    assert.equal(await has(anna), 123);
    const spending = { points: 23, order_number: 'T-7', request_key: 'till:7' };
    const first = await admin.post(`/api/customers/${anna}/points/spend`, spending);
    assert.equal(first.balance, 100);
    assert.equal((await admin.post(`/api/customers/${anna}/points/spend`, spending)).move.id, first.move.id);
    const { problem } = await refusalOf(admin.post(`/api/customers/${anna}/points/spend`, { points: 101 }));
    assert.equal(problem.code, 'offer.not_enough_points');
    assert.equal(problem.detail, 'There are 100 points, 101 are needed.');
    await admin.post(`/api/orders/${id}/refund`, { amount: 6_175 });
    const points = await admin.get(`/api/points?customer_id=${anna}`);
    assert.equal(points.balance, 38, '61 of 123 are kept');
    assert.deepEqual(
      points.items.map((move) => [move.kind, move.points]),
      [
        ['return', -62],
        ['spend', -23],
        ['earn', 123],
      ],
    );
    assert.equal(points.ending.points, 38);
  });

  it('buy a coupon at its price', async () => {
    const type = await admin.post('/api/coupon_types', {
      name: 'For points',
      face_value: 1_000,
      threshold: 3_000,
      stock: 5,
      budget: 5_000,
      use_days: 14,
      points_price: 30,
      claim_until: new Date(Date.now() + 86_400_000).toISOString(),
    });
    await admin.post(`/api/coupon_types/${type.id}/publish`, { seen_version: type.version });
    const wanted = { coupon_type_id: type.id };
    const bought = await admin.post(`/api/customers/${anna}/points/exchange`, wanted);
    assert.equal(bought.balance, 8);
    assert.equal(bought.coupon.state, 'claimed');
    const { problem } = await refusalOf(admin.post(`/api/customers/${anna}/points/exchange`, wanted));
    assert.equal(problem.code, 'offer.not_enough_points');
    assert.equal((await admin.get(`/api/coupons?customer_id=${anna}`)).items.length, 1);
  });

  it('follow people who are joined and parted', async () => {
    const merged = await admin.post(`/api/customers/${anna}/merge`, { with_customer_id: anne });
    assert.equal(await has(anna), 48);
    assert.equal(await has(anne), 48);
    await admin.post(`/api/customers/${anna}/points/spend`, { points: 20 });
    await admin.post(`/api/identity_decisions/${merged.decision_id}/take_back`, {});
    assert.equal(await has(anna), 0, 'hers ended first');
    assert.equal(await has(anne), 28);
    const book = await admin.get('/api/points/ledger');
    assert.deepEqual([book.balance, book.held, book.spent, book.people], [0, 28, 73, 1]);
    const { items } = await admin.get('/api/checkup');
    assert.equal(items.find((item) => item.subject === 'points').verdict, 'good');
  });

  it('can be summed by rules', async () => {
    const sum = (name, value) => ({
      rule: {
        events: { names: [name], measure: 'sum', property: 'points', compare: 'ge', value },
      },
    });
    const size = async (...args) => (await admin.post('/api/segments/preview', sum(...args))).size;
    await until(async () => (await size('points.earned', 1)) === 2, { what: 'two people who earned' });
    assert.equal(await size('points.earned', 100), 1);
    const words = await admin.get('/api/rule_vocabulary');
    const names = words.events.map((event) => event.name);
    for (const name of ['points.earned', 'points.spent', 'points.returned'])
      assert.ok(names.includes(name), name);
  });
});
