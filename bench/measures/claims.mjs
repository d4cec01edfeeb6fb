// (a) Durable coupon claims over HTTP, against Redis with the same checks in a script and as durable.
import { newCompany } from '../lib/huan.mjs';
import { claimLoad } from '../lib/loads.mjs';
import { claims, readyToClaim, startRedis } from '../peers/redis.mjs';

const settings = {
  ours:
    'SQLite, WAL, synchronous=FULL, answered after the sync; POST /api/coupons/claim with a server key and ' +
    'an Idempotency-Key each; limits, coupon, ledger, journal, audit',
  peer: 'appendonly yes, appendfsync always; the same checks and records in one script (claim.redis.lua)',
};

export const title = 'Durable coupon claims over HTTP';
export async function measure(bench) {
  const company = await newCompany();
  const ours = await claimLoad(company);
  const always = await readyToClaim(await startRedis('always'), company.people);
  const relaxed = await readyToClaim(await startRedis('everysec'), company.people);
  let count = 0; // The peers take as many as ours did in the same turn.
  for (const connections of [50, 200])
    await bench.compare({
      name: `claims_${connections}`,
      unit: 'claims/s',
      floor: 0.5,
      goal: 1,
      ours: async () => {
        const found = await ours(connections, bench.seconds);
        count = found.requests;
        return found;
      },
      peer: () => claims(always, { connections, count }),
      beside: { redis_everysec: () => claims(relaxed, { connections, count }) },
      settings,
      commands: {
        ours: `wrk -t1 -c${connections} -s bench/wrk/claim.lua …/api/coupons/claim`,
        peer:
          `redis-benchmark -c ${connections} -P 1 -r 2000000000 ` +
          `evalsha <claim.redis.lua> 1 type:1 __rand_int__ __rand_int__ ${company.people}`,
      },
    });
}
