// (d) From "this event is stored" to "this person holds the coupon that a trigger grants for it", while
// events come in at half of the rate that the machine takes at most.
import { stream } from '../lib/arrivals.mjs';
import { Asker } from '../lib/ask.mjs';
import { percentile } from '../lib/figures.mjs';
import { knownAs, newCompany } from '../lib/huan.mjs';
import { eventLoad } from '../lib/loads.mjs';

const size = 100;
const between = 25; // ms from one person who leaves a cart to the next

/** A running campaign whose coupon a trigger grants to everybody who leaves a cart. */
async function rewardLeftCarts(admin) {
  const ends = '2099-01-01T00:00:00Z';
  const limits = { stock: 1e8, budget: 1e11, claim_until: ends, use_days: 30 };
  const terms = { name: 'Bench: come back', face_value: 500, threshold: 0 };
  const type = await admin.post('/api/coupon_types', { ...terms, ...limits });
  await admin.post(`/api/coupon_types/${type.id}/publish`, { seen_version: type.version });
  const campaign = await admin.post('/api/campaigns', {
    name: 'Left carts',
    goal: 'repurchase',
    coupon_type_id: type.id,
    strategy: 'trigger',
    starts_at: new Date(Date.now() - 60_000).toISOString(),
    ends_at: ends,
    message_title: 'Still there',
    message_body: 'Your cart waits for you.',
    budget: 1e10,
    holdout_percent: 0,
  });
  await admin.post(`/api/campaigns/${campaign.id}/launch`, { seen_version: campaign.version });
  await admin.post('/api/triggers', { name: 'Left', event: 'Cart Left', campaign_id: campaign.id });
}

/** One person leaves a cart: milliseconds until the answer, and from it until the coupon is to be seen. */
async function leave(asking, telling, { customer_id, userId }) {
  const event = { messageId: `left-${userId}`, userId, event: 'Cart Left', properties: { cart: 1 } };
  const { ms } = await telling.ask('/v1/track', { method: 'POST', body: event });
  const acknowledged = performance.now();
  const path = `/api/coupons?customer_id=${customer_id}&limit=1`;
  while (JSON.parse((await asking.ask(path)).body).items.length === 0)
    if (performance.now() - acknowledged > 30_000) throw new Error(`${userId} got no coupon`);
  return { answer: ms, coupon: performance.now() - acknowledged };
}

export const title = 'Event acknowledged to coupon granted by a trigger, at half load';
export async function measure(bench) {
  const company = await newCompany();
  await rewardLeftCarts(company.admin);
  const most = (await (await eventLoad(company))(size, 8, bench.seconds)).value;
  const asking = new Asker(company.server, { authorization: `Bearer ${company.key}` }, 64);
  const telling = new Asker(company.server, { authorization: `Bearer ${company.write}` }, 64);
  const people = await knownAs(company.server.data, 'external_id', 8000); // Each is given one coupon.
  const ours = async () => {
    const load = stream(company, { rate: most / 2, size });
    const all = [];
    const end = performance.now() + bench.seconds * 1000;
    while (performance.now() < end) {
      await new Promise((next) => setTimeout(next, between));
      all.push(leave(asking, telling, people.pop()));
    }
    const found = await Promise.all(all);
    const p99 = (what) =>
      percentile(
        found.map((one) => one[what]),
        0.99,
      );
    const rate = await load.stop();
    return { value: p99('coupon'), answer_p99_ms: p99('answer'), load_events_s: rate, people: found.length };
  };
  await bench.compare({
    name: 'trigger_p99',
    unit: 'ms',
    better: 'less',
    floor: 50,
    goal: 5,
    ours,
    settings: {
      ours: `beside batches of ${size} events at half of the rate of 8 connections; asked over HTTP`,
    },
    commands: { ours: 'POST /v1/track, then GET /api/coupons?customer_id=… until the coupon is there' },
  });
  asking.close();
  telling.close();
}
