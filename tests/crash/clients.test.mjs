// SIGKILL in the middle of what published clients send, and a restart on the same port and data. They send
// again by themselves, in their own way: what a client calls taken is there once, and nothing is there twice.
import Rudder from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { launch } from '../lib/browser.mjs';
import { numbers, seed } from '../lib/seed.mjs';
import { Caller, Server, until } from '../lib/server.mjs';
import { openShop, visit } from '../lib/site.mjs';

const pause = (ms) => new Promise((next) => setTimeout(next, ms));
const visitors = 5;

describe(`clients of a server that is killed (seed ${seed})`, { timeout: 180_000 }, () => {
  let server;
  let admin;
  let key;
  let random;
  let asked; // Clients call it with every request they begin.

  beforeEach(async () => {
    random = numbers(seed);
    asked = () => {};
    server = await Server.fresh();
    admin = await server.setUp();
    const source = await admin.post('/api/sources', { name: 'Shop', kind: 'server' });
    key = (await admin.post('/api/keys', { kind: 'write', name: 'Shop', source_id: source.id })).secret;
  });
  afterEach(() => server.remove());

  /** Kills the server in the middle of somebody's next request. */
  async function killInRequest() {
    await new Promise((begun) => (asked = begun));
    await pause(random() * 12);
    await server.kill();
  }

  /** Calls `send(0)`, `send(1)`, ... while the server is killed three times; answers how many. */
  async function throughKills(send) {
    let over = false;
    let sent = 0;
    const sending = (async () => {
      while (!over) {
        for (let i = 0; i < 5; ++i) send(sent++);
        await pause(10);
      }
    })();
    try {
      for (let kill = 0; kill < 3; ++kill) {
        await pause(200 + random() * 400);
        await killInRequest();
        await pause(random() * 300);
        await server.start();
      }
      await pause(300);
    } finally {
      over = true;
      await sending;
    }
    return sent;
  }

  /** The numbers in the journal of the events sent here, in ascending order. */
  async function stored() {
    const caller = await new Caller(server).signIn();
    const found = [];
    for (let visitor = 0; visitor < visitors; ++visitor) {
      const { items } = await caller.get(`/api/customers?search=kill-${visitor}`);
      assert.ok(items.length <= 1, 'one visitor is one person');
      for (let cursor = ''; items.length > 0;) {
        const page = await caller.get(
          `/api/customers/${items[0].id}/timeline?limit=200${cursor && `&cursor=${cursor}`}`,
        );
        for (const { name, properties } of page.items) if (name === 'Killed') found.push(properties.n);
        if (!page.next_cursor) break;
        cursor = page.next_cursor;
      }
    }
    return found.sort((a, b) => a - b);
  }

  /** Each that the client calls taken is stored, none twice; `sent` were sent at all. */
  async function onceEach(taken, sent) {
    const journal = await stored();
    assert.deepEqual(journal, [...new Set(journal)], 'nothing twice');
    const there = new Set(journal);
    assert.deepEqual(
      [...taken].filter((n) => !there.has(n)),
      [],
      'all that was called taken',
    );
    assert.ok(journal.every((n) => n < sent));
    return journal.length;
  }
  const event = (n) => ({ userId: `kill-${n % visitors}`, event: 'Killed', properties: { n } });

  it('@segment/analytics-node loses and doubles nothing', async (test) => {
    const client = new Analytics({
      writeKey: key,
      host: server.url,
      path: '/v1/batch',
      maxRetries: 12,
      flushAt: 8,
      flushInterval: 20,
    });
    client.on('http_request', () => asked());
    const taken = new Set();
    const sent = await throughKills((n) => client.track(event(n), (failed) => failed || taken.add(n)));
    await client.closeAndFlush({ timeout: 60_000 });
    test.diagnostic(`${sent} sent, ${taken.size} taken`);
    assert.equal(taken.size, sent, 'it goes on until all is taken');
    assert.equal(await onceEach(taken, sent), sent);
  });

  it('@rudderstack/rudder-sdk-node stores once what it calls sent', async (test) => {
    let again = 0;
    const client = new Rudder(key, {
      dataPlaneUrl: server.url,
      flushAt: 8,
      flushInterval: 20,
      logLevel: 'none',
      // Its own retries, enough of them: three, as it is delivered, are over before a server is back.
      retryCount: 10,
      axiosConfig: { transformRequest: (body) => (asked(), body) },
      axiosRetryConfig: { onRetry: () => void ++again },
      errorHandler: () => {},
    });
    const taken = new Set();
    const refused = new Set();
    const track = (n) => client.track(event(n), (failed) => (failed ? refused : taken).add(n));
    const sent = await throughKills(track);
    await until(
      async () => {
        await client.flush();
        return taken.size + refused.size === sent;
      },
      { within: 60_000, what: 'an end of every event' },
    );
    const there = await onceEach(taken, sent);
    test.diagnostic(`${sent} sent, ${again} requests again, ${taken.size} called sent, ${there} stored`);
    assert.ok(again > 0, 'it was killed in the middle');
    // It gives up a batch whose answer broke off after its head, and tells the callback: to it that is no
    // error of the network. Everything else it sends until it is taken.
    assert.ok(refused.size < sent / 10, `${refused.size} given up`);
  });

  describe('analytics.js in a browser', () => {
    let browser;
    let shop;
    let page;
    let answered;
    let requests;
    beforeEach(async () => {
      [browser, shop] = [await launch(), await openShop()];
      page = await browser.newPage();
      answered = new Set();
      requests = new Map();
      const numbersIn = (request) => {
        const { batch, ...one } = JSON.parse(request.postData());
        return (batch ?? [one]).map(({ properties }) => properties.n);
      };
      const sends = (request) => request.method() === 'POST' && request.url().startsWith(server.url);
      page.on('request', (request) => {
        if (!sends(request)) return;
        asked();
        for (const n of numbersIn(request)) requests.set(n, (requests.get(n) ?? 0) + 1);
      });
      page.on('response', (reply) => {
        if (sends(reply.request()) && reply.ok()) for (const n of numbersIn(reply.request())) answered.add(n);
      });
    });
    afterEach(async () => {
      await browser.close();
      shop.close();
    });
    // Its own retries, but not as much as a minute apart.
    const httpConfig = { backoffConfig: { baseBackoffInterval: 0.1, maxBackoffInterval: 1 } };
    const open = (path, deliveryStrategy) =>
      visit(page, shop, path, server, key, {
        integrations: { 'Segment.io': { deliveryStrategy, httpConfig } },
      });
    const track = (from, to) =>
      page.evaluate(
        async ([first, end, people]) => {
          for (let n = first; n < end; ++n) {
            const context = { userId: `kill-${n % people}` };
            void window.analytics.track('Killed', { n }, context);
          }
        },
        [from, to, visitors],
      );
    const told = (sent) => {
      const again = [...requests.values()].filter((times) => times > 1).length;
      return `${sent} sent, ${again} more than once, ${answered.size} answered`;
    };

    it('sends batches until each is taken', async (test) => {
      await open('/', { strategy: 'batching', config: { size: 8, timeout: 20 } });
      const sent = await throughKills((n) => void track(n, n + 1));
      await until(() => answered.size === sent, { within: 60_000, what: 'an answer to every batch' });
      assert.equal(await onceEach(answered, sent), sent);
      test.diagnostic(told(sent));
    });

    it('keeps what was not taken for the next visit', async (test) => {
      await open('/first', { strategy: 'standard' });
      await track(0, 30);
      await until(() => answered.size === 30, { what: 'an answer to the first' });
      const killed = killInRequest();
      await track(30, 60);
      await killed;
      await track(60, 100);
      await pause(300 + random() * 500);
      await page.goto(`${shop.url}/other`);
      const kept = await page.evaluate(() =>
        Object.entries(localStorage)
          .filter(([name]) => name.endsWith('Segment.io:items'))
          .flatMap(([, items]) => JSON.parse(items).map(({ event }) => event.properties.n)),
      );
      assert.deepEqual(
        [...new Set(kept)].sort((a, b) => a - b),
        Array.from({ length: 100 }, (_, n) => n).filter((n) => !answered.has(n)),
        'exactly what has no answer waits for the next visit',
      );
      await server.start();
      await open('/second', { strategy: 'standard' });
      await until(() => answered.size === 100, { within: 60_000, what: 'an answer to every event' });
      assert.equal(await onceEach(answered, 100), 100);
      test.diagnostic(`${kept.length} kept; ${told(100)}`);
    });
  });
});
