// Clients as they are published, unchanged: in the browser, from RudderStack, and CloudEvents in three modes.
import Rudder from '@rudderstack/rudder-sdk-node';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { launch } from '../lib/browser.mjs';
import { Server, until } from '../lib/server.mjs';
import { openShop, visit } from '../lib/site.mjs';

describe('published clients', { timeout: 120_000 }, () => {
  let server;
  let admin;
  let source;
  let key;

  before(async () => {
    server = await Server.fresh();
    admin = await server.setUp();
    source = await admin.post('/api/sources', { name: 'Site', kind: 'website' });
    key = (await admin.post('/api/keys', { kind: 'write', name: 'Site', source_id: source.id })).secret;
  });
  after(() => server.remove());

  const search = async (text) => (await admin.get(`/api/customers?search=${encodeURIComponent(text)}`)).items;
  const names = async (person) =>
    (await admin.get(`/api/customers/${person.id}/timeline?limit=100`)).items.map((item) => item.name);
  const recent = async () => (await admin.get(`/api/sources/${source.id}/recent`)).items;
  const words = async (query) => (await admin.get(`/api/event_definitions?${query}`)).items;
  const post = (path, body, headers = {}) =>
    fetch(server.url + path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json', ...headers },
    });

  it('takes what analytics.js sends from a page of another site', async () => {
    const shop = await openShop();
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await visit(page, shop, '/wash?utm_source=wechat', server, key);
      await page.evaluate(async () => {
        await window.analytics.page('Wash');
        await window.analytics.track('Product Viewed', { sku: 'wash', price: 39.9 });
        await window.analytics.identify('web-1', { name: '林悦', email: 'lin@example.com' });
      });
      const [person] = await until(async () => {
        const found = await search('林悦');
        return found.length > 0 && (await names(found[0])).includes('Product Viewed') && found;
      });
      const timeline = await admin.get(`/api/customers/${person.id}/timeline?limit=100`);
      const viewed = timeline.items.find((item) => item.name === 'page.viewed');
      assert.match(String(viewed.properties.url), /\/wash\?utm_source=wechat$/);
      assert.equal(person.name, '林悦', 'the visitor before and the person after signing in are one');
    } finally {
      await browser.close();
      shop.close();
    }
  });

  it('tells analytics.js nothing about a key that is not ours', async () => {
    const reply = await fetch(`${server.url}/v1/projects/hk_live_wrong/settings`);
    assert.equal(reply.status, 404);
    assert.equal((await reply.json()).field, 'write_key');
  });

  it('takes what RudderStack sends, gzipped under a form type', async () => {
    const rudder = new Rudder(key, { dataPlaneUrl: server.url, flushAt: 1 });
    rudder.identify({ userId: 'r-1', traits: { name: '周航', phone: '13800138001' } });
    rudder.track({ userId: 'r-1', event: 'Booked', properties: { store: 'A' } });
    await rudder.flush();
    const [person] = await until(async () => {
      const found = await search('周航');
      return found.length > 0 && (await names(found[0])).includes('Booked') && found;
    });
    assert.equal((await search('138001'))[0].id, person.id);
  });

  it('stores once what RudderStack sends again after a 503', async () => {
    const sent = [];
    const busy = createServer(async (asked, reply) => {
      const chunks = [];
      for await (const chunk of asked) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      sent.push(JSON.parse(gunzipSync(body)).batch.map((message) => message.messageId));
      if (sent.length === 1) return reply.writeHead(503).end();
      const { authorization, ...own } = asked.headers;
      const headers = {
        authorization,
        'content-type': own['content-type'],
        'content-encoding': own['content-encoding'],
      };
      const taken = await fetch(server.url + asked.url, { method: 'POST', body, headers });
      return reply.writeHead(taken.status).end(await taken.text());
    });
    await new Promise((listening) => busy.listen(0, '127.0.0.1', listening));
    const rudder = new Rudder(key, { dataPlaneUrl: `http://127.0.0.1:${busy.address().port}`, flushAt: 1 });
    rudder.track({ userId: 'r-2', event: 'Retried' });
    await until(async () => (await search('r-2')).length > 0, { what: 'the second attempt' });
    await rudder.flush();
    busy.close();
    assert.equal(sent.length, 2);
    assert.deepEqual(sent[0], sent[1], 'the same message ids');
    const [person] = await search('r-2');
    assert.deepEqual(
      (await names(person)).filter((name) => name === 'Retried'),
      ['Retried'],
    );
  });

  const event = (id, more = {}) => ({
    specversion: '1.0',
    id,
    source: '/till/7',
    type: 'Wash Finished',
    subject: 'ce-1',
    time: '2026-01-05T12:00:00Z',
    data: { garage: 'B2' },
    ...more,
  });
  const fates = async (reply) => {
    assert.equal(reply.status, 200);
    return (await reply.json()).verdicts.map((verdict) => verdict.fate);
  };

  it('takes CloudEvents in binary, structured and batch mode, each once', async () => {
    const binary = () =>
      post(
        '/v1/cloudevents',
        { garage: 'B2' },
        {
          'ce-specversion': '1.0',
          'ce-id': 'one',
          'ce-source': '/till/7',
          'ce-type': 'Wash%20Finished',
          'ce-userid': 'ce-1',
        },
      );
    assert.deepEqual(await fates(await binary()), ['accepted']);
    assert.deepEqual(await fates(await binary()), ['repeated']);
    const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
    assert.deepEqual(await fates(await post('/v1/cloudevents', event('one'), structured)), ['repeated']);
    assert.deepEqual(await fates(await post('/v1/cloudevents', event('two'), structured)), ['accepted']);
    const batch = { 'content-type': 'application/cloudevents-batch+json' };
    const mixed = [event('three'), event('four', { type: '' }), event('five', { specversion: '0.3' })];
    const reply = await post('/v1/cloudevents', mixed, batch);
    const { verdicts } = await reply.json();
    assert.deepEqual(
      verdicts.map(({ fate, field }) => [fate, field]),
      [
        ['accepted', undefined],
        ['rejected', 'type'],
        ['rejected', 'specversion'],
      ],
    );
    const [person] = await search('ce-1');
    assert.equal((await names(person)).filter((name) => name === 'Wash Finished').length, 3);
    assert.equal((await post('/v1/cloudevents', 'x', { 'content-type': 'text/plain' })).status, 422);
  });

  it('shows messages as they come in, and why one was refused', async () => {
    await post('/v1/t', { userId: 'd-1', event: 'Looked at' });
    await post('/v1/t', { event: 'Nobody' }, { 'content-type': 'text/plain' });
    const [refused, taken] = await recent();
    assert.deepEqual(
      [taken.type, taken.name, taken.user_id, taken.verdict.fate],
      ['track', 'Looked at', 'd-1', 'accepted'],
    );
    assert.deepEqual([refused.name, refused.verdict.field], ['Nobody', 'userId']);
    assert.equal(JSON.parse(refused.body).event, 'Nobody');
    assert.equal((await post('/v1/t', '{"event":')).status, 400);
    const [unreadable] = await recent();
    assert.deepEqual([unreadable.verdict.code, unreadable.body], ['request.malformed_json', '{"event":']);
    assert.ok(unreadable.number > refused.number);
  });

  it('makes an order of an event the dictionary says is one, and takes refused ones again', async () => {
    const bought = { userId: 'o-1', event: 'Paid', messageId: 'p-1', properties: { no: 'X-1', fee: 'many' } };
    const fields = { number: 'no', amount: 'fee' };
    const definition = { name: 'Paid', meaning: 'order', fields, blocked: false };
    await admin.put('/api/event_definitions', definition);
    await assert.rejects(admin.put('/api/event_definitions', definition), (no) => no.status === 409);
    await assert.rejects(
      admin.put('/api/event_definitions', { ...definition, name: 'Other', fields: { colour: 'x' } }),
      (no) => no.problem.field === 'fields.colour',
    );
    const { verdicts } = await (await post('/v1/track', bought)).json();
    assert.equal(verdicts[0].field, 'properties.fee');
    const [refused] = (await admin.get(`/api/sources/${source.id}/rejected`)).items;
    assert.equal(refused.message_id, 'p-1');
    const again = `/api/rejected_messages/${refused.id}/send_again`;
    await assert.rejects(admin.post(again, {}), (no) => no.problem.field === 'properties.fee');
    const mended = { ...bought, type: 'track', properties: { no: 'X-1', fee: 19.9 } };
    assert.ok((await admin.post(again, { body: mended })).mended_at);
    await assert.rejects(admin.post(again, { body: mended }), (no) => no.status === 409);
    const kept = async (query) =>
      (await admin.get(`/api/sources/${source.id}/rejected?${query}`)).items.map((one) => one.message_id);
    assert.deepEqual(await kept('mended=true'), ['p-1']);
    assert.ok(!(await kept('mended=false')).includes('p-1'));
    const [person] = await search('o-1');
    assert.equal(person.order_amount, 1990);
    const paid = await until(
      async () => (await words('search=PAI'))[0]?.count === 1 && (await words('search=PAI'))[0],
    );
    assert.deepEqual([paid.definition.name, paid.definition.meaning, paid.people], ['Paid', 'order', 1]);
    const { total } = await admin.get('/api/event_definitions?limit=1');
    const all = await words('limit=200');
    assert.equal(all.length, total);
    assert.ok(all.some((word) => word.definition.name === 'Checkout Started' && word.count === 0));
    assert.ok(!all.some((word) => word.definition.name.startsWith('order.')));
    assert.ok((await words('seen=true&limit=200')).every((word) => word.count > 0));
    const first = await admin.get('/api/event_definitions?limit=2');
    const second = await words(`limit=1&cursor=${first.next_cursor}`);
    assert.deepEqual([...first.items, ...second], all.slice(0, 3));
  });

  it('refuses events whose name is blocked', async () => {
    await admin.put('/api/event_definitions', {
      name: 'Noise',
      meaning: 'behaviour',
      blocked: true,
      fields: {},
    });
    const { verdicts } = await (await post('/v1/track', { userId: 'd-1', event: 'Noise' })).json();
    assert.equal(verdicts[0].code, 'tracking.blocked');
    assert.deepEqual(
      (await words('blocked=true')).map((word) => [word.definition.name, word.count]),
      [['Noise', 0]],
    );
  });
});
