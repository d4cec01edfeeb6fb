// A large file comes in while the server goes on answering others, in bounded memory. HUAN_LARGE_ROWS says
// how large: 30,000 rows where nothing is said, 1,000,000 for a measurement.
import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { Imports } from '../lib/imports.mjs';
import { huan, Server } from '../lib/server.mjs';

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

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

describe(`an import of ${rows.toLocaleString('en')} orders`, () => {
  let server;
  let folder;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huan-large-'));
    server = await Server.fresh();
  });
  after(async () => {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** Megabytes of the server that are in memory. */
  const memory = async () => {
    const status = await readFile(`/proc/${server.child.pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024);
  };

  it('is exact, and others are answered meanwhile', { timeout: 3 * 3_600_000 }, async (test) => {
    const admin = await server.setUp();
    const imports = new Imports(admin);
    const path = join(folder, 'orders.csv');
    const amount = await write(path);
    const file = await imports.upload(await readFile(path), 'orders', 'orders.csv');
    const before = await memory();

    let over = false;
    const waits = [];
    let most = before;
    const others = (async () => {
      while (!over) {
        const from = performance.now();
        await admin.get('/api/customers?limit=20');
        waits.push(performance.now() - from);
        most = Math.max(most, await memory());
        await new Promise((next) => setTimeout(next, 50));
      }
    })();
    const timed = async (job) => {
      const from = performance.now();
      await admin.post(`/api/imports/${file.id}/${job}`, job === 'plan' ? { mapping: file.mapping } : {});
      const now = await imports.over(file.id, 2 * 3_600_000);
      return [now, (performance.now() - from) / 1000];
    };
    const [checked, checking] = await timed('plan');
    const [done, running] = await timed('run');
    over = true;
    await others;

    for (const count of [checked.dry_run, done.outcome]) {
      assert.equal(count.rows, rows);
      assert.equal(count.created, rows);
      assert.equal(count.orders, rows);
      assert.equal(count.customers, people);
      assert.equal(count.amount, amount);
      assert.equal(count.refused, 0);
    }
    waits.sort((a, b) => a - b);
    test.diagnostic(
      `${Math.round(rows / checking)} rows/s checked, ${Math.round(rows / running)} rows/s stored; ` +
        `memory ${before} MB before, ${most} MB at most; ` +
        `others waited ${at(waits, 0.5).toFixed(0)} ms (p50), ${at(waits, 0.99).toFixed(0)} ms (p99), ` +
        `${waits.at(-1).toFixed(0)} ms at most, ${waits.length} times`,
    );
    // What is remembered of a row is a hash and a line number; the rest of the room is the store's own.
    assert.ok(most - before < 300 + rows / 4000, `grew from ${before} MB to ${most} MB`);
    assert.ok(at(waits, 0.99) < 1000, 'nobody waits a second');
    await server.stop();
    const status = JSON.parse((await huan('status', '--data', server.data, '--json')).stdout);
    assert.equal(status.orders, rows);
    assert.equal(status.customers, people);
    assert.equal(status.order_amount, amount);
  });
});
