// One whole turn of the loop on real orders, through the interface alone; each figure is counted again from
// the raw rows.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hasCdnow, histories, someOrders, stageOf } from '../lib/orders.mjs';
import { Caller, huan, refusalOf, Server, until } from '../lib/server.mjs';

const day = 86_400_000;
const asOf = '1997-09-30T00:00:00+08:00';

const on = hasCdnow ? 'the CDNOW orders' : 'orders made for the test (the CDNOW file is not here)';

describe(`one turn of the loop on ${on}`, () => {
  let folder;
  let server;
  let admin;
  let rows;
  let segment;
  let coupon;
  let campaign;
  let agent;
  const treated = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huan-turn-'));
    server = await Server.fresh();
    admin = await server.setUp({ currency: 'USD', language: 'en' });
    const settings = await admin.get('/api/settings');
    await admin.put('/api/settings', {
      version: settings.version,
      quiet_from_minute: 0,
      quiet_until_minute: 0,
    });
    await admin.post('/api/users', {
      login: 'ann',
      name: 'Ann',
      role: 'agent',
      org_id: 1,
      password: 'a quiet green lantern',
    });
    agent = await new Caller(server).signIn('ann', 'a quiet green lantern');
  });
  after(async () => {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const bySingle = {
    all: [
      { orders: { measure: 'count', compare: 'eq', value: 1 } },
      { orders: { measure: 'last_days_ago', compare: 'ge', value: 90 } },
    ],
  };

  it('takes the orders in while it serves', async () => {
    const orders = await someOrders(folder);
    rows = orders.rows;
    const run = await huan('import', orders.file, '--kind', 'orders', '--data', server.data);
    assert.equal(run.code, 0, run.stderr);
    const status = JSON.parse((await huan('status', '--data', server.data, '--json')).stdout);
    assert.equal(status.orders, rows.length);
    assert.equal(status.customers, new Set(rows.map((row) => row.id)).size);
    assert.equal(
      status.order_amount,
      rows.reduce((sum, row) => sum + row.amount, 0),
    );
  });

  it('shows the life cycle as of 1997-09-30 as the raw file says', async () => {
    const shown = await admin.get(`/api/life_cycle?as_of=${encodeURIComponent(asOf)}`);
    const expected = new Map();
    for (const times of histories(rows, Date.parse(asOf)).values()) {
      const stage = stageOf(times, Date.parse(asOf), shown.policy);
      expected.set(stage, (expected.get(stage) ?? 0) + 1);
    }
    for (const { stage, people } of shown.stages)
      if (stage !== 'potential') assert.equal(people, expected.get(stage) ?? 0, stage);
    assert.equal(
      shown.stages.reduce((sum, { people }) => sum + people, 0),
      shown.people,
    );
  });

  it('finds "bought once, silent for 90 days" as of that day as the raw file says', async () => {
    const preview = await admin.post('/api/segments/preview', { rule: bySingle, as_of: asOf });
    const now = Date.parse(asOf);
    const expected = [...histories(rows, now).values()].filter(
      (times) => times.length === 1 && Math.floor((now - times[0]) / day) >= 90,
    );
    assert.equal(preview.size, expected.length);
    assert.ok(preview.size > 0);
  });

  it('keeps the segment with a snapshot', async () => {
    segment = await admin.post('/api/segments', { name: 'Bought once, silent for 90 days', rule: bySingle });
    await admin.post(`/api/segments/${segment.id}/refresh`);
    segment = await admin.get(`/api/segments/${segment.id}`);
    const once = [...histories(rows, Date.now()).values()].filter((times) => times.length === 1);
    assert.equal(segment.snapshot.size, once.length);
  });

  it('launches a campaign for it, minus a holdout', async () => {
    await admin.post('/api/products', { sku: 'cd', name: 'CD', price: 1500, cost: 700, status: 'on_sale' });
    coupon = await admin.post('/api/coupon_types', {
      name: 'Five off',
      face_value: 500,
      threshold: 1000,
      stock: 1_000_000,
      budget: 500_000_000,
      per_person_per_day: 1,
      claim_until: new Date(Date.now() + 30 * day).toISOString(),
      use_days: 14,
      platform_share_bp: 4000,
    });
    coupon = await admin.post(`/api/coupon_types/${coupon.id}/publish`, { seen_version: coupon.version });
    campaign = await admin.post('/api/campaigns', {
      name: 'Come back',
      goal: 'recall',
      segment_id: segment.id,
      coupon_type_id: coupon.id,
      strategy: 'send',
      starts_at: new Date(Date.now() - 60_000).toISOString(),
      ends_at: new Date(Date.now() + 20 * day).toISOString(),
      message_title: 'Five off for you',
      message_body: 'We miss you, {name}. {amount} off until {until}.',
      budget: 100_000_000,
      holdout_percent: 10,
    });
    const preview = await admin.post(`/api/campaigns/${campaign.id}/preview`);
    assert.deepEqual(preview.problems, []);
    assert.equal(preview.audience_size + preview.holdout_size, segment.snapshot.size);
    campaign = await admin.post(`/api/campaigns/${campaign.id}/launch`, { seen_version: campaign.version });
    assert.equal(campaign.status, 'live');
    const share = campaign.holdout_size / (campaign.audience_size + campaign.holdout_size);
    assert.ok(share > 0.05 && share < 0.16, `holdout ${share}`);
  });

  it('delivers to everybody once: sent, or skipped with a reason', async () => {
    const { progress } = await until(
      async () => {
        const detail = await admin.get(`/api/campaigns/${campaign.id}`);
        return detail.progress.waiting === 0 && detail.progress.sent > 0 && detail;
      },
      { within: 120_000, what: 'the delivery' },
    );
    assert.equal(progress.sent + progress.skipped, campaign.audience_size);
  });

  it('lets people claim by their own link, and nobody who is held out', async () => {
    const members = await admin.get(`/api/segments/${segment.id}/members?limit=200`);
    let heldOut = 0;
    for (const member of members.items.slice(0, 60)) {
      const why = await admin.get(
        `/api/campaigns/${campaign.id}/why?customer_id=${member.id ?? member.customer_id}`,
      );
      if (why.answer === 'held_out') {
        ++heldOut;
        const grant = await admin.post(`/api/campaigns/${campaign.id}/grant`, {
          customer_id: why.customer_id,
        });
        assert.equal(grant.granted, false);
        assert.equal(grant.reason, 'holdout');
        continue;
      }
      assert.equal(why.answer, 'sent', why.sentence);
      const { token } = await admin.post('/api/customer_tokens', { customer_id: why.customer_id });
      const person = new Caller(server, { authorization: `Bearer ${token}` });
      const [message] = (await person.get('/api/inbox')).items;
      const link = new URL(message.link, server.url).searchParams.get('token');
      const page = await new Caller(server).get(`/api/h5/claim?token=${link}`);
      assert.equal(page.state, 'open');
      const claimed = await new Caller(server).post('/api/h5/claim', { token: link });
      assert.equal(claimed.state, 'claimed');
      const again = await new Caller(server).post('/api/h5/claim', { token: link });
      assert.equal(again.coupon.code, claimed.coupon.code, 'a second tap is the same coupon');
      treated.push({ customer_id: why.customer_id, code: claimed.coupon.code });
    }
    assert.ok(heldOut > 0 && treated.length > 20);
  });

  it('redeems with the order that names the coupon', async () => {
    const coupons = await admin.get(`/api/coupons?coupon_type_id=${coupon.id}&limit=200`);
    for (const [index, person] of treated.entries()) {
      if (index % 2 === 1) continue;
      const held = coupons.items.find((item) => item.code === person.code);
      person.amount = 2500 + index * 10;
      await admin.post('/api/orders', {
        customer_id: person.customer_id,
        number: `turn-${index}`,
        amount: person.amount,
        discount: 500,
        ordered_at: new Date().toISOString(),
        coupon_ids: [held.id],
        lines: [{ sku: 'cd', name: 'CD', quantity: 2, amount: person.amount }],
      });
    }
    const after = await admin.get(`/api/coupons?coupon_type_id=${coupon.id}&limit=200`);
    assert.equal(
      after.items.filter((item) => item.state === 'redeemed').length,
      treated.filter((person) => person.amount).length,
    );
  });

  it('reports what it earned, as the rows say', async () => {
    const buyers = treated.filter((person) => person.amount);
    const report = await admin.get(`/api/campaigns/${campaign.id}/report`);
    const paid = buyers.reduce((sum, person) => sum + person.amount, 0);
    assert.equal(report.treated, campaign.audience_size);
    assert.equal(report.holdout, campaign.holdout_size);
    assert.equal(report.subsidy, 500 * buyers.length);
    assert.equal(report.subsidy_platform, 200 * buyers.length);
    assert.equal(report.subsidy_merchant, 300 * buyers.length);
    assert.equal(report.sales_amount, paid);
    assert.deepEqual([report.redemption.part, report.redemption.whole], [buyers.length, treated.length]);
    assert.equal(report.order_value, Math.floor(paid / buyers.length));
    assert.equal(report.funnel.claimed, treated.length);
    assert.equal(report.funnel.redeemed, buyers.length);
    assert.ok(report.funnel.visited >= treated.length);
    // Nobody of the holdout bought: the increment is all that the treated paid, less what the goods cost.
    assert.equal(Math.round(report.amount.total), paid);
    assert.equal(Math.round(report.profit.total), paid - buyers.length * 2 * 700);
    const n = report.treated;
    const mean = paid / n;
    const variance =
      (buyers.reduce((sum, { amount }) => sum + amount * amount, 0) - n * mean * mean) / (n - 1);
    const half = 1.959963984540054 * Math.sqrt(variance / n) * n;
    assert.ok(Math.abs(report.amount.high - (paid + half)) < 1, 'upper end');
    assert.ok(Math.abs(report.amount.low - (paid - half)) < 1, 'lower end');
    assert.equal(report.verdict, 'earned');
    const status = JSON.parse((await huan('status', '--data', server.data, '--json')).stdout);
    assert.equal(status.ledger_balance, 0);
    assert.equal(status.reactor_failures, 0);
  });

  it('has those who did not come called, with a reason and a commission at once', async () => {
    const made = await admin.post('/api/leads/from_segment', {
      segment_id: segment.id,
      kind: 'recall',
      note: 'Did not use the coupon',
      most: 5,
    });
    assert.equal(made.created, 5);
    const bench = await agent.get('/api/workbench');
    assert.equal(bench.tasks.length, 5);
    const call = await agent.post('/api/calls', { lead_id: bench.tasks[0].id });
    const early = await refusalOf(
      agent.post(`/api/calls/${call.id}/hang_up`, { outcome: 'won', reason: 'price' }),
    );
    assert.equal(early.problem.field, 'reason', 'a reason of another outcome');
    const done = await agent.post(`/api/calls/${call.id}/hang_up`, {
      outcome: 'won',
      reason: 'price_fits',
      learned: { intent: 'yearly card' },
    });
    assert.equal(done.commission, 2000 + 100);
    assert.deepEqual(
      done.breakdown.map((part) => part.what),
      ['won', 'learned'],
    );
    assert.equal(done.earned_today, done.commission);
    assert.ok(done.next_lead_id);
    const again = await refusalOf(
      agent.post(`/api/calls/${call.id}/hang_up`, { outcome: 'won', reason: 'price_fits' }),
    );
    assert.equal(again.problem.code, 'call.ended');
  });

  it("makes a lead of a technician's finding", async () => {
    await admin.post('/api/users', {
      login: 'tom',
      name: 'Tom',
      role: 'technician',
      org_id: 1,
      password: 'a quiet green lantern',
    });
    const technician = await new Caller(server).signIn('tom', 'a quiet green lantern');
    const pixel = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const photo = await (
      await technician.raw('POST', '/api/photos', { body: pixel, headers: { 'content-type': 'image/png' } })
    ).json();
    const finding = await technician.post('/api/findings', {
      type: 'tyre_wear',
      plate: '沪A·8K321',
      photo_id: photo.id,
    });
    const leads = await admin.get('/api/leads?kind=tyres');
    assert.equal(leads.items.length, 1);
    assert.equal(leads.items[0].source_id, finding.id);
    assert.equal(leads.items[0].owner_name, 'Ann');
    const refused = await technician.raw('POST', '/api/photos', {
      body: 'no picture',
      headers: { 'content-type': 'image/png' },
    });
    assert.equal(refused.status, 422);
  });

  it('shows the ring: six steps in their order, and what the month earned', async () => {
    const home = await admin.get('/api/home');
    assert.deepEqual(
      home.steps.map((step) => step.step),
      ['insight', 'offer', 'scene', 'capture', 'sales', 'effect'],
    );
    assert.ok(home.month.campaigns >= 1);
  });
});
