// Makes the pictures of the READMEs from the demo company: node tests/e2e/screenshots.mjs, after make build.
// HUAN_DEMO=<folder> takes a demo that was made before. Names are made up.
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { desk, launch, open, phone, still } from '../lib/browser.mjs';
import { huan, projectRoot, Server, until } from '../lib/server.mjs';
import { wordsOf } from '../lib/words.mjs';

const images = join(projectRoot, 'docs/images');
const largest = 250 * 1024;
const insuredWasher = '云十二';

/** One language: every role signs in with the link that the server prints for it. */
async function take(browser, demo, language, ending) {
  const say = wordsOf(language);
  const data = await mkdtemp(join(tmpdir(), 'huan-pictures-'));
  await cp(demo, data, { recursive: true });
  const server = new Server({ data });
  try {
    await server.start();
    const links = await until(() => {
      const found = server.output.match(/http:\/\/\S+\/enter\?token=\S+/g);
      return found?.length === 4 && found;
    });
    const roles = {};
    for (const [i, role] of ['operator', 'agent', 'technician'].entries()) {
      roles[role] = await open(browser, { language, viewport: role === 'technician' ? phone : desk });
      await roles[role].goto(links[i].replace('localhost', '127.0.0.1'));
      await roles[role].waitForURL((address) => !address.pathname.includes('enter'));
    }
    const { operator, agent, technician } = roles;
    const ask = (path) =>
      operator.evaluate(async (address) => (await fetch(address)).json(), `${server.url}${path}`);
    const shoot = async (page, name) => {
      await page.waitForLoadState('networkidle').catch(() => undefined); // The live feed never rests.
      await page.waitForTimeout(1500); // Charts are drawn once everything else has been.
      await still(page);
      const path = join(images, `${name}-${ending}.png`);
      await page.screenshot({ path });
      const { size } = await stat(path);
      assert.ok(size <= largest, `${path} has ${size} bytes`);
    };

    await operator.getByRole('heading', { name: say('home.ring') }).waitFor();
    await shoot(operator, 'home');

    const people = await ask(`/api/customers?limit=1&search=${encodeURIComponent(insuredWasher)}`);
    await operator.goto(`${server.url}/customers/${people.items[0].id}`);
    await operator.getByRole('heading', { name: new RegExp(insuredWasher), level: 1 }).waitFor();
    await shoot(operator, 'customer');

    const drafts = await ask('/api/campaigns?status=draft');
    const draft = drafts.items.find(({ name }) => name === '月卡体验') ?? drafts.items[0];
    await operator.goto(`${server.url}/scene/campaigns/${draft.id}`);
    await operator.getByText(say('scene.panel.people')).first().waitFor();
    await shoot(operator, 'campaign');

    const ended = await ask('/api/campaigns?status=ended');
    const earner = ended.items.find(({ name }) => name === '老朋友回访') ?? ended.items[0];
    await operator.setViewportSize({ width: desk.width, height: 1240 }); // Down to the chart.
    await operator.goto(`${server.url}/effect/campaigns/${earner.id}`);
    await operator.locator('canvas').first().waitFor();
    await shoot(operator, 'report');

    await agent.getByRole('heading', { name: say('sales.workbench.title') }).waitFor();
    await agent
      .getByRole('button', { name: say('sales.workbench.call') })
      .first()
      .click();
    await agent.getByRole('button', { name: say('sales.call.start') }).click();
    await shoot(agent, 'call');

    const [{ plate }] = await technician.evaluate(async () => (await fetch('/api/vehicles?plate=12')).json());
    await technician.goto(`${server.url}/field`);
    for (const digit of plate.slice(-2))
      await technician.getByRole('button', { name: digit, exact: true }).click();
    await technician
      .getByRole('button')
      .filter({ hasText: plate.slice(-4) })
      .first()
      .waitFor();
    await shoot(technician, 'technician');
    for (const page of Object.values(roles)) {
      assert.deepEqual(page.problems, []);
      await page.context().close();
    }
  } finally {
    await server.remove();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'huan-demo-'));
const browser = await launch();
try {
  const demo = process.env.HUAN_DEMO || join(folder, 'demo');
  if (!process.env.HUAN_DEMO) {
    const made = await huan('demo', '--data', demo, '--size', '1000');
    assert.equal(made.code, 0, made.stderr);
  }
  await mkdir(images, { recursive: true });
  await take(browser, demo, 'en', 'en');
  await take(browser, demo, 'zh-CN', 'zh');
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
