// Companies of many people, kept between measures in build/bench: `town(10_000)`, 100,000, a million.
//
// The people come in by the tracking interface, as an owner with a website would have them: identified by
// an id of the shop, with a name and a phone number, and each looked at something. A thousand of them are
// regulars with fifty things seen and six orders. Of the ways to make a million people this is the fastest:
// an import tries every row before it writes it, and the demo lives through every night.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Caller, Server, until } from '../../tests/lib/server.mjs';
import { arrival, send, serverKey, someCustomers, startHuan, writeKey } from './huan.mjs';
import { benchRoot, run, scratch } from './process.mjs';

/** Of how many people the towns are; HUAN_BENCH_PEOPLE=10000,100000 says otherwise. */
export function sizes(quick) {
  const asked = process.env.HUAN_BENCH_PEOPLE;
  if (asked) return asked.split(',').map(Number);
  return quick ? [1000, 10_000] : [10_000, 100_000, 1_000_000];
}

export const regulars = 1000;
const day = 86_400_000;
const shop = (number) => ['River Road', 'Harbour', 'Old Market', 'North Gate'][number % 4];
const ago = (days) => new Date(Date.now() - days * day).toISOString();

function firstVisit(number) {
  const timestamp = ago(2 + (number % 300));
  const looked = { event: 'Product Viewed', properties: { sku: `S-${number % 900}` } };
  return [
    { ...arrival(number), timestamp },
    { type: 'track', userId: `p-${number}`, messageId: `v-${number}`, timestamp, ...looked },
  ];
}

function life(number) {
  const event = (kind, i, rest) => ({
    type: 'track',
    userId: `p-${number}`,
    messageId: `${kind}-${number}-${i}`,
    timestamp: ago(2 + i * 7 + (number % 7)),
    ...rest,
  });
  const seen = (i) => ({
    event: 'Product Viewed',
    properties: { sku: `S-${i}`, store: shop(i), price: 39 + i },
  });
  const bought = (i) => ({
    event: 'Order Completed',
    properties: { order_id: `o-${number}-${i}`, total: 39 + i, store: shop(number), currency: 'CNY' },
  });
  return [
    ...Array.from({ length: 50 }, (_, i) => event('s', i, seen(i))),
    ...Array.from({ length: 6 }, (_, i) => event('b', i * 5, bought(i))),
  ];
}

async function build(folder, size) {
  mkdirSync(folder, { recursive: true });
  const begun = Date.now();
  const server = new Server({ data: join(folder, 'data') });
  await server.start();
  try {
    const admin = await server.setUp({ company: `Town of ${size}` });
    const [key, write] = [await serverKey(server), await writeKey(admin)];
    await send(server, write, size, 500, firstVisit);
    await send(server, write, Math.min(size, regulars), 20, life);
    await historyIsThere(admin);
    const seconds = Math.round((Date.now() - begun) / 1000);
    writeFileSync(join(folder, 'ready.json'), JSON.stringify({ key, write, people: size, seconds }));
  } finally {
    await server.stop();
  }
}

/** Waits until the columns have what the journal has. */
export const historyIsThere = (admin) =>
  until(
    async () => {
      const now = await admin.get('/api/status');
      return now.events_history === now.events_journal;
    },
    { within: 3_600_000, what: 'history catching up' },
  );

/** { data, key, write, people }: the folder of a town, built where it is missing. */
export async function town(size) {
  const folder = join(benchRoot, `town-${size}`);
  const ready = join(folder, 'ready.json');
  if (!existsSync(ready)) {
    rmSync(folder, { recursive: true, force: true });
    console.log(`building a town of ${size.toLocaleString('en-US')} people`);
    await build(folder, size);
  }
  return { data: join(folder, 'data'), ...JSON.parse(readFileSync(ready, 'utf8')) };
}

/** A company like that of `newCompany`, on a town that is only read. */
export async function openTown(size) {
  const found = await town(size);
  return open(found, found.data);
}

/** The same on a copy, for what changes it. */
export async function copyOfTown(size) {
  const found = await town(size);
  const data = join(scratch('town'), 'data');
  await run('cp', ['-a', found.data, data]);
  return open(found, data);
}

async function open(found, data) {
  const sample = await someCustomers(data, 10_000);
  const server = await startHuan(data);
  return { ...found, data, server, admin: await new Caller(server).signIn(), sample };
}
