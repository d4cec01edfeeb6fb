// Three processes on one PostgreSQL: whichever of them is asked, limits hold and people stay signed in.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Database, noPostgres } from '../lib/postgres.mjs';
import { Caller, Refused, refusalOf, Server, until } from '../lib/server.mjs';

const day = 86_400_000;
const faceValue = 700;

describe('three processes on one database', { skip: noPostgres }, () => {
  let database;
  const servers = [];
  let admin;
  let key;
  let people;

  before(async () => {
    database = await Database.fresh();
    const { args } = database;
    servers.push(await Server.fresh({ args }));
    admin = await servers[0].setUp();
    servers.push(...(await Promise.all([Server.fresh({ args }), Server.fresh({ args })])));
    key = await admin.post('/api/keys', {
      kind: 'server',
      name: 'Till',
      permissions: ['coupon_grant', 'offer_read'],
    });
    people = [];
    for (let i = 0; i < 40; ++i) {
      const phone = String(13_800_138_000 + i);
      const made = await admin.post('/api/customers', { identities: [{ kind: 'phone', value: phone }] });
      people.push(made.id);
    }
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(servers.map((server) => server.remove()));
    await database.drop();
  });

  const till = (server) => new Caller(server, { authorization: `Bearer ${key.secret}` });
  const couponType = async (name, limits) => {
    const draft = await admin.post('/api/coupon_types', {
      name,
      face_value: faceValue,
      threshold: 1000,
      per_person_per_day: 2,
      claim_until: new Date(Date.now() + 30 * day).toISOString(),
      use_days: 14,
      ...limits,
    });
    return admin.post(`/api/coupon_types/${draft.id}/publish`, { seen_version: draft.version });
  };
  const claim = (server, type, person, request) =>
    till(server).post(
      '/api/coupons/claim',
      { coupon_type_id: type.id, customer_id: person },
      { 'idempotency-key': `${type.id}-${request}` },
    );

  /** Everybody asks thrice through any process, each time twice at once under the same key and once more. */
  const rush = async (type) => {
    const given = new Map();
    const refused = new Map();
    const surprises = [];
    const ask = async (person, round) => {
      const request = `${person}-${round}`;
      const from = person + round;
      const tries = [0, 1].map((turn) => claim(servers[(from + turn) % 3], type, person, request));
      const codes = new Set();
      const note = (result) => {
        if (result.status === 'fulfilled') codes.add(result.value.code);
        else if (!(result.reason instanceof Refused)) surprises.push(String(result.reason));
        else {
          const { code } = result.reason.problem;
          refused.set(code, (refused.get(code) ?? 0) + 1);
        }
      };
      (await Promise.allSettled(tries)).forEach(note);
      if (codes.size > 0)
        note(...(await Promise.allSettled([claim(servers[(from + 2) % 3], type, person, request)])));
      if (codes.size > 1) surprises.push(`the key ${request} got ${[...codes].join(' and ')}`);
      for (const code of codes) given.set(code, person);
    };
    await Promise.all([0, 1, 2].flatMap((round) => people.map((person) => ask(person, round))));
    return { given, refused, surprises };
  };

  /** Every coupon of the type, page by page. */
  const coupons = async (type) => {
    const all = [];
    for (let cursor = ''; cursor !== undefined;) {
      const page = await admin.get(`/api/coupons?coupon_type_id=${type.id}&limit=20&cursor=${cursor}`);
      all.push(...page.items);
      cursor = page.next_cursor ?? undefined;
    }
    return all;
  };

  const check = async (type, { given, refused, surprises }, { issued, becauseOf, left }) => {
    assert.deepEqual(surprises, []);
    const allowed = [becauseOf, 'offer.day_limit'];
    for (const code of refused.keys()) assert.ok(allowed.includes(code), `refused with ${code}`);
    assert.ok(refused.get(becauseOf) > 0, `nobody met ${becauseOf}`);
    const stored = await coupons(type);
    assert.equal(stored.length, issued);
    const codes = new Set(stored.map((coupon) => coupon.code));
    assert.equal(codes.size, issued);
    for (const code of given.keys()) assert.ok(codes.has(code), `${code} was handed out, but is not there`);
    const held = new Map();
    for (const { customer_id: person } of stored) held.set(person, (held.get(person) ?? 0) + 1);
    for (const [person, count] of held) assert.ok(count <= 2, `${person} got ${count}`);
    for (const server of servers) {
      const detail = await till(server).get(`/api/coupon_types/${type.id}`);
      assert.equal(detail.coupon_type.issued, issued);
      assert.equal(detail.coupon_type.budget_left, left);
      assert.equal(detail.counts.claimed, issued);
    }
    const ledger = await admin.get(`/api/ledger?coupon_type_id=${type.id}`);
    assert.equal(ledger.balance, 0);
    assert.equal(ledger.budget, left);
    assert.equal(ledger.issued, issued * faceValue);
  };

  it('hand out the last 50 of the stock and not one more', async () => {
    const type = await couponType('Stock', { stock: 60, budget: 100 * faceValue });
    for (const [turn, person] of people.slice(0, 10).entries())
      await claim(servers[turn % 3], type, person, `early-${person}`);
    const result = await rush(type);
    assert.equal(result.given.size, 50);
    await check(type, result, { issued: 60, becauseOf: 'offer.sold_out', left: 40 * faceValue });
  });

  it('spend the budget to the last coupon it pays for', async () => {
    const type = await couponType('Budget', { stock: 1000, budget: 50 * faceValue + 300 });
    const result = await rush(type);
    assert.equal(result.given.size, 50);
    await check(type, result, { issued: 50, becauseOf: 'offer.budget_spent', left: 300 });
  });

  it('stop at the limit of a person where there is enough for everybody', async () => {
    const type = await couponType('Plenty', { stock: 1000, budget: 1000 * faceValue });
    const result = await rush(type);
    assert.equal(result.given.size, 2 * people.length);
    await check(type, result, {
      issued: 2 * people.length,
      becauseOf: 'offer.day_limit',
      left: (1000 - 2 * people.length) * faceValue,
    });
  });

  it('know a session that was made on another, and that it ended', async () => {
    const visitor = await new Caller(servers[0]).signIn();
    for (const server of servers) {
      visitor.server = server;
      assert.equal((await visitor.get('/api/me')).login, 'admin');
    }
    await visitor.post('/api/products', { sku: 'w', name: 'Wax', price: 900, cost: 300 });
    const cookies = new Map(visitor.cookies);
    visitor.server = servers[0];
    await visitor.del('/api/session');
    const left = new Caller(servers[2]);
    left.cookies = cookies;
    await until(
      async () => {
        const { status } = await left.raw('GET', '/api/me');
        return status === 401;
      },
      { within: 5_000, what: 'the end of the session on the other process' },
    );
    assert.equal((await refusalOf(left.get('/api/products'))).status, 401);
  });
});
