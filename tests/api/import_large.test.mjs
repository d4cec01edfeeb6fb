// A large file comes in, and is taken back, while the server goes on answering others in bounded memory.
// HUAN_LARGE_ROWS says how large: 30,000 rows where nothing is said, 1,000,000 for a measurement.
import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { Imports } from '../lib/imports.mjs';
import { huan, Server, until } from '../lib/server.mjs';

const rows = Number(process.env.HUAN_LARGE_ROWS ?? 30_000);
const people = Math.ceil(rows / 5);
/** The same numbers every time. */
function random(seed) {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

async function write(path) {
  const out = createWriteStream(path);
  const next = random(7);
  let amount = 0;
  out.write('order_number,phone,paid_at,amount,store,product,quantity\r\n');
  for (let i = 0; i < rows; ++i) {
    const fen = 100 + Math.floor(next() * 50_000);
    amount += fen;
    const day = String(1 + Math.floor(next() * 28)).padStart(2, '0');
    const month = String(1 + Math.floor(next() * 12)).padStart(2, '0');
    const phone = 13_000_000_000 + (i < people ? i : Math.floor(next() * people));
    const paid = (fen / 100).toFixed(2);
    const line = `L${i},${phone},2025-${month}-${day} 23:40,${paid},Garage ${i % 40},Wash,1\r\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return amount;
}

/** How long some calls took. */
class Waits {
  all = [];
  async of(call) {
    const from = performance.now();
    await call();
    this.all.push(performance.now() - from);
  }
  at(share) {
    const sorted = this.all.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  }
  toString() {
    const [half, most, longest] = [0.5, 0.99, 1].map((share) => `${this.at(share).toFixed(0)} ms`);
    return `${half} (p50), ${most} (p99), ${longest} at most, ${this.all.length} times`;
  }
}

describe(`an import of ${rows.toLocaleString('en')} orders`, { timeout: 6 * 3_600_000 }, () => {
  let server;
  let folder;
  let admin;
  let key;
  let file;
  let amount;
  let tracked = 0;
  let atFirst;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huan-large-'));
    server = await Server.fresh();
    admin = await server.setUp();
    const source = await admin.post('/api/sources', { name: 'Site', kind: 'website' });
    key = (await admin.post('/api/keys', { kind: 'write', name: 'Site', source_id: source.id })).secret;
    await track();
    atFirst = { ...(await settled()), tracked };
  });
  after(async () => {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  });

  async function track() {
    const reply = await fetch(`${server.url}/v1/track`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ userId: 'visitor', event: 'Looked', properties: { n: tracked } }),
    });
    assert.equal((await reply.json()).verdicts[0].fate, 'accepted');
    ++tracked;
  }
  const settled = () =>
    until(
      async () => {
        const now = await admin.get('/api/status');
        return now.events_history === now.events_journal && now;
      },
      { within: 600_000, what: 'history catching up' },
    );

  /** Megabytes of the server: its own, and with those of files it has mapped, which the system takes back. */
  const memory = async () => {
    const status = await readFile(`/proc/${server.child.pid}/status`, 'utf8');
    const of = (what) => Math.round(Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)[1]) / 1024);
    return { own: of('RssAnon'), all: of('VmRSS') };
  };

  /** Does a job while others ask and send; answers the import after it, and says how it went for whom. */
  async function meanwhile(test, name, start) {
    const [asking, sending] = [new Waits(), new Waits()];
    const before = await memory();
    const most = { ...before };
    const seen = [];
    const from = performance.now();
    const { job_id } = await start();
    let over = false;
    const others = (async () => {
      while (!over) {
        await asking.of(() => admin.get('/api/customers?limit=20'));
        await sending.of(track);
        for (const [kind, size] of Object.entries(await memory())) most[kind] = Math.max(most[kind], size);
        seen.push(await admin.get(`/api/jobs/${job_id}`));
        await new Promise((next) => setTimeout(next, 50));
      }
    })();
    const [now] = await Promise.all([
      new Imports(admin).over(file.id, 5 * 3_600_000).finally(() => (over = true)),
      others,
    ]);
    const seconds = (performance.now() - from) / 1000;
    test.diagnostic(
      `${name}: ${Math.round(rows / seconds)} rows/s in ${seconds.toFixed(1)} s; ` +
        `memory ${before.own} MB (${before.all} with files) before, ${most.own} (${most.all}) at most; ` +
        `readers waited ${asking}; senders ${sending}`,
    );
    // Somebody who looks sees it move, and never beyond its end.
    const counts = seen.map((job) => job.done);
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => a - b),
      'progress does not go back',
    );
    for (const { done, total = Infinity } of seen) assert.ok(done <= total, `${done} of ${total}`);
    if (seconds > 2) assert.ok(new Set(counts).size > 2, 'progress is seen');
    assert.ok(asking.at(0.99) < 1000 && sending.at(0.99) < 1000, 'nobody waits a second');
    return { now, growth: most.own - before.own };
  }

  const bounded = (growth) =>
    // What is remembered of a row is a hash and a line number; the rest of the room is the store's own.
    assert.ok(growth < 300 + rows / 4000, `grew by ${growth} MB`);

  it('is exact, and others are answered meanwhile', async (test) => {
    const path = join(folder, 'orders.csv');
    amount = await write(path);
    file = await new Imports(admin).upload(await readFile(path), 'orders', 'orders.csv');
    const plan = () => admin.post(`/api/imports/${file.id}/plan`, { mapping: file.mapping });
    const checked = await meanwhile(test, 'checked', plan);
    const done = await meanwhile(test, 'stored', () => admin.post(`/api/imports/${file.id}/run`));
    for (const count of [checked.now.dry_run, done.now.outcome]) {
      assert.equal(count.rows, rows);
      assert.equal(count.created, rows);
      assert.equal(count.orders, rows);
      assert.equal(count.customers, people);
      assert.equal(count.amount, amount);
      assert.equal(count.refused, 0);
    }
    bounded(checked.growth);
    bounded(done.growth);
    const port = server.port;
    await server.stop();
    const status = JSON.parse((await huan('status', '--data', server.data, '--json')).stdout);
    assert.equal(status.orders, rows);
    assert.equal(status.customers, people + 1);
    assert.equal(status.order_amount, amount);
    await server.start(port);
  });

  it('is taken back to the last event while others go on', async (test) => {
    const before = await settled();
    test.diagnostic(`${before.events_journal} events`);
    const undone = await meanwhile(test, 'undone', () => admin.post(`/api/imports/${file.id}/undo`));
    assert.equal(undone.now.state, 'undone');
    assert.equal(undone.now.undo.people, people);
    assert.equal(undone.now.undo.kept, 0);
    bounded(undone.growth);
    const now = await settled();
    for (const count of ['customers', 'orders', 'order_amount'])
      assert.equal(now[count], atFirst[count], count);
    assert.equal(now.events_journal, atFirst.events_journal + tracked - atFirst.tracked);
  });
});
