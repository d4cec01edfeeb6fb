// A company with something on every page: people with a past, a campaign that runs, and what comes in.
import { Imports } from './imports.mjs';
import { bringPeople, password } from './people.mjs';
import { Caller, until } from './server.mjs';

const day = 86_400_000;
const ago = (days) => new Date(Date.now() - days * day).toISOString();
const wash = { sku: 'wash', name: '夜间洗车' };

/** A recall with a coupon, a fifth held out, claimed and redeemed by some. Sixty people of its own. */
export async function bringCampaign(admin) {
  const settings = await admin.get('/api/settings');
  const always = { quiet_from_minute: 0, quiet_until_minute: 0 };
  await admin.put('/api/settings', { version: settings.version, ...always });
  await admin.post('/api/products', { ...wash, price: 3900, cost: 1500, status: 'on_sale' });
  const people = [];
  for (let i = 0; i < 60; ++i)
    people.push(
      await admin.post('/api/customers', {
        identities: [{ kind: 'external_id', value: `demo-${i}` }],
        attributes: { name: `Demo ${i}` },
      }),
    );
  const order = (person, ordered_at, extra = {}) =>
    admin.post('/api/orders', {
      customer_id: person.id,
      amount: 3900,
      ordered_at,
      lines: [{ ...wash, quantity: 1, amount: 3900 }],
      ...extra,
    });
  for (const person of people) await order(person, ago(40), { live: false });
  const segment = await admin.post('/api/segments', {
    name: 'Once, 30 days ago',
    rule: { orders: { measure: 'count', compare: 'eq', value: 1 } },
  });
  await admin.post(`/api/segments/${segment.id}/refresh`);
  let coupon = await admin.post('/api/coupon_types', {
    name: '回来 30 减 10',
    face_value: 1000,
    threshold: 3000,
    stock: 500,
    budget: 500_000,
    use_days: 14,
    claim_until: ago(-30),
  });
  coupon = await admin.post(`/api/coupon_types/${coupon.id}/publish`, { seen_version: coupon.version });
  const asked = {
    name: '召回 Come back',
    goal: 'recall',
    segment_id: segment.id,
    coupon_type_id: coupon.id,
    strategy: 'send',
    starts_at: new Date(Date.now() - 60_000).toISOString(),
    ends_at: ago(-20),
    message_title: '给您的 10 元券',
    message_body: '{name}，满 30 减 10。',
    budget: 500_000,
    holdout_percent: 20,
  };
  const campaign = await admin.post('/api/campaigns', asked);
  await admin.post(`/api/campaigns/${campaign.id}/launch`, { seen_version: campaign.version });
  await until(async () => (await admin.get(`/api/campaigns/${campaign.id}`)).progress.waiting === 0);
  for (const [index, person] of people.entries()) {
    if (index % 2) continue;
    const grant = await admin.post(`/api/campaigns/${campaign.id}/grant`, {
      customer_id: person.id,
      by_customer: true,
    });
    if (grant.granted) await order(person, ago(0), { discount: 1000, coupon_ids: [grant.coupon_id] });
  }
  await admin.post('/api/leads/from_segment', { segment_id: segment.id, kind: 'recall', most: 6 });
  return { people, segment, coupon, campaign, asked };
}

/** What comes in from outside: a site with events good and bad, a file, places, a hook. */
async function bringSources(server, admin, campaign) {
  const source = await admin.post('/api/sources', { name: '官网 Site', kind: 'website' });
  const { secret } = await admin.post('/api/keys', { kind: 'write', name: 'Site', source_id: source.id });
  const track = (body) =>
    fetch(`${server.url}/v1/track`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify(body),
    });
  for (let i = 0; i < 12; ++i)
    await track({ userId: `demo-${i}`, event: 'Product Viewed', properties: { sku: 'wash', price: 39 } });
  await track({ event: 'Nobody' });
  await track({ userId: 'demo-1', event: 'Colour Chosen', properties: { colour: 'green' } });
  const rows = '订单号,手机号,付款时间,实付金额\nP-1,13812345001,2026-01-02,19.90\nP-2,no,2026-01-03,5.00\n';
  const imported = await new Imports(admin).bring(Buffer.from(rows), 'orders', {}, 'orders.csv');
  await admin.post('/api/contact_points', { name: 'B2 车库', kind: 'garage', place: 'Lujiazui' });
  await admin.post('/api/placements', { name: 'B2 light box', kind: 'light_box', campaign_id: campaign.id });
  await admin.post('/api/triggers', { name: '看了未买', event: 'Product Viewed', campaign_id: campaign.id });
  const webhook = await admin.post('/api/webhooks', {
    name: 'Till',
    url: 'https://example.com/hook',
    events: ['order.completed'],
  });
  return { source, file: imported.file, webhook };
}

/** Paths of every page, with what is on it: `menu` as the menu has them, `records` one of each kind. */
export async function bringCompany(server, admin) {
  const world = await bringPeople(server, admin);
  const { campaign, segment, people, asked } = await bringCampaign(admin);
  const draft = await admin.post('/api/campaigns', { ...asked, name: '草稿 Draft' });
  const { source, file, webhook } = await bringSources(server, admin, campaign);
  const { chen } = world;
  await admin.post('/api/tasks', { customer_id: chen.id, title: '寄出报价 Send the offer' });
  await admin.post(`/api/customers/${chen.id}/notes`, { text: '喜欢晚上来' });
  await admin.post(`/api/customers/${chen.id}/tags`, { tag: '夜间' });
  const message = await until(async () => {
    for (const { id } of people) {
      const { token } = await admin.post('/api/customer_tokens', { customer_id: id });
      const inbox = await new Caller(server, { authorization: `Bearer ${token}` }).get('/api/inbox');
      if (inbox.items.length > 0) return inbox.items[0];
    }
    return null;
  });
  const records = {
    'customer record': `/customers/${chen.id}`,
    'joining two people': `/customers/${chen.id}/merge`,
    segment: `/insight/segments/${segment.id}`,
    'segment editor': `/insight/segments/${segment.id}/edit`,
    'campaign record': `/scene/campaigns/${campaign.id}`,
    'campaign editor': `/scene/campaigns/${draft.id}`,
    report: `/effect/campaigns/${campaign.id}`,
    'import page': `/capture/imports/${file.id}`,
    source: `/capture/sources/${source.id}`,
    'new connector': '/capture/connectors/new',
    deliveries: `/settings/webhooks/${webhook.webhook.id}`,
    lead: `/sales/leads/${world.lead.id}`,
    'technician’s page': '/field',
    'own page': '/me',
  };
  return { ...world, campaign, records, claim: message.link, staffPassword: password };
}
