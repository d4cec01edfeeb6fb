// What the measures do to a company (lib/huan.mjs, lib/town.mjs): claims and events, each counted afterwards.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from './process.mjs';
import { wrk } from './wrk.mjs';

/** What was on its way when wrk hung up was carried out, but not counted. */
function check(what, answered, made, onTheWay) {
  if (made < answered || made > answered + onTheWay)
    throw new Error(`${answered} ${what} were answered, ${made} carried out`);
}

/** What `count` answers as soon as it has stopped moving. */
async function settled(count) {
  for (let last = await count(); ;) {
    await new Promise((next) => setTimeout(next, 100));
    const now = await count();
    if (now === last) return now;
    last = now;
  }
}

let runs = 0;

/** A published coupon type that everybody may claim; answers claims(connections, seconds). */
export async function claimLoad({ server, admin, key, sample }) {
  const file = join(scratch('people'), 'ids');
  writeFileSync(file, sample.join('\n'));
  const limits = {
    stock: 1e8,
    budget: 1e11,
    per_person_per_day: 100_000,
    per_person_per_campaign: 1_000_000,
  };
  const terms = { face_value: 1000, threshold: 0, claim_until: '2099-01-01T00:00:00Z', use_days: 30 };
  const type = await admin.post('/api/coupon_types', { name: 'Bench: ten off', ...terms, ...limits });
  await admin.post(`/api/coupon_types/${type.id}/publish`, { seen_version: type.version });
  const issued = async () => (await admin.get(`/api/coupon_types/${type.id}`)).issued;
  return async (connections, seconds) => {
    const before = await settled(issued);
    const found = await wrk({
      script: 'claim.lua',
      url: `${server.url}/api/coupons/claim`,
      connections,
      seconds,
      headers: { authorization: `Bearer ${key}` },
      args: [type.id, file, `r${++runs}`],
    });
    check('claims', found.requests, (await settled(issued)) - before, connections);
    return found;
  };
}

/** Answers events(size, connections, seconds): in batches of `size`; the value is events a second. */
export async function eventLoad({ server, admin, write, people }) {
  const accepted = async () => (await admin.get('/api/sources')).items[0].accepted;
  return async (size, connections, seconds) => {
    const before = await settled(accepted);
    const found = await wrk({
      script: 'events.lua',
      url: server.url,
      connections,
      seconds,
      headers: { authorization: `Bearer ${write}` },
      args: [size, people, `r${++runs}`],
    });
    check('events', found.requests * size, (await settled(accepted)) - before, connections * size);
    return { ...found, value: found.value * size };
  };
}
