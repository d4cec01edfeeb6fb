// Measures each kind of page with Lighthouse and writes docs/quality.md:
//   npm --prefix tests ci && npm --prefix tests run lighthouse
// Several runs of each, the median counts (--runs N or HUAN_RUNS, 3): what else the machine does shows in
// the figures. Names of pages measure only those, and write nothing: ... lighthouse -- --runs 1 report home
// HUAN_REPORTS=<folder> keeps what Lighthouse says of each run.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import lighthouse from 'lighthouse';
import { desktopConfig } from 'lighthouse';
import { chromium } from 'playwright-core';
import { args, complete } from '../lib/browser.mjs';
import { bringCompany } from '../lib/company.mjs';
import { freePort, projectRoot, Server } from '../lib/server.mjs';

const { values: given, positionals: only } = parseArgs({
  options: { runs: { type: 'string', default: process.env.HUAN_RUNS ?? '3' } },
  allowPositionals: true,
});
const runs = Number(given.runs);
const kept = process.env.HUAN_REPORTS;
const version = createRequire(import.meta.url)('lighthouse/package.json').version;
const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** A Chromium whose cookies Lighthouse finds: it looks at it from outside, by its port. */
async function openBrowser(profile) {
  const port = await freePort();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.HUAN_CHROMIUM || '/usr/bin/chromium',
    args: [...args, `--remote-debugging-port=${port}`],
    locale: 'en',
  });
  return { context, port };
}

async function signIn(context, server, login, password) {
  const page = await context.newPage();
  await context.clearCookies();
  await page.goto(`${server.url}/signin`);
  await page.evaluate(() => localStorage.setItem('huan.language', 'en'));
  await page.locator('input').first().fill(login);
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => !address.pathname.includes('signin'));
  await complete(page);
  await page.close();
}

/** The figures of one page, each time with an empty cache, as for somebody who comes for the first time. */
async function measure(name, url, port, phone) {
  const flags = {
    port,
    logLevel: 'error',
    onlyCategories: ['performance', 'accessibility', 'best-practices'],
  };
  const seen = [];
  for (let run = 0; run < runs; ++run) {
    const { lhr } = await lighthouse(url, flags, phone ? undefined : desktopConfig);
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    if (new URL(lhr.finalDisplayedUrl).pathname !== new URL(url).pathname)
      throw new Error(`${url} led to ${lhr.finalDisplayedUrl}`);
    seen.push(lhr);
    if (kept) await writeFile(join(kept, `${name.replace(/\W+/g, '-')}-${run}.json`), JSON.stringify(lhr));
  }
  const score = (name) => Math.round(100 * middle(seen.map((lhr) => lhr.categories[name].score)));
  const figure = (name) => middle(seen.map((lhr) => lhr.audits[name].numericValue));
  const [{ categories, audits }] = seen;
  const failed = ['accessibility', 'best-practices'].flatMap((name) =>
    categories[name].auditRefs
      .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
      .map(({ id }) => id),
  );
  return {
    performance: score('performance'),
    accessibility: score('accessibility'),
    practices: score('best-practices'),
    firstPaint: figure('first-contentful-paint'),
    largestPaint: figure('largest-contentful-paint'),
    blocked: figure('total-blocking-time'),
    shift: figure('cumulative-layout-shift'),
    bytes: figure('total-byte-weight'),
    speed: middle(seen.map((lhr) => lhr.environment.benchmarkIndex)),
    failed,
  };
}

const row = (cells) => `| ${cells.join(' | ')} |`;
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

function table(rows) {
  return [
    row([
      'page',
      'on',
      'performance',
      'accessibility',
      'best practices',
      'first paint',
      'largest paint',
      'blocked',
      'shift',
      'loaded',
    ]),
    row(['---', '---', ...Array(8).fill('---:')]),
    ...rows.map(({ name, phone, of }) =>
      row([
        name,
        phone ? 'phone' : 'desk',
        of.performance,
        of.accessibility,
        of.practices,
        seconds(of.firstPaint),
        seconds(of.largestPaint),
        `${Math.round(of.blocked)} ms`,
        of.shift.toFixed(2),
        `${Math.round(of.bytes / 1024)} KB`,
      ]),
    ),
  ].join('\n');
}

function document(rows, browser) {
  const speed = Math.round(middle(rows.map(({ of }) => of.speed)));
  return `# Quality of the pages

Written by \`npm --prefix tests run lighthouse\`; change the script, not this file.

${new Date().toISOString().slice(0, 10)}, Lighthouse ${version}, Chromium ${browser}, ${cpus().length} cores
(Lighthouse's own measure of their speed: ${speed}), median of ${runs} runs each with an empty cache. "desk"
is Lighthouse's desktop preset, "phone" its mobile one: a slow phone on a slow network, simulated. The company
is made up: 90 people, one of them with seven years of history, a running campaign.

${table(rows)}

What else is held, by tests that fail otherwise:

- No violation of WCAG 2.2 A and AA that axe finds, on every page of the menu and one record of each kind, in
  both languages, light and dark, at 1440 and at 390 px; nothing sticks out at the side of a phone
  (\`tests/e2e/pages.test.mjs\`).
- What a browser loads before the first page is there is at most 300 KB, gzipped (the same file, and
  \`web/tools/budget.mjs\`).
`;
}

if (kept) await mkdir(kept, { recursive: true });
const profile = await mkdtemp(join(tmpdir(), 'huan-lighthouse-'));
const server = await Server.fresh();
let context;
try {
  const admin = await server.setUp({ company: 'Night Wash', language: 'en' });
  const company = await bringCompany(server, admin);
  const browser = await openBrowser(profile);
  context = browser.context;
  const of = company.records;
  const outside = [
    ['sign-in', '/signin'],
    ['claim page of a customer', company.claim, true],
  ];
  const inside = [
    ['home', '/'],
    ['customer list', '/customers'],
    ['customer record', of['customer record']],
    ['segment list', '/insight/segments'],
    ['segment editor', of['segment editor']],
    ['campaign record', of['campaign record']],
    ['report', of.report],
    ['import page', of['import page']],
    ['settings', '/settings/organisation'],
  ];
  const rows = [];
  const all = async (pages) => {
    for (const [name, path, phone = false] of pages) {
      if (only.length > 0 && !only.includes(name)) continue;
      const url = new URL(path, server.url).href;
      rows.push({ name, phone, of: await measure(name, url, browser.port, phone) });
      const { failed, performance, accessibility, practices, speed } = rows.at(-1).of;
      const scores = [performance, accessibility, practices].join(' ');
      console.log(`${name}: ${scores} ${failed.join(' ')} (speed ${speed})`);
    }
  };
  await all(outside);
  await signIn(context, server, 'admin', 'correct horse battery');
  await all(inside);
  await signIn(context, server, 'zhao', company.staffPassword);
  await all([['technician’s page', of['technician’s page'], true]]);
  console.log(`\n${table(rows)}`);
  if (only.length === 0)
    await writeFile(join(projectRoot, 'docs/quality.md'), document(rows, context.browser()?.version() ?? ''));
} finally {
  await context?.close();
  await server.remove();
  await rm(profile, { recursive: true, force: true });
}
