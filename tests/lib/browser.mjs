// Debian's Chromium, driven as a person would use it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { adminPassword } from './server.mjs';

export const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launch = () =>
  chromium.launch({ executablePath: process.env.HUAN_CHROMIUM || '/usr/bin/chromium', args });

export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

/** A page in a language, light or dark; whatever goes wrong in it is kept in `page.problems`. */
export async function open(browser, { viewport = desk, language = 'en', theme = 'light' } = {}) {
  const context = await browser.newContext({ viewport, locale: language, colorScheme: theme });
  // Only once: a person may choose another language later.
  await context.addInitScript((chosen) => {
    if (!localStorage.getItem('huan.language')) localStorage.setItem('huan.language', chosen);
  }, language);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.problems = [];
  page.on('pageerror', (problem) => page.problems.push(problem.message));
  page.on('console', (message) => {
    // Chromium logs each refusal; that nobody is signed in yet is an answer, not a mistake.
    const asks = message.text().includes('401') && message.location().url.endsWith('/api/me');
    if (message.type() === 'error' && !asks)
      page.problems.push(`${message.text()} ${message.location().url ?? ''}`);
  });
  return page;
}

/** A page where somebody has signed in; `options` are those of `open`. */
export async function signedIn(browser, server, options = {}, login = 'admin', word = adminPassword) {
  const page = await open(browser, options);
  await page.goto(`${server.url}/signin`);
  await page.locator('input').first().fill(login);
  await page.locator('input[type=password]').fill(word);
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => !address.pathname.includes('signin'));
  return page;
}

/** Chooses in a drop-down as one does with the mouse: by its label, then by the words of the choice. */
export async function choose(page, label, words) {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByTitle(words, { exact: true }).last().click();
}

/** Types a day as the console writes it ("Sep 29, 1997") and takes it once the calendar shows it. */
export async function pickDay(page, field, day) {
  await field.click();
  await field.pressSequentially(day, { delay: 20 });
  await page.getByTitle(day).last().waitFor();
  await page.keyboard.press('Enter');
}

/** A money, number or text field by its label, typed and left. */
export async function type(page, label, text) {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(text);
  await field.blur();
}

/** Waits until nothing moves: a person neither presses a moving button nor reads a fading word. */
export async function still(page) {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 3; ++frame) await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < 2_000);
    await Promise.allSettled(moving.map((one) => one.finished));
  });
}

/** Waits until a page of the console has all its words: no bones, a heading. */
export async function complete(page) {
  await page.waitForFunction(
    () => !document.querySelector('[role=status] > .unseen') && document.querySelector('h1, h2'),
    null,
    { polling: 50 },
  );
}

/** Goes to another page of the console without loading it all again. */
export async function go(page, path) {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  await complete(page);
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Where somebody with a screen reader, a keyboard or weak eyes would be stuck on this page. */
export async function obstacles(page) {
  await still(page);
  await page.evaluate(`window.axe || (() => { ${axe} })()`);
  return page.evaluate(async () => {
    // The component library's drop-down lists are of no size for those who see; their field has the name.
    const looked = { exclude: [['.ant-select-dropdown']] };
    const { violations } = await window.axe.run(looked, {
      // Counts the decorative letter beside a name as a part of it.
      rules: { 'label-content-name-mismatch': { enabled: false } },
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    // What is pinned to the edge of a phone lies over something wherever one has scrolled to.
    const covered = ({ any }) => any.some(({ data }) => data?.messageKey === 'partiallyObscured');
    return violations.flatMap(({ id, help, nodes }) =>
      nodes
        .filter((node) => !covered(node))
        .slice(0, 4)
        .map((node) => {
          const why = node.any[0]?.message ?? help;
          return `${id}: ${why} at ${node.target.join(' ')} ${node.html.slice(0, 120)}`;
        }),
    );
  });
}

/** Fails where there is one. */
export async function usableByAll(page, where) {
  assert.deepEqual(await obstacles(page), [], `${where} can be used by everybody`);
}

/** Fails where something sticks out at the side of the screen. */
export async function fitsTheScreen(page, where) {
  const [content, screen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    window.innerWidth,
  ]);
  assert.ok(content <= screen, `${where} is ${content} px wide on a screen of ${screen}`);
}
