// The first turn of the loop in a real browser, on real orders: everything a new user does is done by the
// pages they would use, what customers and staff do on the phone at a phone's width. Figures that can be
// counted from the raw rows are counted again here.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  choose,
  fitsTheScreen,
  launch,
  open,
  phone,
  pickDay,
  still,
  type,
  usableByAll,
} from '../lib/browser.mjs';
import { fewerOrders, hasCdnow, histories, stageOf } from '../lib/orders.mjs';
import { Caller, Server, until } from '../lib/server.mjs';

const day = 86_400_000;
const on = hasCdnow ? 'CDNOW orders' : 'orders made for the test (the CDNOW file is not here)';
// The whole of that day counts, so "as of" is the midnight after it.
const asOfDay = 'Sep 29, 1997';
const asOf = Date.parse('1997-09-30T00:00:00+08:00');
const num = (value) => value.toLocaleString('en-US');
const dollars = (cents) => `$${(cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}`;

const segmentName = 'Bought once, gone for 90 days';
const campaignName = 'Come back';
const password = 'a quiet green lantern';
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe(`a new user, with ${on}`, { timeout: 300_000 }, () => {
  let folder;
  let server;
  let browser;
  let page;
  let orders;
  /** The company's app and till, calling with a key that was made in the console. */
  let app;
  const holders = [];
  const staff = {};

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huan-e2e-'));
    server = await Server.fresh();
    browser = await launch();
    page = await open(browser);
    orders = await fewerOrders(folder, 1_500);
  });
  after(async () => {
    await browser.close();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  });
  /** Each step stands where the one before led: after one that failed the others have nowhere to begin. */
  let stuck = '';
  const step = (name, walk) =>
    it(name, async (t) => {
      if (stuck) return t.skip(`stuck where it "${stuck}"`);
      stuck = name;
      await walk();
      stuck = '';
    });
  const button = (name, where = page) => where.getByRole('button', { name });
  const heading = (name, where = page) => where.getByRole('heading', { name });
  const menu = (name) =>
    page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name, exact: true }).click();
  const confirm = async (name) => {
    await page.getByRole('dialog').getByRole('button', { name }).waitFor();
    await still(page);
    await page.getByRole('dialog').getByRole('button', { name }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };

  step('sets the company up with the one-time link and lands on the ring', async () => {
    await page.goto(`${server.url}/setup?token=${server.setupToken}`);
    await page.getByLabel('Company name').fill('Night Wash');
    await page.getByLabel('Time zone').fill('Asia/Shanghai');
    await page.keyboard.press('Enter');
    await page.getByLabel('Your name').fill('Wang Min');
    await page.getByLabel('Login').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await usableByAll(page, 'set-up');
    await button('Finish set-up').click();
    await heading('Welcome to Huan').waitFor();
    await usableByAll(page, 'industry of a new company');
    await page.getByText('Something else').click();
    await button('Use this').click();
    await heading('Where are your customers?').waitFor();
    await usableByAll(page, 'first people of a new company');
    await menu('Home');
    await heading('The loop').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Choose your industry' }).getByLabel('Done').waitFor();
    await usableByAll(page, 'home of a new company');
  });

  step('says that people may be written to at any hour', async () => {
    await menu('Organisation settings');
    await page.getByLabel('Quiet from').fill('00:00');
    await page.getByLabel('Quiet until').fill('00:00');
    await button('Save').click();
    await page.getByText('Settings saved').waitFor();
    await usableByAll(page, 'settings');
  });

  step('imports the orders with a check first', async () => {
    const { rows, file } = orders;
    const worth = dollars(rows.reduce((sum, row) => sum + row.amount, 0));
    await menu('Imports');
    await button('Import a file').first().click();
    await page.getByText('Who, when, how much').click();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByText('Choose a file or drop it here').click(),
    ]);
    await chooser.setFiles(file);
    await button('Upload and read').click();
    await button('Check the file').click();
    await page.getByText(`Checked: ${num(rows.length)} rows are new`).waitFor({ timeout: 60_000 });
    await button(`Import ${num(rows.length)} orders worth ${worth}`).click();
    await page.getByText(`Imported: ${num(rows.length)} new rows`).waitFor({ timeout: 60_000 });
    await usableByAll(page, 'import');
    await button('See customers').click();
    const people = new Set(rows.map((row) => row.id)).size;
    await page.getByText(num(people), { exact: true }).first().waitFor();
    await usableByAll(page, 'customers');
  });

  step('reads the life cycle as of 1997-09-30, as the raw rows say', async () => {
    await menu('Life cycle');
    await pickDay(page, page.getByPlaceholder('Now'), asOfDay);
    await heading(new RegExp(`^${asOfDay}: `)).waitFor();
    const policy = (await page.evaluate(async () => (await fetch('/api/life_cycle/policy')).json())).policy;
    const everybody = new Set(orders.rows.map((row) => row.id)).size;
    const expected = new Map();
    for (const times of histories(orders.rows, asOf).values()) {
      const stage = stageOf(times, asOf, policy);
      expected.set(stage, (expected.get(stage) ?? 0) + 1);
    }
    const shown = async () => {
      const rows = await page
        .getByRole('row')
        .filter({ has: page.getByRole('link') })
        .all();
      const cells = rows.map(async (row) => {
        const [stage, , people] = await row.getByRole('cell').allInnerTexts();
        return [stage.toLowerCase(), unwritten(people)];
      });
      return Object.fromEntries((await Promise.all(cells)).filter(([, people]) => people > 0));
    };
    // What stands there fades until the figures of the other day have come.
    await until(async () => (await shown()).lost !== everybody);
    assert.deepEqual(await shown(), Object.fromEntries([...expected].sort()));
    await usableByAll(page, 'life cycle');
  });

  step('clicks "bought once" and "no order for 90 days" together and sees how many they are', async () => {
    await menu('Segments');
    await button('New segment').first().click();
    const condition = async (words) => {
      await button('Add condition').click();
      await page.getByRole('menuitem', { name: 'Orders', exact: true }).click();
      const line = page.getByRole('listitem').filter({ hasText: 'number of orders' }).last();
      await line.getByRole('button', { name: /^Last \d+ days$/ }).click();
      if (words.days === null) await page.getByText('All time', { exact: true }).last().click();
      else await page.getByRole('spinbutton', { name: 'Last days' }).fill(String(words.days));
      await page.keyboard.press('Escape');
      await line.getByRole('button', { name: 'at least' }).click();
      await page.getByRole('menuitem', { name: 'exactly' }).click();
      await line.getByRole('button', { name: /^\d+$/ }).click();
      await page.getByLabel('Number').fill(String(words.number));
      await button('OK').click();
    };
    await condition({ days: null, number: 1 });
    await condition({ days: 90, number: 0 });
    await pickDay(page, page.getByPlaceholder('Now'), asOfDay);
    const then = [...histories(orders.rows, asOf).values()].filter(
      (times) => times.length === 1 && asOf - times[0] > 90 * day,
    );
    assert.ok(then.length > 0);
    const panel = page.getByRole('complementary');
    await panel
      .getByText(`${num(then.length)} people`)
      .first()
      .waitFor();
    await page.getByLabel('Name', { exact: true }).fill(segmentName);
    await usableByAll(page, 'segment builder');
    await button('Save segment').click();
    await heading(segmentName).waitFor();
    await button('Refresh').click();
    await page.getByText(/^(First list taken|Refreshed): /).waitFor();
    await page.getByText(`${num(once().length)} people`, { exact: true }).waitFor();
    await usableByAll(page, 'segment');
  });

  /** Those whom the segment finds today: all who bought one time, for the file ends long ago. */
  const once = () => [...histories(orders.rows, Date.now()).values()].filter((times) => times.length === 1);

  step('makes a product and a coupon, and publishes it', async () => {
    await menu('Products');
    await button('Add product').first().click();
    await type(page, 'Name', 'Night wash');
    await type(page, 'Code', 'wash');
    await type(page, 'Price', '45.00');
    await type(page, 'Cost', '15');
    await page.getByRole('dialog').getByRole('button', { name: 'Add product' }).click();
    await page.getByRole('cell', { name: '66.7%' }).waitFor();
    await usableByAll(page, 'products');
    await menu('Coupons');
    await button('New coupon').first().click();
    await type(page, 'Name', 'Five off');
    await type(page, 'Face value', '5');
    await type(page, 'From an order of', '10');
    await type(page, 'Stock (pieces)', '2000');
    await type(page, 'Budget', '10000');
    await type(page, 'Per person and campaign', '1');
    await usableByAll(page, 'coupon form');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^\$5(\.00)? off from \$10(\.00)?$/).waitFor();
    await button('Publish').click();
    await page.getByRole('dialog', { name: 'Publish “Five off”?' }).waitFor();
    await confirm('Publish');
    await page.getByText('Published', { exact: true }).first().waitFor();
    await usableByAll(page, 'coupons');
  });

  step('plans a campaign with its consequences beside it, and launches it', async () => {
    await menu('Campaigns');
    await button('New campaign').first().click();
    await page.getByLabel('Name', { exact: true }).fill(campaignName);
    await page.getByRole('radio', { name: /^Win back/ }).check();
    await button('Open draft').click();
    for (const part of ['Why', 'Who', 'What', 'When', 'Where', 'How', 'How much'])
      await heading(new RegExp(`^\\d?\\s*${part}$`)).waitFor();
    const people = once().length;
    await choose(page, 'Segment', `${segmentName} · ${num(people)} people`);
    await choose(page, 'Coupon', 'Five off');
    const ends = page.getByLabel('Ends');
    await until(async () => {
      await ends.click();
      await page.getByText('For 14 days').click();
      return (await ends.inputValue()) !== '';
    });
    await page.getByRole('radio', { name: /^Send/ }).check();
    await type(page, 'Message title', 'Five off for you');
    await type(page, 'Message text', 'We miss you. ');
    await button('amount').click();
    await type(page, 'Budget', '8000');
    await page.getByRole('spinbutton', { name: 'Hold out' }).fill('10');

    const panel = page.getByRole('complementary').filter({ hasText: 'People who get it' });
    const sentence = panel.getByText(/of [\d,]+ in the segment; [\d,]+ held out/);
    await until(async () => !/ 0 held out/.test(await sentence.innerText()));
    const [size, holdout] = (await sentence.innerText()).match(/[\d,]+/g).map(unwritten);
    assert.equal(size, people);
    assert.ok(holdout > 0.05 * people && holdout < 0.16 * people, `held out ${holdout} of ${people}`);
    const treated = people - holdout;
    await panel.getByText(num(treated), { exact: true }).waitFor();
    await panel.getByText(`$${num(treated * 5)} at most`).waitFor();
    await panel.getByText('We miss you.').waitFor();
    await usableByAll(page, 'campaign editor');

    await panel.getByRole('button', { name: 'Launch campaign' }).click();
    await page.getByText(`${num(treated)} people get it, ${num(holdout)} are held out`).waitFor();
    await confirm('Launch campaign');
    await page.getByText('Live', { exact: true }).first().waitFor();
    await until(
      async () => {
        await page.reload();
        const sent = page.getByRole('listitem').filter({ hasText: /^Sent/ });
        return (await sent.innerText()).includes(num(treated));
      },
      { within: 60_000, what: `a message to all ${treated}` },
    );
    await usableByAll(page, 'campaign');
  });
  const unwritten = (text) => Number(text.replaceAll(',', ''));

  step("gives the company's app a key", async () => {
    await menu('Keys');
    await button('Create key').first().click();
    await page.getByLabel('Name', { exact: true }).fill('App and till');
    for (const right of [
      'Change customers',
      'Write orders',
      'Read customers',
      'Read segments',
      'Read campaigns',
      'Read offers',
    ])
      await page.getByLabel(right, { exact: true }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
    const secret = await page.getByRole('dialog').getByRole('code').innerText();
    app = new Caller(server, { authorization: `Bearer ${secret}` });
    await confirm('I have saved it');
    await usableByAll(page, 'keys');
  });

  /** What the app does for a customer: shows them their inbox, in which the message with the link lies. */
  async function linkOf(customer_id) {
    const { token } = await app.post('/api/customer_tokens', { customer_id });
    const { items } = await new Caller(server, { authorization: `Bearer ${token}` }).get('/api/inbox');
    if (items.length === 0) return null;
    assert.equal(items[0].title, 'Five off for you');
    const { pathname, search } = new URL(items[0].link, server.url);
    return server.url + pathname + search;
  }

  step('lets two customers claim on their phones, each once, however often the link is opened', async () => {
    const [segment] = (await app.get('/api/segments')).items;
    const { items } = await app.get(`/api/segments/${segment.id}/members?limit=50`);
    for (const { customer_id } of items) {
      if (holders.length === 2) break;
      const link = await linkOf(customer_id);
      if (link === null) continue; // Held out.
      const mobile = await open(browser, { viewport: phone });
      await mobile.goto(link);
      await mobile.getByText('$5', { exact: true }).waitFor();
      await usableByAll(mobile, 'claim page');
      await mobile.getByRole('button', { name: 'Claim it now' }).click();
      await mobile.getByText('It is yours').waitFor();
      const code = await mobile.getByText(/^[0-9A-Z]{8,}$/).innerText();
      await fitsTheScreen(mobile, 'claim page');
      await usableByAll(mobile, 'claim page with the coupon');
      assert.deepEqual(mobile.problems, []);
      await mobile.context().close();
      holders.push({ customer_id, link, code });
    }
    const friend = await open(browser, { viewport: phone });
    await friend.goto(holders[0].link);
    await friend.getByText('It is yours').waitFor();
    assert.equal(await friend.getByText(/^[0-9A-Z]{8,}$/).innerText(), holders[0].code);
    assert.equal(await friend.getByRole('button', { name: 'Claim it now' }).count(), 0);
    assert.deepEqual(friend.problems, []);
    await friend.context().close();
    await menu('Coupons');
    await page.getByText(/^2 (of|\/) 2,000$/).waitFor();
  });

  /** Adds somebody in the console; they choose their password by the link and sign in. */
  async function welcome(name, login, role, viewport) {
    await menu('Users and roles');
    await button('Add person').first().click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Login', { exact: true }).fill(login);
    await page.getByRole('combobox', { name: 'Role' }).last().click();
    await page.getByTitle(role, { exact: true }).last().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add person' }).click();
    const link = await page.getByRole('dialog').getByRole('code').innerText();
    await usableByAll(page, 'users');
    await confirm('I have sent it');

    const theirs = await open(browser, viewport ? { viewport } : {});
    await theirs.goto(link);
    await theirs.getByLabel('Password', { exact: true }).fill(password);
    await theirs.getByLabel('Once more').fill(password);
    await theirs.getByRole('button', { name: 'Save password' }).click();
    await theirs.getByRole('button', { name: 'Sign in' }).click();
    await theirs.getByLabel('Login').fill(login);
    await theirs.getByLabel('Password', { exact: true }).fill(password);
    await usableByAll(theirs, 'sign-in');
    await theirs.getByRole('button', { name: 'Sign in' }).click();
    staff[login] = theirs;
    return theirs;
  }

  step('has a technician redeem a coupon on the phone', async () => {
    const tom = await welcome('Tom', 'tom', 'Technician', phone);
    await heading('On the job', tom).waitFor();
    await tom.getByRole('link', { name: 'Leave this page' }).click();
    await tom.getByRole('button', { name: 'Menu', exact: true }).click();
    await tom.getByRole('link', { name: 'Redeem a coupon' }).click();
    await usableByAll(tom, 'till');
    // Read out, not scanned: in small letters and with a blank.
    const { code } = holders[0];
    await tom.getByLabel('Code of the coupon').fill(`${code.slice(0, 4)} ${code.slice(4)}`.toLowerCase());
    await tom.keyboard.press('Enter');
    await tom.getByText('Five off').waitFor();
    await type(tom, 'Amount of the order', '9.99');
    await tom.getByText('$0.01 short').waitFor();
    await type(tom, 'Amount of the order', '45');
    await type(tom, 'Order number (optional)', 'till-1');
    await tom.getByText('$40.00').waitFor();
    await usableByAll(tom, 'till with a coupon');
    await fitsTheScreen(tom, 'till');
    await button(/^Redeem, /, tom).click();
    await heading('Redeemed', tom).waitFor();
    await button('Next coupon', tom).click();
    await tom.getByLabel('Code of the coupon').fill(code);
    await tom.keyboard.press('Enter');
    await tom.getByText('This coupon has been used already.').waitFor();
    await button('Next coupon', tom).click();
    await tom.getByLabel('Code of the coupon').fill('NOSUCHCODE');
    await tom.keyboard.press('Enter');
    await tom.getByText('There is no coupon with this code').waitFor();
    assert.deepEqual(tom.problems, []);
    // The till itself books the order and names the coupon it was paid with.
    const { customer_id } = holders[0];
    const [coupon] = (await app.get(`/api/coupons?code=${code}`)).items;
    assert.equal(coupon.state, 'redeemed');
    const line = { sku: 'wash', name: 'Night wash', quantity: 1, amount: 4000 };
    await app.post('/api/orders', {
      customer_id,
      number: 'till-1',
      amount: 4000,
      discount: 500,
      coupon_ids: [coupon.id],
      ordered_at: new Date().toISOString(),
      lines: [line],
    });
  });

  step('reads in the report what the campaign earned so far', async () => {
    await menu('Campaigns');
    await page.getByRole('link', { name: campaignName, exact: true }).click();
    await button('See effect').click();
    const tile = (name) => page.getByText(name, { exact: true }).locator('..');
    const figures = {
      'Redemption rate': ['50.0%', '1 of 2'],
      'Sales with coupon': ['$40'],
      Subsidy: ['$5', '$5 merchant'],
      'Discount depth': ['11.1%', '$5.00 of $45.00'],
      'Order value': ['$40.00'],
      'Delivery rate': ['100.0%'],
    };
    for (const [name, shown] of Object.entries(figures))
      for (const text of shown) await tile(name).getByText(text).first().waitFor();
    // One person of n earned $25 (40 paid, 15 spent), nobody held out did: a total of 25, and an interval
    // of 1.96 standard errors, each n * sqrt(25 * 25 / n / n) = 25.
    const verdict = await page
      .getByText(/95% interval/)
      .first()
      .innerText();
    const plain = verdict.replaceAll('−', '-').replace(/[$\u2060]/g, '');
    const [total, , low, high] = plain.match(/-?[\d.]+/g).map(Number);
    assert.equal(total, 25, verdict);
    assert.ok(Math.abs(low - (25 - 49)) < 0.5 && Math.abs(high - (25 + 49)) < 0.5, verdict);
    await page.getByText(/^Preliminary: .* Welch's 95% interval\.$/).waitFor();
    await usableByAll(page, 'report');
  });

  step('hands leads of the segment to an agent, who calls and sees the commission at once', async () => {
    const ann = await welcome('Ann', 'ann', 'Agent');
    await heading('Workbench', ann).waitFor();
    await menu('Leads');
    await button('Leads from a segment').first().click();
    await choose(page, 'Segment', segmentName);
    await type(page, 'At most', '3');
    await page.getByLabel('Note', { exact: true }).fill('Did not use the coupon yet');
    await usableByAll(page, 'leads form');
    await button('Make leads').click();
    await page.getByText('3 leads made').waitFor();
    await page.getByText('Ann', { exact: true }).nth(2).waitFor();
    await usableByAll(page, 'leads');

    await button('Call', ann).nth(2).waitFor();
    await usableByAll(ann, 'workbench');
    await button('Call', ann).first().click();
    await ann.getByText('Did not use the coupon yet', { exact: true }).waitFor();
    await button('Start call', ann).click();
    await ann.getByLabel('The price fits').check();
    await ann.getByLabel('Wants').fill('yearly card');
    await usableByAll(ann, 'call');
    await button('Hang up', ann).click();
    await ann.getByText('Call ended').waitFor();
    assert.equal(await ann.getByLabel('Commission').innerText(), '$21.00');
    await ann.getByText('Facts learned').waitFor();
    await button('Next call', ann).click();
    await button('Start call', ann).waitFor();
    assert.deepEqual(ann.problems, []);
  });

  step('has the technician tell of a worn tyre, three taps after the plate', async () => {
    const { tom } = staff;
    await tom.goto(`${server.url}/`);
    await button('Full plate', tom).click();
    await tom.getByLabel('End of the plate').fill('沪A8K321');
    let taps = 0;
    const tap = async (target) => {
      ++taps;
      await target.click();
    };
    await tap(button(/^Use .*8K321/, tom));
    await usableByAll(tom, 'kinds of findings');
    await fitsTheScreen(tom, 'kinds of findings');
    await tap(button(/tyre/i, tom));
    const [camera] = await Promise.all([tom.waitForEvent('filechooser'), tap(button(/^Take a photo/, tom))]);
    await camera.setFiles({ name: 'tyre.png', mimeType: 'image/png', buffer: photo });
    await heading('Sent', tom).waitFor();
    assert.ok(taps <= 3, `${taps} taps`);
    await button('Next car', tom).click();
    for (const digit of '321') await button(digit, tom).click();
    await button(/8K321/, tom).waitFor();
    await usableByAll(tom, 'on the job');
    await fitsTheScreen(tom, 'on the job');
    assert.deepEqual(tom.problems, []);
    // The leads stand open on the operator's screen: the new one comes by itself.
    await page.getByRole('link', { name: /8K321/ }).waitFor();
  });

  step('finds all of it in the ring at home, in Chinese too', async () => {
    await menu('Home');
    await heading('The loop').waitFor();
    for (const arc of [/Offer\s*1\s*redeemed/, /Sales\s*1\s*call/, /Effect\s*\$40\s*sales/])
      await page.getByRole('link', { name: arc }).waitFor();
    await page.getByText('95% interval −$24 to $74').waitFor();
    await page.getByText('Coupon redeemed').waitFor();
    await usableByAll(page, 'home');
    await button(/Wang Min/).click();
    await page.getByRole('menuitemradio', { name: '中文' }).click();
    await heading('首页').waitFor();
    for (const arc of [/权益\s*1/, /销售\s*1/, /效果\s*\$40/])
      await page.getByRole('link', { name: arc }).waitFor();
    await usableByAll(page, 'home in Chinese');
    assert.deepEqual(page.problems, []);
  });
});
