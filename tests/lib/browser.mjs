// Debian's Chromium, driven as a person would use it.
import { chromium } from 'playwright-core';

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

/** A page in a language; whatever goes wrong in it is kept in `page.problems`. */
export async function open(browser, { viewport = desk, language = 'en' } = {}) {
  const context = await browser.newContext({ viewport, locale: language });
  await context.addInitScript((chosen) => localStorage.setItem('huan.language', chosen), language);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.problems = [];
  page.on('pageerror', (problem) => page.problems.push(problem.message));
  return page;
}
