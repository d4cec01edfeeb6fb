// Two shops and a course seller bring their people in through the console; a fourth file says who is who.
// Counts are those that the publishers of the data state; undoing restores exactly what was before.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { launch, signedIn } from '../lib/browser.mjs';
import { undoTable, uploadTable } from '../lib/import_pages.mjs';
import { Caller, projectRoot, Server, until } from '../lib/server.mjs';
import { csv, fromCsv, xlsx } from '../lib/tables.mjs';

const data = join(projectRoot, '../shared/data');
const cdnow = join(data, 'cdnow/CDNOW_master.txt.gz');
const taobao = join(data, 'taobao-userbehavior/user_behavior_815_users.csv.gz');
const leads = join(data, 'xeducation-leads/leads.csv.gz');
const missing = [cdnow, taobao, leads].find((file) => !existsSync(file));

/** How many people the fourth file says are known to both shops. */
const same = 300;

describe(
  'two shops and a course seller',
  {
    skip: missing !== undefined && 'the published data is not beside the project',
    timeout: 1_500_000,
  },
  () => {
    let server;
    let browser;
    let page;
    let admin;
    const long = { timeout: 600_000 };
    before(async () => {
      server = await Server.fresh();
      await server.setUp({ language: 'en', currency: 'USD' });
      admin = await new Caller(server).signIn();
      browser = await launch();
      page = await signedIn(browser, server);
      await page.getByRole('heading', { name: 'The loop' }).waitFor();
    });
    after(async () => {
      await browser?.close();
      await server?.remove();
    });
    const button = (name) => page.getByRole('button', { name });

    const upload = (...table) => uploadTable(page, server, ...table);
    /** The list of fields is long: typed, it comes up. */
    const becomes = async (column, field) => {
      const box = page.getByRole('combobox', { name: `${column} becomes`, exact: true });
      await box.click();
      await box.fill(field);
      await page.getByTitle(field, { exact: true }).last().click();
    };
    const bring = async (checked, action) => {
      await button('Check the file').click();
      await page.getByText(`Checked: ${checked} rows are new`).waitFor(long);
      await button(action).click();
      await page.getByText(`Imported: ${checked} new rows`).waitFor(long);
    };
    const undo = (name) => undoTable(page, server, name, long.timeout);

    const status = () => admin.get('/api/status');
    /** What anybody can see of these people, without what only counts edits. */
    const told = async (values) => {
      const pages = [];
      for (const [kind, value] of values) {
        const found = await admin.get(`/api/customers?search=${encodeURIComponent(value)}&limit=200`);
        const heads = [];
        for (const { id } of found.items) {
          const { version, ...head } = await admin.get(`/api/customers/${id}`);
          assert.ok(version > 0);
          heads.push(head);
        }
        pages.push([kind, value, heads]);
      }
      return pages;
    };
    const settled = () =>
      until(
        async () => {
          const now = await status();
          return now.events_history === now.events_journal;
        },
        { within: 120_000, what: 'history catching up' },
      );

    it('come in with the counts their publishers state', async () => {
      await upload('Who, when, how much', 'CDNOW_master.txt.gz', await readFile(cdnow));
      await bring('69,659', /Import 69,659 orders worth \$2,500,315\.63/);
      assert.equal((await status()).customers, 23_570);

      await upload('One action a row', 'user_behavior.csv.gz', await readFile(taobao));
      await becomes('user_id', 'Device id');
      await becomes('behavior', 'Event name');
      await bring('84,475', /Import 84,475 rows/);
      assert.equal((await status()).customers, 23_570 + 815);

      const rows = fromCsv(gunzipSync(await readFile(leads)).toString('utf8'));
      await upload('One enquiry a row', 'leads.xlsx', xlsx({ Leads: rows }));
      await page.getByLabel('Business').fill('course');
      await bring('9,240', /Import 9,240 rows/);
      const now = await status();
      assert.equal(now.customers, 23_570 + 815 + 9_240);
      assert.equal(now.leads, 9_240);
      assert.equal(now.orders, 69_659);
      assert.equal(now.order_amount, 250_031_563);
    });

    it('know people who are the same as one, and part them again when that is undone', async () => {
      await settled();
      const visitors = [
        ...new Set(
          fromCsv(gunzipSync(await readFile(taobao)).toString('utf8'))
            .slice(1)
            .map(([id]) => id),
        ),
      ].slice(0, same);
      const buyers = [
        ...new Set(
          gunzipSync(await readFile(cdnow))
            .toString('utf8')
            .split('\n')
            .map((line) => line.trim().split(/\s+/)[0])
            .filter((id) => /^\d+$/.test(id)),
        ),
      ].slice(0, same);
      const before = await status();
      const some = [0, 7, same - 1].map((at) => ['external_id', buyers[at]]);
      const asTheyWere = await told(some);
      const table = csv([['external_id', 'anonymous_id'], ...buyers.map((id, at) => [id, visitors[at]])]);
      await upload('Two ids or more of one person a row', 'same.csv', Buffer.from(table));
      await bring(String(same), new RegExp(`Import ${same} rows`));
      assert.equal((await status()).customers, before.customers - same);
      const merged = await told(some);
      for (const [at, [, , heads]] of merged.entries()) {
        const head = heads.find(({ identities }) => identities.some(({ value }) => value === some[at][1]));
        assert.equal(head.profiles, 2);
      }
      assert.notDeepEqual(merged, asTheyWere);

      await undo('same.csv');
      assert.equal((await status()).customers, before.customers);
      assert.deepEqual(await told(some), asTheyWere);
    });

    it('are gone with their file when it is undone, to the last event', async () => {
      const before = await status();
      await undo('user_behavior.csv.gz');
      const now = await status();
      assert.equal(now.customers, 23_570 + 9_240);
      assert.equal(now.orders, before.orders);
      assert.equal(now.order_amount, before.order_amount);
      await settled();
      assert.ok((await status()).events_journal <= before.events_journal - 84_475);
      assert.deepEqual(page.problems, []);
    });
  },
);
