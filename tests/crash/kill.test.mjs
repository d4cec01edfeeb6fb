// SIGKILL while it serves: every acknowledged command is there exactly once after the restart.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { numbers, seed } from '../lib/seed.mjs';
import { Caller, huan, Server, until } from '../lib/server.mjs';

const kills = Number(process.env.HUAN_KILLS ?? 4);

describe(`a server that is killed ${kills} times (seed ${seed})`, () => {
  it('has every acknowledged command exactly once, and the books balance', { timeout: 300_000 }, async () => {
    const random = numbers(seed);
    const server = await Server.fresh();
    const state = { over: false, dead: false };
    let clients = [];
    try {
      const admin = await server.setUp();
      const type = await admin.post('/api/coupon_types', {
        name: 'Ten off',
        face_value: 1000,
        threshold: 0,
        stock: 100_000,
        budget: 100_000_000,
        per_person_per_day: 1,
        claim_until: '2099-01-01T00:00:00Z',
        use_days: 30,
      });
      await admin.post(`/api/coupon_types/${type.id}/publish`, { seen_version: type.version });
      const key = (
        await huan('key', 'add', '--kind', 'server', '--name', 'Load', '--data', server.data)
      ).stdout.split('\n')[0];

      const acknowledged = { customers: new Set(), orders: new Set(), coupons: new Map() };
      const caller = new Caller(server, { authorization: `Bearer ${key}` });
      /** Says a command again, with the same key, until it is answered. */
      const surely = async (path, body, name) => {
        while (!state.dead) {
          try {
            return await caller.post(path, body, { 'idempotency-key': name });
          } catch (failed) {
            if (failed.status && failed.status < 500) throw failed;
            await new Promise((next) => setTimeout(next, 40));
          }
        }
        throw new Error('the test has ended');
      };
      const client = async (number) => {
        for (let i = 0; !state.over; ++i) {
          const name = `${number}-${i}`;
          const person = await surely(
            '/api/customers',
            { identities: [{ kind: 'external_id', value: `p-${name}` }] },
            `c-${name}`,
          );
          acknowledged.customers.add(person.id);
          const order = await surely(
            '/api/orders',
            { customer_id: person.id, number: `n-${name}`, amount: 4500, ordered_at: '2026-03-02T12:00:00Z' },
            `o-${name}`,
          );
          acknowledged.orders.add(order.id);
          const coupon = await surely(
            '/api/coupons/claim',
            { coupon_type_id: type.id, customer_id: person.id },
            `k-${name}`,
          );
          acknowledged.coupons.set(coupon.id, person.id);
        }
      };
      clients = [1, 2, 3, 4].map(client);
      for (let kill = 0; kill < kills; ++kill) {
        await new Promise((next) => setTimeout(next, 200 + random() * 1200));
        const port = server.port;
        await server.kill();
        await server.start(port);
      }
      await new Promise((next) => setTimeout(next, 300));
      state.over = true;
      await Promise.all(clients);

      const back = await new Caller(server).signIn();
      const status = async () => JSON.parse((await huan('status', '--data', server.data, '--json')).stdout);
      await until(
        async () => {
          const now = await status();
          return now.events_history === now.events_journal;
        },
        { what: 'history to equal the journal' },
      );
      const now = await status();
      assert.equal(now.customers, acknowledged.customers.size, 'customers');
      assert.equal(now.orders, acknowledged.orders.size, 'orders');
      assert.equal(
        Object.values(now.coupons).reduce((sum, n) => sum + n, 0),
        acknowledged.coupons.size,
        'coupons',
      );
      assert.equal(
        new Set(acknowledged.coupons.values()).size,
        acknowledged.coupons.size,
        'one coupon a person',
      );
      assert.equal(now.ledger_balance, 0);
      const after = await back.get(`/api/coupon_types/${type.id}`);
      assert.equal(after.coupon_type.issued, acknowledged.coupons.size, 'the counter agrees with the rows');
    } finally {
      state.dead = true; // Otherwise clients of a failed test would go on for ever.
      state.over = true;
      await Promise.allSettled(clients);
      await server.remove();
    }
  });
});
