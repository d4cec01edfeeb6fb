// The huan command: help, exit codes, and speaking to whoever owns the data directory.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Caller, huan, Server } from '../lib/server.mjs';

describe('the huan command', () => {
  let folder;
  let server;
  let admin;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huan-cli-'));
    server = await Server.fresh();
    admin = await server.setUp();
    await admin.post('/api/customers', {
      identities: [{ kind: 'phone', value: '13800138000' }],
      attributes: { name: '陈刚' },
    });
  });
  after(async () => {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('explains itself and answers 2 when it is called wrongly', async () => {
    const help = await huan('--help');
    assert.equal(help.code, 0);
    for (const name of [
      'serve',
      'import',
      'export',
      'backup',
      'restore',
      'user',
      'key',
      'migrate',
      'status',
      'doctor',
      'version',
    ])
      assert.match(help.stdout, new RegExp(`\\b${name}\\b`));
    assert.equal((await huan('dance')).code, 2);
    assert.equal((await huan('serve', '--prot', '1')).code, 2);
    assert.match((await huan('version')).stdout, /^\d+\.\d+\.\d+/);
  });

  it('tells what a served directory holds, for scripts', async () => {
    const { code, stdout } = await huan('status', '--data', server.data, '--json');
    assert.equal(code, 0);
    const status = JSON.parse(stdout);
    for (const key of [
      'schema_version',
      'store',
      'history',
      'customers',
      'profiles',
      'identities',
      'orders',
      'order_amount',
      'events_journal',
      'events_history',
      'segments',
      'campaigns',
      'coupons',
      'leads',
      'ledger_balance',
    ])
      assert.ok(key in status, key);
    assert.equal(status.customers, 1);
    assert.equal(status.ledger_balance, 0);
  });

  it('refuses a second server on the same directory, in words', async () => {
    const { code, stderr } = await huan('serve', '--data', server.data, '--port', '0');
    assert.equal(code, 1);
    assert.match(stderr, /Another huan process owns/);
  });

  it('makes keys that work, lists and revokes them', async () => {
    const made = await huan('key', 'add', '--kind', 'server', '--name', 'Shop', '--data', server.data);
    assert.equal(made.code, 0, made.stderr);
    const key = made.stdout.split('\n')[0];
    const program = new Caller(server, { authorization: `Bearer ${key}` });
    assert.equal((await program.get('/api/customers')).items.length, 1);
    const list = await huan('key', 'list', '--data', server.data);
    const id = /^(\d+)\s+server/m.exec(list.stdout)[1];
    assert.equal((await huan('key', 'revoke', '--id', id, '--data', server.data)).code, 0);
    await assert.rejects(program.get('/api/customers'), (refused) => refused.status === 401);
  });

  it('adds colleagues with a link to choose their password', async () => {
    const made = await huan(
      'user',
      'add',
      'lily',
      '--name',
      'Lily',
      '--role',
      'agent',
      '--data',
      server.data,
    );
    assert.equal(made.code, 0, made.stderr);
    const token = /set-password\?token=([\w-]+)/.exec(made.stdout)[1];
    const lily = new Caller(server);
    await lily.post('/api/password', { token, password: 'a quiet green lantern' });
    await lily.signIn('lily', 'a quiet green lantern');
    assert.match((await huan('user', 'list', '--data', server.data)).stdout, /lily\s+agent/);
  });

  it('resets a forgotten password with a one-time link', async () => {
    const { code, stdout, stderr } = await huan('user', 'reset-password', 'admin', '--data', server.data);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /\/set-password\?token=/);
  });

  it('backs up while serving, and restores into an empty directory only', async () => {
    const target = join(folder, 'backup');
    const stop = { now: false };
    const writing = (async () => {
      for (let i = 0; !stop.now; ++i)
        await admin.post('/api/customers', { identities: [{ kind: 'external_id', value: `load-${i}` }] });
    })();
    await new Promise((next) => setTimeout(next, 400));
    const made = await huan('backup', target, '--data', server.data);
    stop.now = true;
    await writing;
    assert.equal(made.code, 0, made.stderr);
    assert.equal(
      (await huan('backup', target, '--data', server.data)).code,
      1,
      'a backup is never overwritten',
    );

    const restored = join(folder, 'restored');
    assert.equal((await huan('restore', target, '--data', restored)).code, 0);
    assert.equal((await huan('restore', target, '--data', restored)).code, 1);
    const copy = new Server({ data: restored });
    await copy.start();
    try {
      const again = await new Caller(copy).signIn();
      const status = JSON.parse((await huan('status', '--data', restored, '--json')).stdout);
      assert.ok(status.customers > 1);
      assert.equal(status.profiles, status.customers, 'one consistent state');
      for (let i = 0; i < 100; ++i) {
        const now = JSON.parse((await huan('status', '--data', restored, '--json')).stdout);
        if (now.events_history === now.events_journal) break;
        await new Promise((next) => setTimeout(next, 100));
        assert.ok(i < 99, 'history equals the journal again');
      }
      assert.equal((await again.get('/api/customers?search=陈刚')).items.length, 1);
    } finally {
      await copy.kill();
    }
  });

  it('ends within seconds on SIGTERM', async () => {
    const other = await Server.fresh();
    const started = Date.now();
    const { code } = await other.stop();
    assert.equal(code, 0);
    assert.ok(Date.now() - started < 15_000);
    await other.remove();
  });
});
