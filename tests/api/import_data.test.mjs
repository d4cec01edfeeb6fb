// Published data of other companies comes in whole: counts as their README says.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Imports } from '../lib/imports.mjs';
import { projectRoot, Server } from '../lib/server.mjs';
import { csv, fromCsv, gb18030, xlsx } from '../lib/tables.mjs';

const data = join(projectRoot, '../shared/data');
const leadsFile = join(data, 'xeducation-leads/leads.csv.gz');
const eventsFile = join(data, 'taobao-userbehavior/user_behavior_815_users.csv.gz');
const missing = (file) => !existsSync(file) && `${file.slice(data.length + 1)} is not beside the project`;

const chinese = {
  'Prospect ID': '客户编号',
  'Lead Number': '线索编号',
  'Lead Source': '线索来源',
  'Do Not Email': '拒收邮件',
  'Do Not Call': '拒接电话',
  Converted: '已成交',
  City: '城市',
};

describe('leads of an online course seller', { skip: missing(leadsFile) }, () => {
  const forms = {
    'a workbook': async (rows) => ({
      name: '线索.xlsx',
      bytes: xlsx({ Leads: rows, Notes: [['nothing here']] }),
    }),
    'a GB18030 table with Chinese headers': async ([header, ...rows]) => ({
      name: '线索.csv',
      bytes: gb18030(csv([header.map((name) => chinese[name] ?? name), ...rows])),
    }),
  };
  for (const [form, made] of Object.entries(forms)) {
    it(`come in as ${form}, each once, with "Select" as nothing`, async () => {
      const server = await Server.fresh();
      try {
        const admin = await server.setUp({
          company: 'X Education',
          currency: 'INR',
          time_zone: 'Asia/Kolkata',
        });
        const imports = new Imports(admin);
        const rows = fromCsv(gunzipSync(await readFile(leadsFile)).toString('utf8'));
        const { name, bytes } = await made(rows);
        const file = await imports.upload(bytes, 'leads', name);
        assert.equal(file.columns.length, 37);
        assert.ok(file.mapping.empty_words.includes('Select'), 'finds out that "Select" says nothing');
        const mapping = { constants: { lead_kind: 'course' } };
        const dry = await imports.check(file, mapping);
        const outcome = await imports.run(file);
        for (const count of [dry, outcome]) {
          assert.equal(count.rows, 9240);
          assert.equal(count.created, 9240);
          assert.equal(count.customers, 9240);
          assert.equal(count.refused, 0);
        }
        const leads = async (query) => (await admin.get(`/api/leads?limit=1&${query}`)).total;
        const won = await leads('state=won');
        if (won !== null && won !== undefined) assert.equal(won, 3561);
        // The same file again changes nothing.
        const again = await imports.bring(bytes, 'leads', mapping, name);
        assert.equal(again.outcome.unchanged, 9240);
        assert.equal(again.outcome.created, 0);
        // Nobody has "Select" for a city.
        const vocabulary = JSON.stringify(await admin.get('/api/rule_vocabulary'));
        assert.doesNotMatch(vocabulary, /"Select"/);
      } finally {
        await server.remove();
      }
    });
  }
});

describe('events of a shop that knows its visitors by device', { skip: missing(eventsFile) }, () => {
  let server;
  let admin;
  before(async () => {
    server = await Server.fresh();
    admin = await server.setUp({ time_zone: 'Asia/Shanghai' });
  });
  after(() => server.remove());

  it('come in whole, early clocks included', async () => {
    const imports = new Imports(admin);
    const bytes = await readFile(eventsFile);
    const change = ({ mapping }) => ({
      columns: { ...mapping.columns, user_id: 'anonymous_id', behavior: 'name' },
    });
    const { file, dry, outcome } = await imports.bring(bytes, 'events', change, 'user_behavior.csv.gz');
    const time = file.format.dates.find(({ column }) => column === 'timestamp');
    assert.equal(time.format, 'unix_seconds');
    for (const count of [dry, outcome]) {
      assert.equal(count.rows, 84_475);
      assert.equal(count.created, 84_475);
      assert.equal(count.customers, 815);
      assert.equal(count.refused, 0);
      assert.equal(count.earliest.slice(0, 7), '2017-09');
    }
    // 35 of them were written by wrong clocks, before the window that the publisher states.
    const rows = fromCsv(gunzipSync(bytes).toString('utf8')).slice(1);
    const window = Date.parse('2017-11-25T00:00:00+08:00') / 1000;
    assert.equal(rows.filter((row) => Number(row[4]) < window).length, 35);
    const again = await imports.bring(bytes, 'events', change, 'user_behavior.csv.gz');
    assert.equal(again.outcome.unchanged, 84_475);
    assert.equal((await admin.get('/api/customers?limit=1')).items.length, 1);
  });
});
