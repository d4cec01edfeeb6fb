// Everybody wants one of the last hundred coupons at once, hangs up out of impatience and asks again under
// the same key, wherever somebody answers: exactly a hundred are issued, nobody has more than they may.
// HUAN_CROWD says how many people (`make crowd`).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Database, noPostgres } from '../lib/postgres.mjs';
import { Records } from '../lib/records.mjs';
import { numbers, seed } from '../lib/seed.mjs';
import { Caller, Refused, Server, until } from '../lib/server.mjs';
import * as audit from './audit.mjs';

const crowd = Number(process.env.HUAN_CROWD ?? 250);
const early = 20;
const last = 100;
const day = 86_400_000;
const timeout = 120_000 + crowd * 500;
const pause = (ms) => new Promise((next) => setTimeout(next, ms));

/** Runs `work` for each of `all`, so many at a time. */
async function inParallel(all, most, work) {
  const waiting = [...all];
  await Promise.all(
    Array.from({ length: most }, async () => {
      while (waiting.length > 0) await work(waiting.pop());
    }),
  );
}

for (const [store, processes, skip] of [
  ['sqlite', 1, false],
  ['postgres', 3, noPostgres],
])
  describe(`${crowd} people before ${processes} on ${store} (seed ${seed})`, { skip, timeout }, () => {
    const servers = [];
    let database;
    let admin;
    let till;
    let people;
    before(async () => {
      database = store === 'postgres' ? await Database.fresh() : undefined;
      const args = database?.args ?? [];
      servers.push(await Server.fresh({ args }));
      admin = await servers[0].setUp();
      while (servers.length < processes) servers.push(await Server.fresh({ args }));
      const key = await admin.post('/api/keys', {
        kind: 'server',
        name: 'Till',
        permissions: ['coupon_grant', 'offer_read', 'customer_write'],
      });
      till = (server) => new Caller(server, { authorization: `Bearer ${key.secret}` });
      people = [];
      await inParallel(
        Array.from({ length: crowd }, (_, n) => n),
        40,
        async (n) => {
          const identities = [{ kind: 'external_id', value: `crowd-${n}` }];
          people.push((await till(servers[n % processes]).post('/api/customers', { identities })).id);
        },
      );
    });
    after(async () => {
      for (const server of servers) await server.remove();
      await database?.drop();
    });

    /** Asks until somebody answers; the impatient hang up after milliseconds and ask another one. */
    async function insist(body, key, chance, found) {
      for (let tries = 0; ; ++tries) {
        const server = servers[Math.floor(chance() * processes)];
        const patience = tries < 3 && chance() < 0.4 ? 1 + chance() * 25 : 20_000;
        const begun = performance.now();
        try {
          const reply = await fetch(`${server.url}/api/coupons/claim`, {
            method: 'POST',
            headers: {
              ...till(server).headers,
              'content-type': 'application/json',
              'idempotency-key': key,
            },
            body: JSON.stringify(body),
            signal: AbortSignal.timeout(patience),
          });
          const answer = await reply.json();
          found.took.push(performance.now() - begun);
          if (!reply.ok) throw new Refused(reply.status, answer);
          return answer;
        } catch (failed) {
          if (failed instanceof Refused && failed.status !== 503) throw failed;
          if (patience >= 20_000 && !(failed instanceof Refused)) throw failed;
          ++found.again;
          if (failed instanceof Refused) await pause(50);
        }
      }
    }

    it('issues the last hundred coupons once each', async (test) => {
      const draft = await admin.post('/api/coupon_types', {
        name: 'Last',
        face_value: 700,
        threshold: 1_000,
        stock: early + last,
        budget: 10_000_000,
        per_person_per_day: 2,
        claim_until: new Date(Date.now() + 30 * day).toISOString(),
        use_days: 14,
      });
      const type = await admin.post(`/api/coupon_types/${draft.id}/publish`, {
        seen_version: draft.version,
      });
      const claim = (person) => ({ coupon_type_id: type.id, customer_id: person });
      for (const person of people.slice(0, early))
        await till(servers[0]).post('/api/coupons/claim', claim(person), {
          'idempotency-key': `e-${person}`,
        });

      const chance = numbers(seed);
      const found = { took: [], again: 0, given: new Map(), refused: new Map(), surprises: [] };
      const asks = [0, 1, 2].flatMap((round) =>
        people.map((person) => ({ person, key: `${person}-${round}` })),
      );
      // Everybody once before anybody asks again; the third is over the limit in any case.
      await inParallel(asks.reverse(), Math.min(200, crowd), async ({ person, key }) => {
        try {
          const coupon = await insist(claim(person), key, chance, found);
          const again = await insist(claim(person), key, chance, found);
          if (again.code !== coupon.code) found.surprises.push(`${key} got two coupons`);
          if (found.given.has(coupon.code)) found.surprises.push(`${coupon.code} was given twice`);
          found.given.set(coupon.code, person);
        } catch (failed) {
          const code = failed.problem?.code ?? String(failed);
          found.refused.set(code, (found.refused.get(code) ?? 0) + 1);
        }
      });

      const took = found.took.sort((left, right) => left - right);
      const at = (part) => took[Math.floor(took.length * part)].toFixed(1);
      test.diagnostic(
        `${took.length} answers, ${found.again} asked again; p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; ` +
          [...found.refused].map(([code, n]) => `${n} ${code}`).join(', '),
      );
      assert.deepEqual(found.surprises, []);
      assert.equal(found.given.size, last);
      const codes = [...found.refused.keys()].filter(
        (code) => !['offer.sold_out', 'offer.day_limit'].includes(code),
      );
      assert.deepEqual(codes, [], 'refused for no other reason');
      const records = new Records(servers[0], database);
      assert.deepEqual(await audit.limits(records), []);
      const where = `FROM coupon WHERE coupon_type_id = ${type.id}`;
      assert.equal(Number(await records.value(`SELECT count(*) AS n ${where}`)), early + last);
      const { balance } = await admin.get(`/api/ledger?coupon_type_id=${type.id}`);
      assert.equal(balance, 0);
      if (!database) return;
      // What people hung up on is over as well: nobody waits for a lock or sits in a transaction.
      const stuck = `SELECT count(*) AS n FROM pg_stat_activity a
          WHERE datname = current_database() AND pid <> pg_backend_pid()
            AND (state LIKE 'idle in transaction%'
              OR EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND NOT l.granted))`;
      await until(async () => Number(await records.value(stuck)) === 0, { what: 'an end of all locks' });
      const deadlocks = await records.value(
        'SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()',
      );
      test.diagnostic(`${deadlocks} deadlocks, none of which anybody saw`);
    });
  });
