// The pages about people in a real browser: the list with its bulk actions and their undo, the search over
// everything, and the page of one person with seven years of history. What a page counts is counted again
// from what was brought in.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  choose,
  desk,
  fitsTheScreen,
  launch,
  open,
  phone,
  signedIn,
  still,
  usableByAll,
} from '../lib/browser.mjs';
import { bringPeople, names, password } from '../lib/people.mjs';
import { Server, until } from '../lib/server.mjs';

describe('the pages about people', { timeout: 300_000 }, () => {
  let server;
  let browser;
  let page;
  let admin;
  let world;

  before(async () => {
    server = await Server.fresh();
    browser = await launch();
    admin = await server.setUp({ company: 'Night Wash' });
    world = await bringPeople(server, admin);
    page = await signedIn(browser, server);
  });
  after(async () => {
    await browser.close();
    await server.remove();
  });

  /** Each step stands where the one before led: after one that failed the others have nowhere to begin. */
  let stuck = '';
  const step = (name, walk) =>
    it(name, async (t) => {
      if (stuck) return t.skip(`stuck where it "${stuck}"`);
      stuck = name;
      await walk();
      assert.deepEqual(page.problems, []);
      stuck = '';
    });
  const button = (name, where = page) => where.getByRole('button', { name });
  const tick = (name) => page.getByRole('row', { name }).getByRole('checkbox').check();
  const tagged = async (tag) => (await admin.get(`/api/customers?tag=${encodeURIComponent(tag)}`)).total;
  const item = (text) => page.getByRole('listitem').filter({ hasText: text }).first();

  step('finds people, leads, segments and pages by a few letters, without the mouse', async () => {
    await page.goto(`${server.url}/customers`);
    await page.getByRole('heading', { name: /Customers/ }).waitFor();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: /^Search people/ });
    await field.fill('cg');
    await page.getByRole('option', { name: /^陈刚 138/ }).waitFor();
    await page.getByRole('option', { name: /陈刚 · Insurance/ }).waitFor();
    await usableByAll(page, 'search over everything');
    await field.fill('chain buy');
    await page.getByRole('option', { name: /Chain buyers/ }).waitFor();
    await field.fill('5000');
    await page.getByRole('group', { name: 'Leads' }).waitFor();
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/sales\/leads\/\d+$/);
    await page.keyboard.press('Control+k');
    await field.fill('bulk');
    await page.keyboard.press('Enter');
    await page.waitForURL(/bulk_actions$/);
    await page.getByText('Tick customers in the list').waitFor();
    await usableByAll(page, 'bulk actions before the first one');
  });

  step('tags the people it ticked, says beforehand whom that changes, and takes it back', async () => {
    await admin.post(`/api/customers/${world.people[20].id}/tags`, { tag: 'VIP' });
    await page.goto(`${server.url}/customers`);
    for (const name of ['Anna Berg', 'Bert Chen', 'Carla Diaz']) await tick(name);
    await button('Bulk action…').click();
    await page.getByRole('dialog').getByLabel('Tag', { exact: true }).fill('VIP');
    await page.getByText('2 customers change', { exact: true }).waitFor();
    await page.getByText('1 are so already').waitFor();
    await usableByAll(page, 'a bulk action with its preview');
    await button('Change 2 customers').click();
    await page.getByRole('status').getByText('Done', { exact: true }).waitFor();
    assert.equal(await tagged('VIP'), 3);
    await page.getByRole('row', { name: 'Bert Chen' }).getByText('VIP').waitFor();
    await button('Undo').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('status').getByText('Taken back', { exact: true }).waitFor();
    assert.equal(await tagged('VIP'), 1);
  });

  step('changes a whole list, and its undo leaves alone what a colleague changed since', async () => {
    await page.goto(`${server.url}/customers?limit=10`);
    await page.getByRole('row', { name: 'Jack Kim' }).waitFor();
    await page.getByRole('columnheader').getByRole('checkbox').first().check();
    await button(`Choose all ${names.length}`).click();
    await page.getByText('Whole list chosen').waitFor();
    await button('Bulk action…').click();
    await page.getByText('Give to a colleague').click();
    await choose(page, 'Colleague', 'Lily 李');
    // The agent who got their leads looks after 陈刚 already.
    await page.getByText(`${names.length - 1} customers change`, { exact: true }).waitFor();
    await button(`Change ${names.length - 1} customers`).click();
    await page.getByRole('status').getByText('Done', { exact: true }).waitFor();
    const hers = () => admin.get(`/api/customers?owner_id=${world.agent.id}`);
    assert.equal((await hers()).total, names.length);
    await admin.put(`/api/customers/${world.people[5].id}/owner`, { owner_id: world.technician.id });

    await page.goto(`${server.url}/bulk_actions`);
    const row = page.getByRole('row', { name: /Give to Lily/ });
    await row.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    await row.getByText('1 changed since, left as they are').waitFor();
    assert.equal((await hers()).total, 1);
    await row.getByRole('button', { name: /Give to Lily/ }).click();
    await page.getByText('left as it is now', { exact: true }).first().click();
    await page.getByRole('link', { name: names[5] }).waitFor();
    await usableByAll(page, 'whom a bulk action changed');
  });

  step('keeps a view of the list and the columns one chose', async () => {
    await page.goto(`${server.url}/customers`);
    await choose(page, 'Looked after by', 'Lily 李');
    await page.getByRole('row', { name: '陈刚' }).waitFor();
    await button('Save view').click();
    await page.getByRole('textbox', { name: /name/i }).last().fill('With Lily');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'With Lily' }).waitFor();
    await button('Columns').click();
    await page.getByRole('checkbox', { name: 'Looked after by' }).check();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('columnheader', { name: 'Looked after by' }).waitFor();
    await usableByAll(page, 'customers with a view of ones own');
  });

  step('shows a person from every side', async () => {
    await page.goto(`${server.url}/customers/${world.chen.id}`);
    await page.getByRole('heading', { name: /陈刚/, level: 1 }).waitFor();
    const portrait = page.getByText(/沪A·8K321 BYD/).first();
    await portrait.getByText(/insurance ends in 27 days/).waitFor();
    await page.getByText('¥3,276.00').waitFor();
    const team = page.locator('section', { has: page.getByRole('heading', { name: 'Service team' }) });
    await team.getByText('1 call', { exact: false }).waitFor();
    await team.getByText('1 finding', { exact: false }).waitFor();
    assert.match(await team.getByRole('listitem').first().innerText(), /Lily 李[\s\S]*looks after them/);
    await page.getByRole('tab', { name: 'Leads and calls' }).click();
    await item('Has to ask the family').waitFor();
    await usableByAll(page, 'a person');
    await page.getByRole('tab', { name: 'Timeline' }).click();
    const top = () => page.getByRole('heading', { name: /陈刚/, level: 1 }).boundingBox();
    const before = await top();
    await page.mouse.wheel(0, 1500);
    await still(page);
    assert.equal((await top()).y, before.y, 'the head stays in sight');
  });

  step('narrows seven years to a kind and a channel, and goes to any of them', async () => {
    const { years } = await admin.get(
      `/api/customers/${world.chen.id}/timeline/extent?kind=order&channel=app`,
    );
    assert.equal(
      years.reduce((sum, year) => sum + year.events, 0),
      28,
    );
    assert.ok(years.length >= 7);
    await page.getByRole('group', { name: 'Filter' }).getByRole('button', { name: 'Orders' }).click();
    await choose(page, 'Channel', 'app');
    await page.getByText('Found on the job').waitFor({ state: 'hidden' });
    const year = years.at(-2).year;
    await choose(page, 'Go to a year', String(year));
    await page
      .getByRole('heading', { name: new RegExp(String(year)) })
      .first()
      .waitFor();
    await page.getByText(/That was all, back to/).waitFor();
    const dates = await page.locator('section h3', { hasText: /\d{4}/ }).allInnerTexts();
    assert.ok(dates.every((date) => Number(/\d{4}/.exec(date)[0]) <= year));
    await usableByAll(page, 'a timeline from a year back');
  });

  step('writes a note, adds a task, grants a coupon and makes a lead by one key each', async () => {
    await page.goto(`${server.url}/customers/${world.chen.id}`);
    await page.getByRole('heading', { name: /陈刚/, level: 1 }).waitFor();
    await page.keyboard.press('n');
    await page.getByLabel('What colleagues should know').fill('Comes on Saturdays after nine.');
    await usableByAll(page, 'a new note');
    await button('Keep note').click();
    await item('Comes on Saturdays after nine.').waitFor();

    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('t');
    await page.getByLabel('To do').fill('Send the offer');
    await choose(page, 'Who does it', 'Lily 李');
    await usableByAll(page, 'a new task');
    await page.getByRole('dialog').getByRole('button', { name: 'Add task' }).click();
    await page.getByRole('button', { name: /Send the offer/ }).waitFor();

    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('g');
    await page.getByRole('combobox', { name: 'Coupon' }).click();
    await page
      .getByTitle(/满 30 减 10/)
      .last()
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Grant' }).click();
    await page.getByText('holds 2 coupons', { exact: false }).waitFor();

    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('l');
    await page.getByLabel('Why now').fill('Asked at the till');
    await choose(page, 'What about', 'Maintenance');
    await still(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Create lead' }).click();
    const leads = page.locator('section', { has: page.getByRole('heading', { name: 'Leads', exact: true }) });
    await leads.getByRole('link', { name: 'Maintenance' }).waitFor();
  });

  step('puts the task on the workbench of who does it, who ticks it off', async () => {
    const lily = await signedIn(browser, server, { viewport: phone }, 'lily', password);
    await lily.goto(`${server.url}/sales/workbench`);
    const task = lily.getByRole('listitem').filter({ hasText: 'Send the offer' });
    await task.getByText('from Admin').waitFor();
    await usableByAll(lily, 'workbench on a phone');
    await fitsTheScreen(lily, 'workbench on a phone');
    await task.getByRole('checkbox', { name: /Send the offer/ }).click();
    await task.waitFor({ state: 'hidden' });
    await button('Undo', lily).click();
    await task.waitFor();
    await task.getByRole('checkbox', { name: /Send the offer/ }).click();
    await task.waitFor({ state: 'hidden' });
    await until(async () => (await admin.get(`/api/tasks?customer_id=${world.chen.id}`)).items.length === 0);
    assert.deepEqual(lily.problems, []);
    await lily.context().close();
  });

  step('fits a phone and speaks Chinese', async () => {
    const small = await open(browser, { viewport: phone, language: 'zh-CN' });
    await small.context().addCookies(await page.context().cookies());
    for (const path of [`/customers/${world.chen.id}`, '/customers', '/bulk_actions']) {
      await small.goto(server.url + path);
      await small.getByRole('heading', { level: 1 }).waitFor();
      await usableByAll(small, `${path} on a phone`);
      await fitsTheScreen(small, `${path} on a phone`);
    }
    assert.deepEqual(small.problems, []);
    await small.context().close();
    await page.setViewportSize(desk);
  });
});
