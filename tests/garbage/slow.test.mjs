// Clients that say too little, too much, or leave in the middle. Each is let go; others are served meanwhile.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Server, until } from '../lib/server.mjs';
import { Connection } from './connection.mjs';

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const head = 'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

/** Resident megabytes of the server. */
async function memory(server) {
  const status = await readFile(`/proc/${server.child.pid}/status`, 'latin1');
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
}

const descriptors = async (server) => (await readdir(`/proc/${server.child.pid}/fd`)).length;

describe('slow, endless and half-closed', { concurrency: true }, () => {
  let server;
  let stop = false;
  let others;
  const waits = [];
  before(async () => {
    server = await Server.fresh();
    await server.setUp();
    // Somebody else, all the while.
    others = (async () => {
      while (!stop) {
        const began = performance.now();
        const reply = await fetch(`${server.url}/api/health`);
        assert.equal(reply.status, 200);
        await reply.text();
        waits.push(performance.now() - began);
        await wait(20);
      }
    })();
  });
  after(async () => {
    stop = true;
    await others;
    waits.sort((a, b) => a - b);
    const p99 = waits[Math.floor(waits.length * 0.99)];
    console.log(`${waits.length} requests of others meanwhile, p99 ${p99.toFixed(1)} ms`);
    await server.remove();
    assert.ok(waits.length > 50 && p99 < 2_000, `others were served: ${waits.length}, p99 ${p99} ms`);
  });

  it('headers that trickle are refused after ten seconds, however steadily', async () => {
    const crowd = await Promise.all(
      Array.from({ length: 50 }, () => new Connection(server.port).send('GET /api/health HTTP/1.1\r\n')),
    );
    const began = Date.now();
    const trickle = setInterval(() => crowd.forEach((one) => one.ended || one.send('X: y\r\n')), 400);
    for (const one of crowd) assert.ok(await one.ends(20_000));
    clearInterval(trickle);
    const took = Date.now() - began;
    for (const one of crowd) assert.deepEqual(one.statuses, [408]);
    assert.ok(took > 8_000 && took < 16_000, `${took} ms`);
  });

  it('a body that trickles is refused after ten seconds', async () => {
    const one = await new Connection(server.port).send(`${head}Content-Length: 5000\r\n\r\n{`);
    const trickle = setInterval(() => one.ended || one.send(' '), 300);
    assert.ok(await one.ends(25_000));
    clearInterval(trickle);
    assert.deepEqual(one.statuses, [408]);
  });

  it('chunks that trickle win no time by being many', async () => {
    const one = await new Connection(server.port).send(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    const trickle = setInterval(() => one.ended || one.send('1\r\n \r\n'), 200);
    assert.ok(await one.ends(25_000));
    clearInterval(trickle);
    assert.deepEqual(one.statuses, [408]);
  });

  /** Sends `piece` again and again until the other side ends; answers [connection, bytes sent]. */
  const pour = async (start, piece, most) => {
    const one = await new Connection(server.port).send(start);
    let sent = 0;
    while (!one.ended && sent < most) {
      if (!one.socket.write(piece, 'latin1'))
        await Promise.race([new Promise((next) => one.socket.once('drain', next)), one.over, wait(100)]);
      sent += piece.length;
    }
    assert.ok(await one.ends(15_000));
    return [one, sent];
  };

  for (const [what, start, piece, status] of [
    ['a header', 'GET /api/health HTTP/1.1\r\nX: ', 'x'.repeat(4096), 431],
    ['headers', 'GET /api/health HTTP/1.1\r\n', 'X: y\r\n'.repeat(500), 431],
    ['an address', 'GET /', 'x'.repeat(4096), 431],
    ['an extension of a chunk', `${head}Transfer-Encoding: chunked\r\n\r\n1;`, 'x'.repeat(4096), 400],
    ['a chunk size', `${head}Transfer-Encoding: chunked\r\n\r\n`, '0'.repeat(4096), 400],
    [
      'headers behind the body',
      `${head}Transfer-Encoding: chunked\r\n\r\n0\r\n`,
      'X: y\r\n'.repeat(500),
      400,
    ],
    ['chunks', `${head}Transfer-Encoding: chunked\r\n\r\n`, '400\r\n' + ' '.repeat(1024) + '\r\n', 413],
  ])
    it(`refuses ${what} without end`, async () => {
      const [one] = await pour(start, piece, 64 << 20);
      // Whoever goes on sending may lose the answer to a reset.
      assert.ok(one.statuses.length === 0 || one.statuses[0] === status, `${one.statuses}`);
    });

  it('who asks without end and reads nothing is not listened to any more', async () => {
    const before = await memory(server);
    const one = new Connection(server.port);
    await one.open;
    one.socket.pause();
    const many = 'GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1000);
    for (let i = 0; i < 200; ++i) one.socket.write(many, 'latin1');
    await wait(5_000);
    const grown = (await memory(server)) - before;
    one.destroy();
    assert.ok(grown < 100, `${grown} MB more`);
  });

  it('who asks for the largest open answer and does not read it costs next to nothing', async () => {
    const before = await memory(server);
    const crowd = await Promise.all(
      Array.from({ length: 300 }, async () => {
        const one = new Connection(server.port);
        await one.open;
        one.socket.pause();
        return one.send('GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20));
      }),
    );
    await wait(4_000);
    const grown = (await memory(server)) - before;
    for (const one of crowd) one.destroy();
    assert.ok(grown < 60, `${grown} MB more`);
  });

  it('who has said all still gets the answer', async () => {
    const one = await new Connection(server.port).send('GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n');
    one.halfClose();
    assert.ok(await one.ends());
    assert.deepEqual(one.statuses, [200]);
  });

  it('who stops in the middle is let go at once', async () => {
    const rows = [
      ['', []],
      ['GET /api', []],
      ['GET /api/health HTTP/1.1\r\nHost: x\r\n', []],
      [`${head}Content-Length: 50\r\n\r\n{"login":`, [400]],
      [`${head}Transfer-Encoding: chunked\r\n\r\n5\r\nab`, [400]],
    ];
    for (const [bytes, statuses] of rows) {
      const one = await new Connection(server.port).send(bytes);
      one.halfClose();
      assert.ok(await one.ends(3_000), JSON.stringify(bytes));
      assert.deepEqual(one.statuses, statuses, JSON.stringify(bytes));
    }
  });

  it('connections that break off leave nothing behind', async () => {
    const before = await descriptors(server);
    for (let round = 0; round < 10; ++round) {
      const crowd = await Promise.all(
        ['', 'GET', `${head}Content-Length: 50\r\n\r\n{`, 'GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n']
          .flatMap((bytes) => Array(10).fill(bytes))
          .map((bytes) => new Connection(server.port).send(bytes)),
      );
      for (const one of crowd) one.socket.resetAndDestroy();
    }
    // The others here have up to 70 connections of their own.
    await until(async () => (await descriptors(server)) < before + 100, {
      what: 'the end of 400 connections',
    });
  });
});
