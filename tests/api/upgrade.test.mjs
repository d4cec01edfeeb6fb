// Data of earlier versions is brought up to date when a newer server opens it, and nothing of it is lost.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Caller, huan, projectRoot, Server, until } from '../lib/server.mjs';

const run = promisify(execFile);
const folder = join(projectRoot, 'tests/upgrade');
const packed = (await readdir(folder)).filter((name) => name.endsWith('.tar.xz'));

/** What `huan status` of the version that wrote it said. */
const said = {
  'data-v21.tar.xz': {
    schema_version: 21,
    customers: 600,
    profiles: 600,
    identities: 600,
    orders: 1435,
    order_amount: 4879872,
    currency: 'USD',
    events_journal: 3121,
    segments: 1,
    campaigns: 1,
    coupons: { claimed: 25, redeemed: 25 },
    leads: 6,
    ledger_balance: 0,
    reactor_failures: 0,
  },
};

for (const name of packed)
  describe(`the data directory of ${name}`, () => {
    let data;
    let server;
    let admin;
    before(async () => {
      data = await mkdtemp(join(tmpdir(), 'huan-upgrade-'));
      await run('tar', ['xJf', join(folder, name), '-C', data]);
    });
    after(async () => {
      await server?.kill();
      await rm(data, { recursive: true, force: true });
    });

    it('is not changed by a look at it', async () => {
      const { code, stdout } = await huan('doctor', '--data', data, '--json');
      assert.equal(code, 0, stdout);
      const schema = JSON.parse(stdout).items.find((item) => item.subject === 'schema');
      assert.equal(schema.verdict, 'warning');
      assert.match(schema.found, new RegExp(`\\b${said[name].schema_version}\\b`));
    });

    it('opens with everything in it', async () => {
      server = new Server({ data });
      await server.start();
      admin = await new Caller(server).signIn('admin', 'correct horse battery');
      const status = await until(async () => {
        const now = await admin.get('/api/status');
        return now.events_history === now.events_journal && now;
      });
      const { schema_version, ...counts } = said[name];
      assert.ok(status.schema_version > schema_version);
      for (const [key, value] of Object.entries(counts)) assert.deepEqual(status[key], value, key);
    });

    it('answers what it answered, and goes on', async () => {
      const [campaign] = (await admin.get('/api/campaigns')).items;
      const report = await admin.get(`/api/campaigns/${campaign.id}/report`);
      assert.ok(report.metrics ?? report.tiles ?? report, 'the report of a campaign of then');
      const [segment] = (await admin.get('/api/segments')).items;
      assert.ok((await admin.get(`/api/segments/${segment.id}/members`)).items.length > 0);
      const [person] = (await admin.get('/api/customers')).items;
      const before = await admin.get(`/api/customers/${person.id}/timeline`);
      assert.ok(before.items.length > 0);
      await admin.post('/api/customers', { identities: [{ kind: 'phone', value: '13800138000' }] });
      assert.equal((await admin.get('/api/status')).customers, said[name].customers + 1);
    });
  });
