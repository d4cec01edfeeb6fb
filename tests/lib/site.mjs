// Somebody's shop on an address of its own, whose pages load analytics.js as it is published.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('@segment/analytics-next/package.json')), 'dist/umd');

/** { url, close } */
export async function openShop() {
  const site = createServer(async (asked, reply) => {
    const file = /^\/ajs\/([\w.-]+\.js)$/.exec(asked.url)?.[1];
    reply.setHeader('content-type', file ? 'text/javascript' : 'text/html');
    reply.end(file ? await readFile(join(folder, file)) : '<!doctype html><title>Shop</title><h1>Shop</h1>');
  });
  await new Promise((listening) => site.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${site.address().port}`, close: () => site.close() };
}

/** Opens a page of the shop with analytics.js on it, as `window.analytics`. */
export async function visit(page, shop, path, server, writeKey, options = {}) {
  await page.goto(shop.url + path);
  await page.addScriptTag({ url: `${shop.url}/ajs/index.js` });
  await page.evaluate(
    ([settings, more]) => {
      window.analytics = window.AnalyticsNext.AnalyticsBrowser.load(settings, more);
    },
    [{ writeKey, cdnURL: server.url }, options],
  );
}
