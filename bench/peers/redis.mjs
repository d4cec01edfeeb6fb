// Redis 7 as the peer of a claim.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, projectRoot } from '../../tests/lib/server.mjs';
import { becomesReady, run, scratch, start } from '../lib/process.mjs';

const script = join(projectRoot, 'bench/peers/claim.redis.lua');
const kind = 'type:1';

/** A Redis with an append-only file: `sync` is 'always' (durable when answered) or 'everysec'. */
export async function startRedis(sync) {
  const port = await freePort();
  const place = ['--port', port, '--bind', '127.0.0.1', '--dir', scratch('redis')];
  const keeping = ['--appendonly', 'yes', '--appendfsync', sync, '--save', ''];
  const child = start('redis-server', [...place, ...keeping]);
  const ask = (...args) => run('redis-cli', ['-p', port, ...args]);
  await becomesReady(child, async () => (await ask('ping')).startsWith('PONG'));
  return { port, ask };
}

/** A published coupon type and `people` who may claim it; answers how to claim. */
export async function readyToClaim(redis, people) {
  const limits = { stock: 1e9, issued: 0, budget_left: 1e12, per_day: 100000, per_campaign: 1e9 };
  const terms = { id: 1, status: 'published', claim_from: 0, claim_until: 4e12, use_days: 30 };
  const fields = Object.entries({ ...limits, ...terms, face_value: 1000, threshold: 0 });
  await redis.ask('hset', kind, ...fields.flat());
  const make = `for i = 0, ${people} - 1 do redis.call('hset', 'person:' .. i, 'external_id', 'p-' .. i) end`;
  await redis.ask('eval', make, 0);
  const sha = (await redis.ask('script', 'load', readFileSync(script, 'utf8'))).trim();
  const before = await issued(redis);
  await redis.ask('evalsha', sha, 1, kind, 1, 1, people);
  if ((await issued(redis)) !== before + 1) throw new Error('Redis did not issue a coupon');
  return { redis, sha, people };
}

const issued = async (redis) => Number(await redis.ask('hget', kind, 'issued'));

/** redis-benchmark, unpipelined, on one thread like wrk: `count` claims by random people with random keys. */
export async function claims({ redis, sha, people }, { connections, count }) {
  const before = await issued(redis);
  const load = ['-c', connections, '-n', count, '-P', 1, '-r', 2_000_000_000, '--csv'];
  const call = ['evalsha', sha, 1, kind, '__rand_int__', '__rand_int__', people];
  const text = await run('redis-benchmark', ['-p', redis.port, ...load, ...call]);
  const done = (await issued(redis)) - before;
  if (done < count * 0.999) throw new Error(`Redis issued ${done} coupons for ${count} claims`);
  const lines = text.trim().split('\n').slice(-2);
  const [names, figures] = lines.map((line) => line.replaceAll('"', '').split(','));
  const of = (name) => Number(figures[names.indexOf(name)]);
  return { value: of('rps'), p50_ms: of('p50_latency_ms'), p99_ms: of('p99_latency_ms') };
}
