// A server with a company on it, many clients, a receiver of its webhooks: to be killed, cut off, starved.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../lib/postgres.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { Records } from '../lib/records.mjs';
import { numbers } from '../lib/seed.mjs';
import { Caller, huan, Server, until } from '../lib/server.mjs';
import * as audit from './audit.mjs';
import { Book } from './book.mjs';
import { Connection, ImportingConnection } from './connection.mjs';

const day = 86_400_000;
const told = ['order.*', 'coupon.*', 'lead.*', 'call.*', 'profiles.*'];

export class World {
  /** `store`: sqlite or postgres. */
  static async open({ store, seed, server = {} }) {
    const world = new World();
    world.store = store;
    world.seed = seed;
    world.tag = store[0];
    world.phones = 0;
    world.kills = [];
    world.jumps = []; // Moments at which the clock was moved.
    world.tolerated = []; // Refusals that may happen in these circumstances.
    world.book = new Book();
    world.times = { begun: Date.now() };
    world.state = { over: false, dead: false, troubled: false };
    world.receiver = await new Receiver(numbers(seed + 1)).listen();
    if (store === 'postgres') world.database = await Database.fresh();
    const data = server.data ?? (await mkdtemp(join(tmpdir(), 'huan-test-')));
    world.server = new Server({
      ...server,
      data,
      args: [...(world.database?.args ?? []), '--webhook-private', 'allow', ...(server.args ?? [])],
    });
    try {
      await world.server.start();
      world.records = new Records(world.server, world.database);
      await world.#furnish();
    } catch (failed) {
      await world.close();
      throw failed;
    }
    return world;
  }

  async #furnish() {
    const { server } = this;
    this.admin = await server.setUp();
    this.admin.login = () => this.admin.signIn();
    await this.admin.post('/api/webhooks', { name: 'Receiver', url: this.receiver.url, events: told });
    const key = await this.admin.post('/api/keys', {
      kind: 'server',
      name: 'Till',
      permissions: [
        'customer_read',
        'customer_write',
        'order_write',
        'coupon_grant',
        'coupon_redeem',
        'offer_read',
      ],
    });
    this.key = new Caller(server, { authorization: `Bearer ${key.secret}` });
    const source = await this.admin.post('/api/sources', { name: 'Site', kind: 'server' });
    const write = await this.admin.post('/api/keys', { kind: 'write', name: 'Site', source_id: source.id });
    this.write = new Caller(server, { authorization: `Bearer ${write.secret}` });
    const password = 'a quiet green lantern';
    const agent = { login: 'lily', name: 'Lily', org_id: 1, role: 'agent', password };
    this.agentId = (await this.admin.post('/api/users', agent)).user.id;
    this.agent = await new Caller(server).signIn('lily', password);
    this.agent.login = () => this.agent.signIn('lily', password);
    this.types = [
      await this.couponType('Plenty', { stock: 1_000_000, budget: 900_000_000 }),
      await this.couponType('Scarce', { stock: 60, budget: 900_000_000 }),
      await this.couponType('Poor', { stock: 1_000, budget: 40 * 700 + 300 }),
      await this.couponType('Daily', { stock: 1_000_000, budget: 900_000_000, per_person_per_day: 2 }),
    ];
  }

  async couponType(name, limits) {
    const draft = await this.admin.post('/api/coupon_types', {
      name,
      face_value: 700,
      threshold: 1_000,
      claim_until: new Date(Date.now() + 30 * day).toISOString(),
      use_days: 14,
      ...limits,
    });
    return this.admin.post(`/api/coupon_types/${draft.id}/publish`, { seen_version: draft.version });
  }

  /** Begins to send; `connections` of them and one that imports. */
  go(connections = 5) {
    const all = Array.from(
      { length: connections },
      (_, n) => new Connection(this, n, numbers(this.seed * 31 + n)),
    );
    all.push(new ImportingConnection(this, connections, numbers(this.seed * 31 + connections)));
    this.times.going = Date.now();
    this.running = all.map((connection) => connection.run());
    // Whoever fails ends the others; `rest` tells why.
    for (const one of this.running) one.catch(() => (this.state.over = true));
  }

  /** Lets everybody finish what they are at. */
  async rest() {
    this.state.over = true;
    this.times.over = Date.now();
    await Promise.all(this.running);
    this.times.quiet = Date.now();
  }

  async kill() {
    this.kills.push({ at: Date.now(), back: Infinity });
    await this.server.kill();
  }

  /** Starts it again; on PostgreSQL as if the leases of the dead process had run out meanwhile. */
  async restart() {
    if (this.database) {
      for (const table of ['job', 'schedule', 'outbox'])
        await this.database.sql(`UPDATE ${table} SET lease_until = 0, holder = '' WHERE lease_until > 0`);
      await this.database.sql('DELETE FROM lease');
    }
    await this.server.start();
    this.kills.at(-1).back = Date.now();
  }

  /** Waits until everything that follows from commands has followed, and answers all that is wrong. */
  async settle({ within = 120_000 } = {}) {
    const status = async () =>
      JSON.parse((await huan('status', '--data', this.server.data, '--json')).stdout);
    const waiting = `SELECT count(*) AS n FROM outbox WHERE state = 'waiting'`;
    await until(async () => Number(await this.records.value(waiting)) === 0, {
      within,
      what: 'an end of the webhooks',
    });
    this.times.told = Date.now();
    await until(
      async () => {
        const now = await status();
        return now.events_history === now.events_journal && /chdb/.test(now.history);
      },
      { within, what: 'history to equal the journal' },
    );
    this.times.shipped = Date.now();
    const wrong = await audit.everything(this.records, this.book);
    const { items } = JSON.parse(
      (await huan('doctor', '--history', '--json', '--data', this.server.data, ...this.server.args)).stdout,
    );
    const finding = (subject) => items.find((item) => item.subject === subject);
    for (const subject of ['schema', 'ledger', 'points', 'reactions', 'jobs', 'history', 'history_rows'])
      if (finding(subject)?.verdict !== 'good')
        wrong.push(`doctor: ${subject}: ${finding(subject)?.found ?? 'nothing said'}`);
    const hooks = await audit.webhooks(this.records, this.receiver, {
      kills: this.kills,
      jumps: this.jumps,
      patterns: told,
    });
    wrong.push(...hooks.wrong);
    this.hooks = hooks;
    this.compared = finding('history_rows')?.found;
    return wrong;
  }

  /** What a person who looks at a run wants to know. */
  story() {
    const { book, hooks, kills } = this;
    const refused = [...book.refused].map(([code, n]) => `${n} ${code}`).join(', ');
    const troubles = [...book.troubles].map(([what, n]) => `${n} ${what}`).join(', ');
    const messages = hooks && `${hooks.messages} webhook messages, ${hooks.repeats} repeated after a kill`;
    return [
      `${this.store}, seed ${this.seed}: ${kills.length} kills`,
      `${book.said} commands answered, ${book.again} said again; refused: ${refused || 'none'}`,
      ...(troubles ? [`told of the trouble: ${troubles}`] : []),
      `acknowledged (+ said once without an answer): ${book.counts()}`,
      `${messages} in ${this.receiver.calls.length} calls`,
      `history: ${this.compared}`,
      `seconds: ${this.#seconds()}`,
    ];
  }

  #seconds() {
    const moments = [...Object.entries(this.times), ['checked', Date.now()]];
    const passed = moments
      .slice(1)
      .map(([what, at], i) => `${what} +${((at - moments[i][1]) / 1000).toFixed(1)}`);
    return passed.join(', ');
  }

  async close() {
    this.state.dead = true;
    this.state.over = true;
    await Promise.allSettled(this.running ?? []);
    this.receiver.close();
    await this.server.remove();
    await this.database?.drop();
  }
}
