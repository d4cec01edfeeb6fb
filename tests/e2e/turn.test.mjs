// The first turn of the loop in a real browser: what a new user sees and does, the claim page at a phone's
// width.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, open, phone } from '../lib/browser.mjs';
import { Caller, Server, until } from '../lib/server.mjs';

const day = 86_400_000;

describe('a new user', { timeout: 240_000 }, () => {
  let folder;
  let server;
  let browser;
  let page;
  let admin;
  let campaign;
  let link;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huan-e2e-'));
    server = await Server.fresh();
    browser = await launch();
    page = await open(browser);
  });
  after(async () => {
    await browser.close();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  });
  const go = (path) => page.goto(server.url + path);
  const button = (name) => page.getByRole('button', { name });

  it('sets the company up with the one-time link and lands on the ring', async () => {
    await go(`/setup?token=${server.setupToken}`);
    await page.getByLabel('Company name').fill('Night Wash');
    await page.getByLabel('Your name').fill('Wang Min');
    await page.getByLabel('Login').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await button('Finish set-up').click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    await page.getByRole('heading', { name: 'The loop' }).waitFor();
    admin = await new Caller(server).signIn('admin', 'correct horse battery');
  });

  it('imports orders with a check first, and sees the people they brought', async () => {
    const file = join(folder, 'orders.csv');
    const lines = ['customer_id,name,date,amount'];
    for (let person = 1; person <= 40; ++person)
      lines.push(
        `${1000 + person},Person ${person},2026-0${1 + (person % 6)}-1${person % 9},${20 + person}.50`,
      );
    await writeFile(file, `${lines.join('\n')}\n`);
    await go('/capture/imports');
    await button('Import a file').first().click();
    await page.getByText('One order a row', { exact: false }).click();
    await page.locator('input[type=file]').setInputFiles(file);
    await button('Upload and read').click();
    await button('Check the file').click();
    await page.getByText('Checked: 40 rows are new', { exact: false }).waitFor();
    await button(/^Import 40 orders/).click();
    await page.getByText('Imported: 40 new rows', { exact: false }).waitFor();
    const customers = await admin.get('/api/customers?limit=1');
    assert.equal(customers.total ?? 40, 40);
  });

  it('lets a customer claim on the phone, once', async () => {
    await prepare();
    const mobile = await open(browser, { viewport: phone });
    await mobile.goto(server.url + link);
    await mobile.getByRole('button').first().click();
    const held = await until(async () => {
      const { items } = await admin.get('/api/coupons');
      return items.length === 1 && items[0];
    });
    await mobile.getByText(held.code, { exact: false }).first().waitFor();
    const wide = await mobile.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(wide, false, "nothing sticks out at a phone's width");
    assert.deepEqual(mobile.problems, []);
    await mobile.context().close();
  });

  it('reads in the report what it earned', async () => {
    const { items } = await admin.get('/api/coupons');
    await admin.post('/api/orders', {
      customer_id: items[0].customer_id,
      amount: 4500,
      discount: 500,
      coupon_ids: [items[0].id],
      ordered_at: new Date().toISOString(),
    });
    await go(`/effect/campaigns/${campaign.id}`);
    await page.getByText('Come back', { exact: false }).first().waitFor();
    await page.getByText('Redemption rate').first().waitFor();
  });

  it('calls, hangs up with a reason, and sees the commission at once', async () => {
    const agent = await open(browser);
    await agent.goto(`${server.url}/`);
    await agent.getByLabel('Login').fill('ann');
    await agent.getByLabel('Password').fill('a quiet green lantern');
    await agent.getByRole('button', { name: 'Sign in' }).click();
    await agent.getByRole('heading', { name: 'Workbench' }).waitFor();
    await agent.getByRole('button', { name: 'Call' }).first().click();
    await agent.getByRole('button', { name: 'Start call' }).click();
    await agent.getByText('The price fits').click();
    await agent.getByRole('button', { name: 'Hang up' }).click();
    await agent.getByText('Call ended').waitFor();
    assert.match(await agent.getByLabel('Commission').innerText(), /20\.00/);
    assert.deepEqual(agent.problems, []);
    await agent.context().close();
    assert.deepEqual(page.problems, []);
  });

  /** Segment, coupon, launched campaign, one person's link, an agent with leads. */
  async function prepare() {
    const settings = await admin.get('/api/settings');
    const always = { quiet_from_minute: 0, quiet_until_minute: 0 };
    await admin.put('/api/settings', { version: settings.version, ...always });
    const agent = { login: 'ann', name: 'Ann', role: 'agent', org_id: 1, password: 'a quiet green lantern' };
    await admin.post('/api/users', agent);
    const segment = await admin.post('/api/segments', {
      name: 'Bought once',
      rule: { orders: { measure: 'count', compare: 'eq', value: 1 } },
    });
    await admin.post(`/api/segments/${segment.id}/refresh`);
    let coupon = await admin.post('/api/coupon_types', {
      name: 'Five off',
      face_value: 500,
      threshold: 1000,
      stock: 100,
      budget: 50_000,
      use_days: 14,
      claim_until: new Date(Date.now() + 30 * day).toISOString(),
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
      message_body: '{amount} off, {name}',
      budget: 50_000,
      holdout_percent: 10,
    });
    await admin.post(`/api/campaigns/${campaign.id}/launch`, { seen_version: campaign.version });
    const { items } = await admin.get(`/api/segments/${segment.id}/members?limit=20`);
    const sent = await until(
      async () => {
        for (const member of items) {
          const why = await admin.get(`/api/campaigns/${campaign.id}/why?customer_id=${member.customer_id}`);
          if (why.answer === 'sent') return why;
        }
        return null;
      },
      { what: 'the first message' },
    );
    const { token } = await admin.post('/api/customer_tokens', { customer_id: sent.customer_id });
    const person = new Caller(server, { authorization: `Bearer ${token}` });
    const address = new URL((await person.get('/api/inbox')).items[0].link, server.url);
    link = address.pathname + address.search;
    await admin.post('/api/leads/from_segment', { segment_id: segment.id, kind: 'recall', most: 3 });
  }
});
