// Every page of the console, and one record of each kind: everybody can use them, in each language, light and
// dark, at a desk and on a phone. Pages come from the menu, so a new one is looked at without a word here.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  complete,
  desk,
  fitsTheScreen,
  go,
  launch,
  obstacles,
  open,
  phone,
  signedIn,
} from '../lib/browser.mjs';
import { bringCompany } from '../lib/company.mjs';
import { Server } from '../lib/server.mjs';

// Every two of language, light and width meet once; HUAN_LOOKS=all has all eight.
const all = ['en', 'zh-CN'].flatMap((language) =>
  ['light', 'dark'].flatMap((theme) => [desk, phone].map((viewport) => ({ language, theme, viewport }))),
);
const few = [0, 3, 5, 6].map((index) => all[index]);
const looks = process.env.HUAN_LOOKS === 'all' ? all : few;

describe('every page', { timeout: 900_000 }, () => {
  let server;
  let browser;
  let company;
  before(async () => {
    server = await Server.fresh();
    browser = await launch();
    const admin = await server.setUp({ company: 'Night Wash 夜洗' });
    company = await bringCompany(server, admin);
  });
  after(async () => {
    await browser?.close();
    await server?.remove();
  });

  const menu = (page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('aside nav a')].map((link) => new URL(link.href).pathname),
    );

  for (const { language, theme, viewport } of looks) {
    it(`is usable by everybody: ${language}, ${theme}, ${viewport.width} px`, async (test) => {
      const found = [];
      const look = async (page, where) => {
        const heading = await page.locator('h1, h2').first().textContent();
        for (const obstacle of await obstacles(page)) found.push(`${where} (${heading}): ${obstacle}`);
        await fitsTheScreen(page, where).catch((problem) => found.push(problem.message));
      };
      const outside = await open(browser, { language, theme, viewport });
      for (const path of ['/signin', company.claim]) {
        await outside.goto(new URL(path, server.url).href);
        await complete(outside);
        await look(outside, path);
      }
      const page = await signedIn(browser, server, { language, theme, viewport });
      await page.locator('aside nav a').first().waitFor({ state: 'attached' });
      const paths = [...(await menu(page)), ...Object.values(company.records)];
      assert.ok(paths.length > 35, `${paths.length} pages`);
      for (const path of paths) {
        await go(page, path);
        await look(page, path);
      }
      test.diagnostic(`${paths.length + 2} pages`);
      assert.deepEqual(found, []);
      assert.deepEqual(page.problems, []);
      await Promise.all([page, outside].map((one) => one.context().close()));
    });
  }

  for (const language of ['en', 'zh-CN'])
    it(`begins with at most 300 KB: ${language}`, async (test) => {
      const page = await signedIn(browser, server, { language });
      await complete(page);
      const first = await open(browser, { language }); // Nothing of it is kept yet.
      await first.context().addCookies(await page.context().cookies());
      const sizes = [];
      first.on('requestfinished', async (request) => {
        const path = new URL(request.url()).pathname;
        const reply = await request.response();
        if (/^\/(api|v1)\//.test(path) || !reply.ok()) return;
        const { responseBodySize } = await request.sizes();
        const encoding = await reply.headerValue('content-encoding');
        sizes.push({ path, size: responseBodySize, encoding });
      });
      await first.goto(server.url, { waitUntil: 'load' });
      await complete(first);
      await first.waitForTimeout(1_000);
      const total = sizes.reduce((sum, { size }) => sum + size, 0) / 1024;
      test.diagnostic(`${total.toFixed(1)} KB in ${sizes.length} files`);
      assert.ok(
        sizes.some(({ path }) => path.includes('HomePage')),
        'the page itself is counted',
      );
      for (const { path, size, encoding } of sizes) assert.ok(size < 2_000 || encoding === 'gzip', path);
      assert.ok(total <= 300, JSON.stringify(sizes.toSorted((a, b) => b.size - a.size).slice(0, 8)));
      await Promise.all([page, first].map((one) => one.context().close()));
    });
});
