// A demo from the browser: offered at the set-up, followed while it is made, made anew from the menu.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fitsTheScreen, launch, open, phone, still, usableByAll } from '../lib/browser.mjs';
import { Caller, Server, until } from '../lib/server.mjs';

/** While one server goes and the next one comes nobody answers: that is no mistake of the page. */
const mistakes = (page) =>
  page.problems.filter((problem) => !/Failed to load resource|ERR_CONNECTION/.test(problem));

for (const { language, viewport, words } of [
  {
    language: 'en',
    words: {
      offer: 'Make a demo instead',
      making: 'Your demo is being made',
      menu: 'Demo data',
      again: 'Make anew…',
      yes: 'Take it away and make it anew',
    },
  },
  {
    language: 'zh-CN',
    viewport: phone,
    words: {
      offer: '先生成演示数据',
      making: '正在生成演示数据',
      menu: '演示数据',
      again: '重新生成…',
      yes: '清空并重新生成',
    },
  },
])
  describe(`a demo from the browser, in ${language}`, { timeout: 600_000 }, () => {
    let server;
    let browser;
    let page;
    before(async () => {
      server = await Server.fresh();
      browser = await launch();
      page = await open(browser, { language, ...(viewport ? { viewport } : {}) });
    });
    after(async () => {
      await browser?.close();
      await server?.remove();
    });
    const home = () => page.waitForURL((address) => address.pathname === '/', { timeout: 240_000 });

    it('is offered beside the set-up', async () => {
      await page.goto(`${server.url}/setup?token=${server.setupToken}`);
      await page.getByRole('button', { name: words.offer }).waitFor();
      await still(page);
      await usableByAll(page, 'it');
      await fitsTheScreen(page, 'it');
    });

    it('shows how far it is, and lets whoever asked in', async () => {
      // A small one: the button asks for 5,000 customers.
      const asked = { token: server.setupToken, size: 100 };
      const { ticket } = await new Caller(server).post('/api/demo', asked);
      await until(async () => (await fetch(`${server.url}/api/demo`).catch(() => null))?.ok, {
        within: 60_000,
        what: 'a word of how far it is',
      });
      await page.goto(`${server.url}/demo?ticket=${ticket}`);
      await page.getByRole('heading', { name: words.making }).waitFor({ timeout: 60_000 });
      await page.getByRole('progressbar').waitFor({ timeout: 60_000 });
      await usableByAll(page, 'it');
      await home();
      await page.getByRole('heading').first().waitFor();
      assert.deepEqual(mistakes(page), []);
    });

    it('is made anew from the menu, once it was said twice', async () => {
      await page.locator('[aria-haspopup=menu]').last().click();
      await page.getByRole('menuitem', { name: words.menu }).click();
      const anew = page.getByRole('button', { name: words.again });
      await anew.waitFor();
      assert.ok(await anew.isDisabled());
      await usableByAll(page, 'it');
      await fitsTheScreen(page, 'it');
      await page.getByRole('textbox').last().fill('星夜洗车（演示）');
      await anew.click();
      const yes = page.getByRole('button', { name: words.yes });
      await yes.waitFor();
      await still(page);
      await yes.click();
      await page.getByRole('heading', { name: words.making }).waitFor({ timeout: 60_000 });
      await home();
      await page.getByRole('heading').first().waitFor();
      assert.deepEqual(mistakes(page), []);
    });
  });
