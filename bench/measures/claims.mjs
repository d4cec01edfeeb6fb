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
  const rates = new Map();
  // redis-benchmark is told a number, not a time: as many as its last rate makes in the time of ours.
  const peer = async (redis, connections) => {
    const rate = rates.get(redis) ?? (await claims(redis, { connections, count: 3000 })).value;
    const found = await claims(redis, { connections, count: Math.ceil(rate * bench.seconds) });
    rates.set(redis, found.value);
    return found;
  };
  for (const connections of [50, 200])
    await bench.compare({
      name: `claims_${connections}`,
      unit: 'claims/s',
      floor: 0.5,
      goal: 1,
      ours: () => ours(connections, bench.seconds),
      peer: () => peer(always, connections),
      beside: { redis_everysec: () => peer(relaxed, connections) },
      settings,
      commands: {
        ours: `wrk -t1 -c${connections} -s bench/wrk/claim.lua …/api/coupons/claim`,
        peer:
          `redis-benchmark -c ${connections} -P 1 -r 2000000000 ` +
          `evalsha <claim.redis.lua> 1 type:1 __rand_int__ __rand_int__ ${company.people}`,
      },
    });
}
