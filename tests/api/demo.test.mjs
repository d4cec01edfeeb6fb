// A demo from the browser's side of the interface: instead of a set-up, made anew, and finished after a kill.
import assert from 'node:assert/strict';
import { readFile, rm, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Caller, Refused, Server, until } from '../lib/server.mjs';
import { Database, noPostgres } from '../lib/postgres.mjs';

const size = 100;

/** Follows GET /api/demo until it is over; the server is away for moments in between. */
async function made(server) {
  const seen = [];
  await until(
    async () => {
      const reply = await fetch(`${server.url}/api/demo`).catch(() => null);
      const state = reply?.ok ? await reply.json() : null;
      if (state) seen.push(state);
      return state && state.stage !== 'making';
    },
    { within: 240_000, what: 'a demo that is done' },
  );
  return seen;
}

/** Comes in with a ticket, as the console does. */
async function enter(server, ticket) {
  const caller = new Caller(server);
  const { path } = await caller.post('/api/demo/entrance', { ticket });
  await caller.post('/api/session/link', { token: new URLSearchParams(path.split('?')[1]).get('token') });
  return caller;
}

const refusal = (code) => (failed) => failed instanceof Refused && failed.problem.code === code;

describe('a demo instead of a set-up', { timeout: 600_000 }, () => {
  let server;
  let ticket;
  before(async () => {
    server = await Server.fresh();
  });
  after(() => server?.remove());

  it('is offered where nothing is set up, to whoever has the link', async () => {
    const nobody = new Caller(server);
    assert.equal((await nobody.get('/api/demo')).stage, 'fresh');
    await assert.rejects(nobody.post('/api/demo', { token: 'guessed', size }), refusal('access.bad_link'));
    await assert.rejects(nobody.post('/api/demo', { size }), refusal('field.required'));
    await assert.rejects(
      nobody.post('/api/demo', { token: server.setupToken, size: 1_000_000 }),
      refusal('demo.bad_size'),
    );
    await assert.rejects(
      nobody.post('/api/demo/entrance', { ticket: 'guessed' }),
      refusal('demo.bad_ticket'),
    );
    assert.equal((await nobody.get('/api/demo')).stage, 'fresh');
  });

  it('is made while the same port tells how far it is, and nothing else', async () => {
    const nobody = new Caller(server);
    ({ ticket } = await nobody.post('/api/demo', { token: server.setupToken, size }));
    const seen = await made(server);
    const steps = seen.filter((state) => state.stage === 'making').map((state) => state.done);
    assert.ok(steps.length > 2, `heard of ${steps.length} steps`);
    assert.ok(steps.at(-1) > 0);
    assert.deepEqual(
      steps,
      [...steps].sort((a, b) => a - b),
    );
    assert.equal(seen.at(-1).stage, 'demo');
    assert.equal(seen.at(-1).size, size);
  });

  it('lets whoever asked in, once, as its administrator', async () => {
    const admin = await enter(server, ticket);
    const me = await admin.get('/api/me');
    assert.equal(me.login, 'admin');
    const status = await admin.get('/api/status');
    assert.equal(status.customers, size);
    assert.equal(status.ledger_balance, 0);
    assert.equal(status.reactor_failures, 0);
    await assert.rejects(enter(server, ticket), refusal('demo.bad_ticket'));
    await assert.rejects(
      new Caller(server).post('/api/demo', { token: server.setupToken, size }),
      refusal('access.set_up_already'),
    );
    const deeds = await admin.get('/api/audit');
    assert.ok(deeds.items.some((deed) => deed.route === 'POST /api/demo/entrance'));
  });

  describe('made anew', () => {
    /** As the terminal shows them, a moment after the server answers. */
    const links = (howOften) =>
      until(() => {
        const found = [...server.output.matchAll(/(\S+)\t\S+\/enter\?token=([\w-]+)/g)];
        return found.length === 4 * howOften && found.slice(-4).map((link) => link[2]);
      });
    const come = async (token) => {
      const caller = new Caller(server);
      await caller.post('/api/session/link', { token });
      return caller;
    };
    let operator;
    let manager;
    let back;
    let company;

    it('by a manager who names the company, and by nobody else', async () => {
      const [forOperator, , , forManager] = await links(1);
      [operator, manager] = [await come(forOperator), await come(forManager)];
      ({ company } = await manager.get('/api/me'));
      await assert.rejects(operator.post('/api/demo/reset', { company, size }), refusal('access.forbidden'));
      await assert.rejects(
        manager.post('/api/demo/reset', { company: 'Some other', size }),
        refusal('demo.not_confirmed'),
      );
      assert.equal((await manager.get('/api/demo')).stage, 'demo');
    });

    it('without anything of what it was, and with the same person let in', async () => {
      const added = await manager.post('/api/customers', {
        identities: [{ kind: 'phone', value: '13800138000' }],
        attributes: { name: '陈刚' },
      });
      const again = await manager.post('/api/demo/reset', { company, size: 120 });
      const seen = await made(server);
      assert.equal(seen.at(-1).stage, 'demo');
      back = await enter(server, again.ticket);
      assert.equal((await back.get('/api/me')).login, 'manager');
      assert.equal((await back.get('/api/customers')).total, 120);
      await assert.rejects(back.get(`/api/customers/${added.id}`), (failed) => failed.status === 404);
      await assert.rejects(manager.get('/api/me'), (failed) => failed.status === 401);
      assert.match(server.output, /demo: manager has it taken away/);
    });

    it('after the server was killed on the way: it says so, and finishes when asked', async () => {
      await back.post('/api/demo/reset', { company, size: 2000 });
      await until(async () => {
        const reply = await fetch(`${server.url}/api/demo`).catch(() => null);
        return reply?.ok && (await reply.json()).done > 20;
      });
      await server.kill();
      assert.equal(JSON.parse(await readFile(join(server.data, 'demo.json'), 'utf8')).finished, false);
      await server.start();
      const nobody = new Caller(server);
      assert.equal((await nobody.get('/api/demo')).stage, 'unfinished');
      assert.doesNotMatch(server.output, /enter\?token/);
      const [, offered] = /\/demo\?ticket=([\w-]+)/.exec(server.output);
      await assert.rejects(nobody.post('/api/demo', { ticket: 'guessed', size }), refusal('demo.bad_ticket'));
      await nobody.post('/api/demo', { ticket: offered });
      assert.equal((await made(server)).at(-1).stage, 'demo');
      assert.equal((await (await enter(server, offered)).get('/api/me')).login, 'admin');
    });

    it('and ends in good order when it is stopped meanwhile', async () => {
      const [, , , forManager] = await links(1);
      const someone = await come(forManager);
      await someone.post('/api/demo/reset', { company, size: 2000 });
      await until(async () => {
        const reply = await fetch(`${server.url}/api/demo`).catch(() => null);
        return reply?.ok && (await reply.json()).done > 5;
      });
      assert.deepEqual(await server.stop(), { code: 0, signal: null });
      await server.start();
      assert.equal((await new Caller(server).get('/api/demo')).stage, 'unfinished');
    });
  });
});

describe('a company of somebody’s own', { timeout: 120_000 }, () => {
  let server;
  after(() => server?.remove());

  it('is never taken away', async () => {
    server = await Server.fresh();
    const admin = await server.setUp();
    assert.equal((await admin.get('/api/demo')).stage, 'none');
    await assert.rejects(
      admin.post('/api/demo/reset', { company: 'Night Wash', size }),
      refusal('demo.no_demo'),
    );
    await assert.rejects(
      new Caller(server).post('/api/demo', { token: server.setupToken, size }),
      refusal('access.set_up_already'),
    );
    assert.equal((await admin.get('/api/me')).company, 'Night Wash');
  });
});

describe('on PostgreSQL', { skip: noPostgres, timeout: 120_000 }, () => {
  it('a demo is for the administrator of the database', async () => {
    const database = await Database.fresh();
    const data = await mkdtemp(join(tmpdir(), 'huan-demo-'));
    const server = new Server({ data, args: database.args });
    try {
      await server.start();
      const nobody = new Caller(server);
      const state = await nobody.get('/api/demo');
      assert.deepEqual([state.stage, state.possible], ['fresh', false]);
      await assert.rejects(
        nobody.post('/api/demo', { token: server.setupToken, size }),
        refusal('demo.on_postgres'),
      );
      await server.stop();
      await writeFile(
        join(data, 'demo.json'),
        '{"seed":1,"now":"2026-11-22T00:00:00Z","size":100,"finished":false}',
      );
      await server.start();
      assert.equal((await nobody.get('/api/demo')).stage, 'unfinished');
      assert.doesNotMatch(server.output, /demo\?ticket/);
    } finally {
      await server.remove();
      await database.drop();
      await rm(data, { recursive: true, force: true });
    }
  });
});
