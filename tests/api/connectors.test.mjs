// Connectors: another system's rows come in by themselves, page by page and from the watermark on.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { refusalOf, Server, until } from '../lib/server.mjs';

/** A shop with a JSON interface: pages of two, a token, and now and then no time. */
class Shop {
  orders = [];
  asked = [];
  busy = 0;

  async open() {
    this.server = createServer((request, reply) => {
      const url = new URL(request.url, 'http://shop');
      this.asked.push({
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
      });
      const send = (status, body, headers = {}) => {
        reply.writeHead(status, { 'content-type': 'application/json', ...headers });
        reply.end(JSON.stringify(body));
      };
      if (request.headers.authorization !== 'Bearer till-token') return send(401, { error: 'no token' });
      if (this.busy-- > 0) return send(429, {}, { 'retry-after': '1' });
      if (url.pathname === '/elsewhere') return send(200, { orders: [], next: 'http://127.0.0.1:1/steal' });
      const since = url.searchParams.get('updated_after') ?? '';
      const rows = this.orders.filter((order) => order.updated_at >= since);
      const from = Number(url.searchParams.get('cursor') ?? 0);
      send(200, {
        data: { orders: rows.slice(from, from + 2) },
        paging: { next: from + 2 < rows.length ? String(from + 2) : null },
      });
    });
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }
  close() {
    this.server.close();
    this.server.closeAllConnections();
  }
  sell(id, total, updated_at, more = {}) {
    this.orders.push({
      id,
      buyer: { phone: '13800138000' },
      total,
      paid_at: updated_at,
      updated_at,
      ...more,
    });
  }
}

describe('a connector', () => {
  const shop = new Shop();
  let server;
  let admin;
  before(async () => {
    await shop.open();
    server = await Server.fresh({ args: ['--connector-private', 'allow'] });
    admin = await server.setUp();
  });
  after(async () => {
    shop.close();
    await server.remove();
  });

  const origin = () => ({
    system: 'http',
    url: `${shop.url}/orders?limit=2`,
    items: 'data.orders',
    next: 'paging.next',
    cursor_param: 'cursor',
    since_param: 'updated_after',
    mark: 'updated_at',
  });
  const mapping = {
    columns: { id: 'number', 'buyer.phone': 'phone', total: 'amount', paid_at: 'ordered_at', shop: 'store' },
    constants: {},
    empty_words: [],
  };
  const body = (name) => ({ name, kind: 'orders', origin: origin(), secret: 'Bearer till-token', mapping });
  const ran = async (id, asked = {}) => {
    const before = (await admin.get(`/api/connectors/${id}`)).last_run?.id;
    await admin.post(`/api/connectors/${id}/run`, asked);
    return until(
      async () => {
        const { last_run: run } = await admin.get(`/api/connectors/${id}`);
        return run.id !== before && !['fetching', 'importing'].includes(run.state) && run;
      },
      { what: 'the run' },
    );
  };

  it('shows what the other system answers, and suggests what it means', async () => {
    shop.sell('A1', 19.9, '2026-01-02T00:00:00Z');
    const { name, mapping: _, ...asked } = body('x');
    assert.equal(name, 'x');
    const sample = await admin.post('/api/connectors/try', asked);
    assert.deepEqual(sample.columns, ['id', 'buyer.phone', 'total', 'paid_at', 'updated_at']);
    assert.equal(sample.sample[0][2], '19.9');
    assert.equal(sample.marks[0], 'updated_at');
    const refused = await refusalOf(admin.post('/api/connectors/try', { ...asked, secret: 'Bearer wrong' }));
    assert.equal(refused.problem.code, 'connector.refused');
    assert.match(refused.problem.detail, /401.*no token/);
  });

  it('goes through the pages, waits when asked to, and comes back for what is new', async () => {
    shop.sell('A2', 5, '2026-01-03T00:00:00Z', { shop: 'East gate' });
    shop.sell('A3', 100.05, '2026-01-04T00:00:00Z');
    shop.busy = 1;
    const connector = await admin.post('/api/connectors', body('Web shop'));
    assert.equal(connector.has_secret, true);
    assert.equal('secret' in connector, false);
    const first = await ran(connector.id);
    assert.equal(first.state, 'done', first.problem);
    assert.equal(first.fetched, 3);
    assert.deepEqual([first.outcome.created, first.outcome.amount], [3, 12_495]);
    assert.equal(first.to_mark, '2026-01-04T00:00:00Z');
    const orders = (await admin.get('/api/orders')).items;
    assert.deepEqual(orders.map((order) => order.store).sort(), ['', '', 'East gate']);

    const second = await ran(connector.id);
    assert.deepEqual([second.state, second.fetched, second.known], ['nothing', 0, 1]);
    assert.equal(shop.asked.at(-1).query.updated_after, '2026-01-04T00:00:00Z');

    shop.sell('A4', 1, '2026-01-04T00:00:00Z');
    shop.sell('A5', 2, '2026-01-05T00:00:00Z');
    const third = await ran(connector.id);
    assert.deepEqual([third.state, third.fetched, third.outcome.created], ['done', 2, 2]);

    const again = await ran(connector.id, { from_start: true });
    assert.deepEqual([again.fetched, again.outcome.created, again.outcome.unchanged], [5, 0, 5]);
    assert.equal((await admin.get('/api/orders')).items.length, 5);
    const runs = (await admin.get(`/api/connectors/${connector.id}/runs`)).items;
    assert.equal(runs.length, 4);
    const file = await admin.get(`/api/imports/${runs[0].import_id}`);
    assert.equal(file.connector_id, connector.id);
  });

  it('does not follow the next page to another server', async () => {
    const there = {
      ...body('Elsewhere'),
      origin: { ...origin(), url: `${shop.url}/elsewhere`, items: 'orders', next: 'next' },
    };
    const run = await ran((await admin.post('/api/connectors', there)).id);
    assert.equal(run.state, 'failed');
    assert.match(run.problem, /another server/);
  });

  it('goes by its schedule, also after the server was killed', async () => {
    const connector = await admin.post('/api/connectors', { ...body('Nightly'), daily_at: 180 });
    assert.match(connector.next_at, /T19:00:00/); // 03:00 in Shanghai.
    await server.kill();
    await server.start();
    await admin.signIn();
    assert.equal((await ran(connector.id)).state, 'done'); // The key that opens the token is still there.
    await admin.post(`/api/connectors/${connector.id}/pause`);
    assert.equal((await admin.get(`/api/connectors/${connector.id}`)).next_at ?? null, null);
    await admin.del(`/api/connectors/${connector.id}`);
    assert.equal((await refusalOf(admin.get(`/api/connectors/${connector.id}`))).status, 404);
  });

  it('keeps the token out of the audit log', async () => {
    const log = JSON.stringify(await admin.get('/api/audit?limit=200'));
    assert.match(log, /api\/connectors/);
    assert.doesNotMatch(log, /till-token/);
  });
});

describe('a connector without leave for private addresses', () => {
  it('is refused there', async () => {
    const server = await Server.fresh();
    try {
      const admin = await server.setUp();
      const refused = await refusalOf(
        admin.post('/api/connectors/try', {
          kind: 'orders',
          origin: { system: 'http', url: 'http://127.0.0.1:9/orders' },
        }),
      );
      assert.match(refused.problem.code, /private_address/);
    } finally {
      await server.remove();
    }
  });
});
