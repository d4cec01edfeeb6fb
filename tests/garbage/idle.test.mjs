// Five thousand connections that say nothing, held by a process of their own, while others are served.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Server } from '../lib/server.mjs';

const allowed = Number(execFileSync('bash', ['-c', 'ulimit -Hn']).toString().replace('unlimited', '1000000'));
const count = Math.min(5_000, allowed - 500);

const memory = async (server) =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${server.child.pid}/status`, 'latin1'))[1]) / 1024;

/** A process that opens connections; `half` of them have begun a request they never end. */
async function holder(port, half) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('hold.mjs', import.meta.url)), String(port), String(count), half ? 'half' : ''],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const said = await new Promise((answer, fail) => {
    let text = '';
    child.stdout.on('data', (piece) => (text += piece).includes('\n') && answer(text));
    child.once('exit', () => fail(new Error(`the holder ended: ${text}`)));
  });
  return { child, open: Number(said) };
}

async function latencies(server, requests) {
  const all = [];
  for (let i = 0; i < requests; ++i) {
    const began = performance.now();
    // Each on a connection of its own: a new client must get in.
    const reply = await fetch(`${server.url}/api/health`, { headers: { connection: 'close' } });
    assert.equal(reply.status, 200);
    await reply.text();
    all.push(performance.now() - began);
  }
  return all.sort((a, b) => a - b);
}

describe('idle connections', () => {
  let server;
  before(async () => (server = await Server.fresh({ args: ['--max-connections', '6000'] })));
  after(() => server.remove());

  for (const half of [false, true])
    it(`others are served beside ${count} that ${half ? 'begin a request' : 'say nothing'}`, async () => {
      assert.ok(count >= 1_000, `ulimit -Hn is ${allowed}: too few to show anything`);
      const before = await memory(server);
      const { child, open } = await holder(server.port, half);
      try {
        assert.equal(open, count);
        const waits = await latencies(server, 200);
        const grown = (await memory(server)) - before;
        const p99 = waits[Math.floor(waits.length * 0.99)];
        console.log(`${count} connections: p99 of others ${p99.toFixed(1)} ms, ${grown.toFixed(0)} MB more`);
        assert.ok(p99 < 1_000, `p99 ${p99} ms`);
        assert.ok(grown < 150, `${grown} MB more`);
      } finally {
        child.stdin.end();
        await new Promise((done) => child.once('exit', done));
      }
      await latencies(server, 20);
    });
});
