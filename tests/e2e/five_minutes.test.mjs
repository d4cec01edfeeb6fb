// Five minutes with a company that lives: the demo, walked as its operator, a customer, a technician and an
// agent, in Chinese at a desk and in English; what customers and technicians do at a phone's width.
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { desk, fitsTheScreen, launch, open, phone, usableByAll } from '../lib/browser.mjs';
import { huan, Server, until } from '../lib/server.mjs';
import { beginning, wordsOf } from '../lib/words.mjs';

const size = Number(process.env.HUAN_DEMO_SIZE ?? 1_000);
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const insuredWasher = '云十二';
const cardCandidate = '云两三';

let folder;
let made;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huan-five-'));
  made = await huan('demo', '--data', join(folder, 'demo'), '--size', String(size));
});
after(() => rm(folder, { recursive: true, force: true }));

describe('the demo', () => {
  it('is made in one command', () => assert.equal(made.code, 0, made.stderr));
});

for (const language of ['zh-CN', 'en'])
  describe(`five minutes in ${language}`, { timeout: 300_000 }, () => {
    const say = wordsOf(language);
    let server;
    let browser;
    const roles = {};

    before(async () => {
      const data = join(folder, language);
      await cp(join(folder, 'demo'), data, { recursive: true });
      server = new Server({ data });
      await server.start();
      browser = await launch();
      // One link for each role, in the order they are printed.
      const links = await until(() => {
        const found = server.output.match(/http:\/\/\S+\/enter\?token=\S+/g);
        return found?.length === 4 && found;
      });
      for (const [i, role] of ['operator', 'agent', 'technician', 'manager'].entries()) {
        roles[role] = await open(browser, {
          language,
          viewport: role === 'technician' ? phone : desk,
        });
        await roles[role].goto(links[i].replace('localhost', '127.0.0.1'));
        await roles[role].waitForURL((address) => !address.pathname.includes('enter'));
      }
    });
    after(async () => {
      await browser?.close();
      await server?.kill();
    });

    let stuck = '';
    const step = (name, walk) =>
      it(name, async (t) => {
        if (stuck) return t.skip(`stuck where it "${stuck}"`);
        stuck = name;
        await walk();
        stuck = '';
      });
    const button = (name, where = roles.operator) => where.getByRole('button', { name });
    const menu = (name, where = roles.operator) =>
      where.getByRole('navigation').first().getByRole('link', { name, exact: true }).click();
    /** What a page of the console itself was told. */
    const ask = (page, path) =>
      page.evaluate(async (address) => (await fetch(address)).json(), `${server.url}${path}`);

    step('shows the ring with no step at rest', async () => {
      const { operator } = roles;
      await operator.getByRole('heading', { name: say('home.ring') }).waitFor();
      const home = await ask(operator, '/api/home');
      assert.equal(home.steps.length, 6);
      for (const { step: name, figure, before: yesterday } of home.steps)
        assert.ok(figure > 0 || yesterday > 0, `${name} rests`);
      assert.ok(home.suggestions.length > 0, 'a suggestion');
      await usableByAll(operator, 'home of the demo');
    });

    step('says what suits somebody who washes two or three times a month', async () => {
      const { operator } = roles;
      await menu(say('customer.title'));
      await operator.getByPlaceholder(say('customer.search')).fill(cardCandidate);
      await operator.getByRole('link', { name: cardCandidate, exact: true }).first().click();
      await operator.getByRole('heading', { name: new RegExp(cardCandidate), level: 1 }).waitFor();
      await operator
        .getByText(/月卡 3 次|Monthly card of 3/)
        .first()
        .waitFor();
      await operator
        .getByText(/省 ¥\d+|saves ¥\d+/)
        .first()
        .waitFor();
      await usableByAll(operator, 'a customer of the demo');
    });

    step('refuses a yearly card without insurance, in words', async () => {
      const { operator } = roles;
      await menu(say('offer.products.title'));
      await button(say('offer.cart.title')).click();
      const cart = operator.getByRole('dialog');
      await cart.getByRole('combobox').click();
      await operator.getByTitle(/年卡/).last().click();
      await cart.getByText('「年卡不限次（配车险）」只能与「车险」一起购买。').waitFor();
      await operator.getByTitle('车险', { exact: true }).last().click();
      await cart.getByText(say('offer.cart.allowed')).waitFor();
      await operator.keyboard.press('Escape');
      await operator.keyboard.press('Escape');
    });

    step('plans a campaign for a usage group and sees with whom it clashes', async () => {
      const { operator } = roles;
      await menu(say('scene.campaigns.title'));
      const { items } = await ask(operator, '/api/campaigns?status=draft');
      const draft = items.find((one) => one.name === '月卡体验');
      await operator.goto(`${server.url}/scene/campaigns/${draft.id}`);
      const panel = operator.getByRole('complementary').filter({ hasText: say('scene.panel.people') });
      await panel.getByText(say('scene.panel.clashes')).waitFor();
      await panel.getByText('车险到期礼').waitFor();
      await usableByAll(operator, 'campaign editor of the demo');
      await panel.getByRole('button', { name: say('scene.launch.do') }).click();
      const dialog = operator.getByRole('dialog');
      await dialog.getByText(/车险到期礼/).waitFor();
      await dialog.getByRole('button', { name: say('scene.launch.despite') }).click();
      await dialog.waitFor({ state: 'hidden' });
      await until(async () => {
        const now = await ask(operator, `/api/campaigns/${draft.id}`);
        return now.status === 'live';
      });
    });

    step('answers why somebody did not get it', async () => {
      const { operator } = roles;
      const { items } = await ask(operator, '/api/campaigns?status=live');
      const campaign = items.find((one) => one.name === '月卡体验');
      await operator.goto(`${server.url}/scene/campaigns/${campaign.id}`);
      const asking = operator.getByRole('combobox', { name: say('scene.ask.search') });
      await asking.fill(insuredWasher);
      await operator.getByText(insuredWasher).last().click();
      await operator.getByText(say('scene.ask.not_inside')).waitFor();
      await usableByAll(operator, 'live campaign of the demo');
    });

    step('has the technician tell of worn tyres in three taps', async () => {
      const { technician, operator } = roles;
      await technician.getByRole('heading', { name: say('capture.field_work.title') }).waitFor();
      const { items } = await ask(operator, '/api/customers?limit=5&search=' + encodeURIComponent('云'));
      const plate = items.flatMap((one) => one.plates ?? [])[0];
      await button(say('capture.field_work.full_plate'), technician).click();
      await technician.getByLabel(say('capture.field_work.plate_ask')).fill(plate);
      let taps = 0;
      const tap = (target) => {
        ++taps;
        return target.click();
      };
      const use = new RegExp(`^${beginning(say('capture.field_work.use_plate'))}`);
      await tap(button(use, technician));
      await tap(button(/轮胎磨损|Tyre wear/, technician));
      const camera = button(new RegExp(`^${say('capture.field_work.camera')}`), technician);
      const [chooser] = await Promise.all([technician.waitForEvent('filechooser'), tap(camera)]);
      await chooser.setFiles({ name: 'tyre.png', mimeType: 'image/png', buffer: photo });
      await technician.getByRole('heading', { name: say('capture.field_work.done') }).waitFor();
      assert.ok(taps <= 3, `${taps} taps`);
      await fitsTheScreen(technician, 'on the job in the demo');
    });

    step('gives the agent the customer whose insurance ends in 27 days first', async () => {
      const { agent } = roles;
      await agent.getByRole('heading', { name: say('sales.workbench.title') }).waitFor();
      const first = agent.getByRole('main').getByRole('listitem').first();
      await first.getByText(insuredWasher).waitFor();
      await first.getByText(/27/).waitFor();
      await usableByAll(agent, 'workbench of the demo');
      await button(say('sales.workbench.call'), agent).first().click();
      await button(say('sales.call.start'), agent).click();
      await agent.getByRole('radio', { name: say('sales.outcome.won') }).check();
      await agent.getByLabel(/价格合适|The price fits/).check();
      await usableByAll(agent, 'call in the demo');
      await button(say('sales.call.hang_up'), agent).click();
      await agent.getByText(say('sales.call.done')).first().waitFor();
      assert.match(await agent.getByLabel(say('sales.call.commission')).innerText(), /¥\d/);
    });

    step('tells apart the campaign that earned from the one that was used and lost', async () => {
      const { operator } = roles;
      await operator.goto(`${server.url}/effect/campaigns?status=ended`);
      const { items } = await ask(operator, '/api/campaigns?status=ended');
      const verdicts = {};
      for (const { id, name } of items) {
        const report = await ask(operator, `/api/campaigns/${id}/report`);
        verdicts[name] = report.verdict;
        await operator.getByRole('link', { name, exact: true }).waitFor();
      }
      assert.equal(verdicts['老朋友回访'], 'earned', JSON.stringify(verdicts));
      assert.equal(verdicts['常客大减价'], 'lost', JSON.stringify(verdicts));
      await operator.getByRole('link', { name: '常客大减价', exact: true }).click();
      await operator.getByRole('heading', { name: /常客大减价/, level: 1 }).waitFor();
      await usableByAll(operator, 'report of the demo');
    });

    step('closes the ring: a suggestion becomes a segment and a drafted campaign', async () => {
      const { operator } = roles;
      await menu(say('home.title'));
      await button(say('home.suggestions.accept')).first().click();
      await operator.waitForURL(/scene\/campaigns\/\d+/);
      await operator.getByRole('complementary').first().waitFor();
      assert.deepEqual(operator.problems, []);
    });
  });
