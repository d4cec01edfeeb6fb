// Imports as somebody at a desk and on a phone does them: a workbook with several sheets, dates that could be
// read two ways, a value for every row, a name for the columns, and taking it all back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { choose, fitsTheScreen, launch, phone, signedIn, still, usableByAll } from '../lib/browser.mjs';
import { undoTable, uploadTable } from '../lib/import_pages.mjs';
import { Server } from '../lib/server.mjs';
import { csv, xlsx } from '../lib/tables.mjs';

const book = xlsx({
  Notes: [['Fair of March'], ['All stands']],
  Leads: [
    ['Leads of the fair, March 2026'],
    ['Phone', 'Name', 'Lead source', 'Lead time', 'City'],
    ['13800138000', 'Anna', 'Stand 4', '3/4/2026', 'Select'],
    ['13800138001', 'Ben', 'Stand 5', '5/4/2026', 'Wuhan'],
    ['no phone', 'Cai', 'Stand 5', '5/4/2026', 'Wuhan'],
  ],
});

describe('somebody with a table', { timeout: 180_000 }, () => {
  let server;
  let browser;
  let page;
  before(async () => {
    server = await Server.fresh();
    await server.setUp({ language: 'en' });
    browser = await launch();
    page = await signedIn(browser, server);
    await page.getByRole('heading', { name: 'The loop' }).waitFor();
  });
  after(async () => {
    await browser.close();
    await server.remove();
  });
  const button = (name) => page.getByRole('button', { name });

  const upload = (...table) =>
    uploadTable(page, server, 'One enquiry a row', ...table, () => usableByAll(page, 'upload'));

  it('chooses the sheet, says what is unclear, and brings leads in', async () => {
    await upload('fair.xlsx', book);
    await choose(page, 'Sheet', 'Leads');
    await page.getByText('1 row above the header left out').waitFor();
    await page.getByText('Still missing: Business').waitFor();
    await page.getByLabel('Business').fill('course');
    await page.getByText('Is it day or month first?').waitFor();
    await choose(page, 'Dates are written', 'Day/month/year');
    await page.getByText('Date: day/month/year, read as Asia/Shanghai').waitFor();
    await page.getByLabel('Remember these columns as').fill('Fair');
    await usableByAll(page, 'columns');
    await button('Check the file').click();
    await page.getByText('Checked: 2 rows are new').waitFor({ timeout: 30_000 });
    await page.getByText('Dates from 2026-04-03 00:00 to 2026-04-05 00:00 (Asia/Shanghai)').waitFor();
    await page.getByText('no phone').first().waitFor();
    await usableByAll(page, 'check');
    await button('Import 2 rows').click();
    await page.getByText('Imported: 2 new rows').waitFor({ timeout: 30_000 });
    await page.goto(`${server.url}/sales/leads`);
    await page.getByText('Anna').first().waitFor();
  });

  it('offers the remembered columns to the next file, on a phone', async () => {
    await page.setViewportSize(phone);
    const rows = [
      ['Phone', 'Name', 'Lead source', 'Lead time', 'City'],
      ['13800138009', 'Dan', 'Stand 1', '13/4/2026', 'Xian'],
    ];
    await upload('fair.csv', Buffer.from(csv(rows)));
    await fitsTheScreen(page, 'columns');
    await page.getByRole('button', { name: 'Manage' }).click();
    await page.getByRole('dialog').getByText('Admin').waitFor();
    await still(page);
    await usableByAll(page, 'remembered columns');
    await page.keyboard.press('Escape');
    await button('Check the file').click();
    await page.getByText('Checked: 1 rows are new').waitFor({ timeout: 30_000 });
    await fitsTheScreen(page, 'check');
    assert.deepEqual(page.problems, []);
  });

  it('takes an import back', async () => {
    await undoTable(page, server, 'fair.xlsx');
    await page.goto(`${server.url}/customers`);
    await page.getByRole('heading', { name: 'Customers' }).waitFor();
    assert.equal(await page.getByText('Anna').count(), 0);
  });
});
