// The tracking API, driven by the real Segment client.
import { Analytics } from '@segment/analytics-node';
import assert from 'node:assert/strict';
import { createServer, request as forward } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Caller, Server, until } from '../lib/server.mjs';

describe('the tracking API', () => {
  let server;
  let admin;
  let key;
  let source;

  before(async () => {
    server = await Server.fresh();
    admin = await server.setUp();
    source = await admin.post('/api/sources', { name: 'Shop', kind: 'server' });
    key = (await admin.post('/api/keys', { kind: 'write', name: 'Shop', source_id: source.id })).secret;
  });
  after(() => server.remove());

  const client = (host = server.url) =>
    new Analytics({ writeKey: key, host, path: '/v1/batch', maxRetries: 6, flushInterval: 50 });
  const counts = async () => (await admin.get('/api/sources')).items.find((item) => item.id === source.id);
  const search = async (text) => (await admin.get(`/api/customers?search=${encodeURIComponent(text)}`)).items;

  /** Stands between client and server: `decide` answers { status, headers } itself, or nothing to pass on. */
  async function inBetween(decide) {
    const seen = [];
    const proxy = createServer((incoming, outgoing) => {
      const chunks = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('end', () => {
        const body = Buffer.concat(chunks);
        seen.push(JSON.parse(body));
        const own = decide(seen.length);
        if (own) return outgoing.writeHead(own.status, own.headers).end();
        const onward = forward(
          `${server.url}${incoming.url}`,
          { method: incoming.method, headers: incoming.headers },
          (reply) => {
            outgoing.writeHead(reply.statusCode, reply.headers);
            reply.pipe(outgoing);
          },
        );
        onward.on('error', () => outgoing.destroy());
        onward.end(body);
      });
    });
    await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
    return { url: `http://127.0.0.1:${proxy.address().port}`, seen, close: () => proxy.close() };
  }

  it('takes identify, track and an order from @segment/analytics-node', async () => {
    const analytics = client();
    analytics.identify({ userId: 'u-1', traits: { name: '陈刚', phone: '13800138000', city: '上海' } });
    analytics.track({ userId: 'u-1', event: 'Product Viewed', properties: { sku: 'wash' } });
    analytics.track({
      userId: 'u-1',
      event: 'Order Completed',
      properties: { order_id: 'o-1', total: 39.9, products: [{ sku: 'wash', price: 39.9, quantity: 1 }] },
    });
    await analytics.closeAndFlush();
    const [person] = await search('陈刚');
    assert.equal(person.order_count, 1);
    assert.equal(person.order_amount, 3990);
    assert.equal((await search('cg'))[0].id, person.id, 'found by pinyin initials');
    assert.equal((await search('8000'))[0].id, person.id, 'found by the last four of the phone');
    const timeline = await admin.get(`/api/customers/${person.id}/timeline`);
    assert.ok(timeline.items.some((item) => item.name === 'Product Viewed'));
  });

  it('stores a message once although the client sends it again after 429 and 503', async () => {
    const between = await inBetween((attempt) =>
      attempt === 1
        ? { status: 429, headers: { 'retry-after': '1' } }
        : attempt === 2
          ? { status: 503, headers: {} }
          : null,
    );
    const accepted = (await counts()).accepted;
    const analytics = client(between.url);
    analytics.track({ userId: 'u-1', event: 'Retried' });
    await analytics.closeAndFlush({ timeout: 30_000 });
    between.close();
    assert.equal(between.seen.length, 3);
    assert.equal(new Set(between.seen.map((body) => body.batch[0].messageId)).size, 1);
    assert.equal((await counts()).accepted, accepted + 1);
  });

  it('knows a message it had stored although its answer never arrived', async () => {
    const body = JSON.stringify({
      batch: [{ type: 'track', userId: 'u-1', event: 'Once', messageId: 'once-1' }],
    });
    const headers = {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
    };
    const send = () =>
      fetch(`${server.url}/v1/batch`, { method: 'POST', headers, body }).then((reply) => reply.json());
    assert.equal((await send()).verdicts[0].fate, 'accepted');
    assert.equal((await send()).verdicts[0].fate, 'repeated');
  });

  it('reads the key from Basic, Bearer or the body, and nothing without a key', async () => {
    const event = { userId: 'u-1', event: 'Keyed' };
    const post = (body, headers) =>
      fetch(`${server.url}/v1/track`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
    assert.equal((await post(event, { authorization: `Basic ${btoa(`${key}:`)}` })).status, 200);
    assert.equal((await post(event, { authorization: `Bearer ${key}` })).status, 200);
    assert.equal((await post({ ...event, writeKey: key }, {})).status, 200);
    assert.equal((await post(event, {})).status, 401);
    assert.equal((await post({ ...event, writeKey: 'hk_live_wrong' }, {})).status, 401);
  });

  it('may do nothing but send with a write key', async () => {
    const program = new Caller(server, { authorization: `Bearer ${key}` });
    for (const path of ['/api/customers', '/api/users', '/api/settings', '/api/leads']) {
      await assert.rejects(program.get(path), (refused) => refused.status === 403 || refused.status === 401);
    }
  });

  it('answers 200 with a verdict a message, and 400 for the same in strict mode', async () => {
    const body = JSON.stringify({
      batch: [
        { type: 'track', userId: 'u-1', event: 'Good' },
        { type: 'track', event: 'Nobody' },
      ],
    });
    const headers = { 'content-type': 'text/plain', authorization: `Bearer ${key}` };
    const lenient = await fetch(`${server.url}/v1/batch`, { method: 'POST', body, headers });
    assert.equal(lenient.status, 200);
    const { verdicts } = await lenient.json();
    assert.deepEqual(
      verdicts.map((verdict) => verdict.fate),
      ['accepted', 'rejected'],
    );
    assert.equal(verdicts[1].field, 'userId');
    const strict = await fetch(`${server.url}/v1/batch`, {
      method: 'POST',
      body,
      headers: { ...headers, 'x-strict-mode': '1' },
    });
    assert.equal(strict.status, 400);
    const rejected = await admin.get(`/api/sources/${source.id}/rejected`);
    assert.ok(rejected.items.some((item) => item.field === 'userId'));
  });
});
