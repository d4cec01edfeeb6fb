// Makes the pictures of the READMEs: node tests/e2e/screenshots.mjs, after make build. Names are made up.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { desk, launch, signedIn } from '../lib/browser.mjs';
import { projectRoot, Server, until } from '../lib/server.mjs';

const day = 86_400_000;
const server = await Server.fresh();
const admin = await server.setUp({ company: 'Night Wash 夜洗' });
const browser = await launch();
try {
  const settings = await admin.get('/api/settings');
  const always = { quiet_from_minute: 0, quiet_until_minute: 0 };
  await admin.put('/api/settings', { version: settings.version, ...always });
  const wash = { sku: 'wash', name: '夜间洗车' };
  await admin.post('/api/products', { ...wash, price: 3900, cost: 1500, status: 'on_sale' });
  const people = [];
  for (let i = 0; i < 60; ++i)
    people.push(
      await admin.post('/api/customers', {
        identities: [{ kind: 'external_id', value: `demo-${i}` }],
        attributes: { name: `Demo ${i}` },
      }),
    );
  const order = (person, at, extra = {}) =>
    admin.post('/api/orders', {
      customer_id: person.id,
      amount: 3900,
      ordered_at: new Date(at).toISOString(),
      lines: [{ ...wash, quantity: 1, amount: 3900 }],
      ...extra,
    });
  for (const person of people) await order(person, Date.now() - 40 * day, { live: false });
  const segment = await admin.post('/api/segments', {
    name: 'Once, 30 days ago',
    rule: { orders: { measure: 'count', compare: 'eq', value: 1 } },
  });
  await admin.post(`/api/segments/${segment.id}/refresh`);
  let coupon = await admin.post('/api/coupon_types', {
    name: '满 30 减 10',
    face_value: 1000,
    threshold: 3000,
    stock: 500,
    budget: 500_000,
    use_days: 14,
    claim_until: new Date(Date.now() + 30 * day).toISOString(),
  });
  coupon = await admin.post(`/api/coupon_types/${coupon.id}/publish`, { seen_version: coupon.version });
  const campaign = await admin.post('/api/campaigns', {
    name: '召回 Come back',
    goal: 'recall',
    segment_id: segment.id,
    coupon_type_id: coupon.id,
    strategy: 'send',
    starts_at: new Date(Date.now() - 60_000).toISOString(),
    ends_at: new Date(Date.now() + 20 * day).toISOString(),
    message_title: '给您的 10 元券',
    message_body: '{name}，满 30 减 10。',
    budget: 500_000,
    holdout_percent: 20,
  });
  await admin.post(`/api/campaigns/${campaign.id}/launch`, { seen_version: campaign.version });
  await until(async () => (await admin.get(`/api/campaigns/${campaign.id}`)).progress.waiting === 0);
  for (const [index, person] of people.entries()) {
    if (index % 2) continue;
    const grant = await admin.post(`/api/campaigns/${campaign.id}/grant`, {
      customer_id: person.id,
      by_customer: true,
    });
    if (grant.granted) await order(person, Date.now(), { discount: 1000, coupon_ids: [grant.coupon_id] });
  }
  await admin.post('/api/leads/from_segment', { segment_id: segment.id, kind: 'recall', most: 6 });

  const images = join(projectRoot, 'docs/images');
  await mkdir(images, { recursive: true });
  for (const [language, name] of [
    ['en', 'en'],
    ['zh-CN', 'zh'],
  ]) {
    const page = await signedIn(browser, server, { viewport: desk, language });
    await page.getByRole('heading', { name: language === 'en' ? 'The loop' : '营销闭环' }).waitFor();
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(images, `home-${name}.png`) });
    await page.goto(`${server.url}/effect/campaigns/${campaign.id}`);
    await page.waitForTimeout(3000);
    await page.screenshot({ path: join(images, `report-${name}.png`) });
    await page.context().close();
  }
} finally {
  await browser.close();
  await server.remove();
}
