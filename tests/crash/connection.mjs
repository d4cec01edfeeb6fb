// A client of a server that is killed: says everything again under the same key until it is answered, and now
// and then says a thing only once, so that nobody knows whether it happened.
import { Caller, Refused } from '../lib/server.mjs';

const pause = (ms) => new Promise((next) => setTimeout(next, ms));
const anyOf = (list, chance) => list[Math.floor(chance() * list.length)];

/** Refusals that the deeds below may meet, by their code. */
const expected = [
  'offer.sold_out',
  'offer.budget_spent',
  'offer.day_limit',
  'offer.campaign_limit',
  'offer.not_enough_points',
  'sales.open_lead',
];

export class Connection {
  /** `world`: { server, admin, agent, key, types, book, state, tag }. */
  constructor(world, number, chance) {
    Object.assign(this, { world, number, chance, book: world.book, people: [], coupons: [], leads: [] });
    this.deeds = 0;
    this.pairs = [];
    this.orders = [];
  }

  /** A copy of somebody's cookies on a connection of its own. */
  callerLike(other) {
    const caller = new Caller(this.world.server, other.headers);
    caller.cookies = new Map(other.cookies);
    return caller;
  }

  /** Answers { done }, { refused } or, of what is said once and not answered, { unknown: true }. */
  async say(who, path, body, { name, once = false, method = 'POST' } = {}) {
    const headers = name ? { 'idempotency-key': name } : {};
    for (let tries = 0; !this.world.state.dead; ++tries) {
      if (tries > 0) ++this.book.again;
      try {
        const done = await this.callerLike(who).call(method, path, body, headers);
        ++this.book.said;
        return { done };
      } catch (failed) {
        if (failed instanceof Refused && failed.status === 401 && who.login) {
          await who.login();
          continue;
        }
        if (failed instanceof Refused && failed.status < 500) {
          ++this.book.said;
          const code = failed.problem?.code ?? String(failed.status);
          this.book.refused.set(code, (this.book.refused.get(code) ?? 0) + 1);
          if (![...expected, ...this.world.tolerated].includes(code))
            this.book.surprises.push(`${path}: ${failed.message}`);
          return { refused: code };
        }
        if (failed instanceof Refused) this.trouble(path, failed);
        // Of a full disk and of too many commands the server says itself that nothing was done.
        const undone = failed instanceof Refused && [503, 507].includes(failed.status);
        if (once && !undone) return { unknown: true };
        await pause(20 + this.chance() * 40);
      }
    }
    return { unknown: true };
  }

  /** The server says that something is wrong with it. */
  trouble(path, { status, problem, message }) {
    const what = `${status} ${problem?.code}`;
    this.book.troubles.set(what, (this.book.troubles.get(what) ?? 0) + 1);
    const overloaded = status === 503 && problem?.code === 'request.overloaded';
    if (!this.world.state.troubled && !overloaded) this.book.surprises.push(`${path}: ${message}`);
  }

  async run() {
    const deeds = [
      [3, this.person],
      [5, this.events],
      [4, this.order],
      [1, this.refund],
      [5, this.claim],
      [5, this.use],
      [1, this.merge],
      [1, this.lead],
      [2, this.call],
      [1, this.points],
    ];
    const all = deeds.flatMap(([weight, deed]) => Array(weight).fill(deed));
    await this.person(`${this.world.tag}-${this.number}-first`);
    while (!this.world.state.over) {
      const name = `${this.world.tag}-${this.number}-${++this.deeds}`;
      await anyOf(all, this.chance).call(this, name);
    }
  }

  get once() {
    return this.chance() < 0.12;
  }

  async person(name) {
    const body = { identities: [{ kind: 'external_id', value: name }], attributes: { name: `P ${name}` } };
    const { done, unknown } = await this.say(this.world.key, '/api/customers', body, {
      name,
      once: this.people.length > 0 && this.once,
    });
    if (unknown) this.book.people.maybe.add(name);
    if (!done) return;
    const person = { name, id: done.id };
    this.people.push(person);
    this.book.acknowledged('people', name, person, 'identity', 'value');
  }

  /** A batch of behaviour; message ids are the key. */
  async events(name) {
    const size = 1 + Math.floor(this.chance() * 20);
    const messages = Array.from({ length: size }, (_, n) => ({
      type: 'track',
      messageId: `m-${name}-${n}`,
      userId: anyOf(this.people, this.chance).name,
      event: 'Wash Viewed',
      properties: { n, of: name, price: n / 4, tags: ['night', 'foam'] },
    }));
    const { done, unknown } = await this.say(
      this.world.write,
      '/v1/batch',
      { batch: messages },
      { once: this.once },
    );
    if (unknown) for (const { messageId } of messages) this.book.events.maybe.add(messageId);
    if (done)
      for (const { messageId } of messages)
        this.book.acknowledged('events', messageId, true, 'event', 'message_id');
  }

  async order(name) {
    const person = anyOf(this.people, this.chance);
    const number = `n-${name}`;
    const amount = 1_000 + Math.floor(this.chance() * 9_000);
    const { done, unknown } = await this.say(
      this.world.key,
      '/api/orders',
      {
        customer_id: person.id,
        number,
        amount,
        ordered_at: new Date().toISOString(),
        lines: [{ sku: 'wash', name: 'Wash', quantity: 1, amount }],
      },
      { name: `o-${name}`, once: this.once },
    );
    if (unknown) this.book.orders.maybe.add(number);
    if (!done) return;
    const order = { id: done.id, number, amount, refunded: 0 };
    this.orders.push(order);
    this.book.acknowledged('orders', number, order, 'customer_order', 'number');
  }

  async refund(name) {
    const order = this.orders.pop();
    if (!order) return;
    const amount = Math.floor(order.amount / 2);
    const number = `r-${name}`;
    const { done } = await this.say(
      this.world.key,
      `/api/orders/${order.id}/refund`,
      { amount, number },
      { name: number },
    );
    if (!done) return;
    order.refunded = amount;
    this.book.acknowledged('refunds', number, { amount }, 'order_refund', 'number');
  }

  async claim(name) {
    const person = anyOf(this.people, this.chance);
    const type = anyOf(this.world.types, this.chance);
    const { done, unknown } = await this.say(
      this.world.key,
      '/api/coupons/claim',
      { coupon_type_id: type.id, customer_id: person.id },
      { name: `k-${name}`, once: this.once },
    );
    if (unknown) this.book.coupons.maybe.add(`k-${name}`);
    if (!done) return;
    const coupon = { id: done.id, states: ['claimed'], person };
    this.coupons.push(coupon);
    this.book.acknowledged('coupons', done.id, coupon, 'coupon', 'id');
  }

  /** Moves a coupon of one's own on: lock, unlock, redeem, return. */
  async use(name) {
    const coupon = anyOf(this.coupons, this.chance);
    if (!coupon || coupon.states.length > 1) return; // Of some nobody knows how they stand.
    const [state] = coupon.states;
    const ways = { claimed: ['lock', 'redeem'], locked: ['unlock', 'redeem'], redeemed: ['return'] };
    const verb = anyOf(ways[state] ?? [], this.chance);
    if (!verb || this.world.avoids?.includes(verb)) return;
    const after = { lock: 'locked', unlock: 'claimed', redeem: 'redeemed', return: 'claimed' }[verb];
    if (verb === 'lock' || verb === 'redeem')
      coupon.order_number ??= state === 'locked' ? coupon.order_number : `u-${name}`;
    const body = {
      lock: { order_number: coupon.order_number, order_amount: 5_000, minutes: 60 },
      unlock: { order_number: coupon.order_number },
      redeem: { order_number: coupon.order_number, order_amount: 5_000, store: 'S1' },
      return: {},
    }[verb];
    const { done, unknown } = await this.say(this.world.key, `/api/coupons/${coupon.id}/${verb}`, body, {
      name: `${verb}-${name}`,
      once: this.once,
    });
    if (unknown) coupon.states = [state, after];
    if (!done) return;
    coupon.states = [done.state];
    if (verb === 'unlock' || verb === 'return') delete coupon.order_number;
  }

  /** Joins two people who did nothing yet, or takes such a decision back. */
  async merge(name) {
    const undone = this.pairs.find((pair) => !pair.taken_back);
    if (undone && this.chance() < 0.5) {
      const { done } = await this.say(
        this.world.admin,
        `/api/identity_decisions/${undone.decision}/take_back`,
        {},
        { name: `t-${name}` },
      );
      if (done) undone.taken_back = true;
      return;
    }
    const side = async (which) => {
      const value = `${name}-${which}`;
      const body = { identities: [{ kind: 'external_id', value }] };
      const { done } = await this.say(this.world.key, '/api/customers', body, { name: `c-${value}` });
      if (done) this.book.acknowledged('people', value, { id: done.id, name: value }, 'identity', 'value');
      return done;
    };
    const [left, right] = [await side('left'), await side('right')];
    if (!left || !right) return;
    const { done } = await this.say(
      this.world.admin,
      `/api/customers/${left.id}/merge`,
      { with_customer_id: right.id, note: name },
      { name: `j-${name}` },
    );
    if (!done) return;
    const pair = { decision: done.decision_id, names: [`${name}-left`, `${name}-right`], taken_back: false };
    this.pairs.push(pair);
    this.book.acknowledged('decisions', done.decision_id, pair, 'identity_decision', 'id');
  }

  async lead(name) {
    const person = this.people.find((one) => !one.lead);
    if (!person) return;
    person.lead = true;
    const { done, unknown } = await this.say(
      this.world.admin,
      '/api/leads',
      { customer_id: person.id, kind: 'insurance', note: `l-${name}`, owner_id: this.world.agentId },
      { name: `l-${name}`, once: this.once },
    );
    if (unknown) this.book.leads.maybe.add(`l-${name}`);
    if (!done) return;
    this.leads.push(done.id);
    this.book.acknowledged('leads', done.id, { note: `l-${name}` }, 'lead', 'id');
  }

  async call(name) {
    const lead = this.leads.shift();
    if (!lead) return;
    const { done: call } = await this.say(
      this.world.agent,
      '/api/calls',
      { lead_id: lead },
      { name: `d-${name}` },
    );
    if (!call) return;
    const kept = { over: false, commission: 0 };
    this.book.acknowledged('calls', call.id, kept, 'call', 'id');
    const { done } = await this.say(
      this.world.agent,
      `/api/calls/${call.id}/hang_up`,
      { outcome: 'won', reason: 'price_fits', note: name },
      { name: `h-${name}` },
    );
    if (done) Object.assign(kept, { over: true, commission: done.commission });
  }

  async points(name) {
    const person = anyOf(this.people, this.chance);
    const points = 1 + Math.floor(this.chance() * 50);
    const { done, unknown } = await this.say(
      this.world.admin,
      `/api/customers/${person.id}/points/adjust`,
      { points, reason: `p-${name}` },
      { name: `p-${name}`, once: this.once },
    );
    if (unknown) this.book.points.maybe.add(`p-${name}`);
    if (done) this.book.acknowledged('points', `p-${name}`, { points }, 'point_entry', 'reason');
  }
}

/** One file of orders after the other; some are taken back as a whole. */
export class ImportingConnection extends Connection {
  async run() {
    for (let number = 1; !this.world.state.over; ++number) {
      await this.bring(number);
      await pause(50);
    }
  }

  /** Until nobody works on it. */
  async settled(id) {
    while (!this.world.state.dead) {
      const { done } = await this.say(this.world.admin, `/api/imports/${id}`, undefined, { method: 'GET' });
      if (done && ['checked', 'done', 'failed', 'stopped', 'undone'].includes(done.state)) return done;
      await pause(60);
    }
    throw new Error('the test has ended');
  }

  async upload(prefix, rows) {
    const lines = Array.from({ length: rows }, (_, n) => {
      const phone = 13_900_000_000 + this.world.phones++;
      return `${prefix}-${n},${phone},2026-01-02,19.90`;
    });
    const body = `订单号,手机号,付款时间,实付金额\n${lines.join('\n')}\n`;
    while (!this.world.state.dead) {
      try {
        const reply = await this.callerLike(this.world.admin).raw(
          'POST',
          '/api/imports?kind=orders&file_name=o.csv',
          { body, headers: { 'content-type': 'application/octet-stream' } },
        );
        const file = await reply.json();
        if (reply.ok) return file;
        this.trouble('upload', new Refused(reply.status, file));
      } catch {
        // Killed in the middle: the file is sent once more, as a person would.
      }
      await pause(50);
    }
    throw new Error('the test has ended');
  }

  async bring(number) {
    const prefix = `i-${this.world.tag}-${this.number}-${number}`;
    const rows = 40 + Math.floor(this.chance() * 400);
    const file = await this.upload(prefix, rows);
    const { admin } = this.world;
    const path = `/api/imports/${file.id}`;
    await this.say(admin, `${path}/plan`, { mapping: file.mapping }, { name: `${prefix}-plan` });
    await this.settled(file.id);
    await this.say(admin, `${path}/run`, {}, { name: `${prefix}-run` });
    const over = await this.settled(file.id);
    const kept = { prefix, rows, state: over.state };
    this.book.acknowledged('imports', file.id, kept, 'import_file', 'id');
    if (this.chance() < 0.6) return;
    await this.say(admin, `${path}/undo`, {}, { name: `${prefix}-undo` });
    kept.state = (await this.settled(file.id)).state;
  }
}
