// A data directory with twenty million events, kept between measures. Takes an hour or more, and some 20 GB.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server } from '../../tests/lib/server.mjs';
import { arrival, send, writeKey } from './huan.mjs';
import { benchRoot } from './process.mjs';
import { historyIsThere } from './town.mjs';

const people = 100_000;
const events = Number(process.env.HUAN_BENCH_EVENTS ?? 20_000_000);

export async function manyEvents() {
  const folder = join(benchRoot, `events-${events}`);
  const data = join(folder, 'data');
  if (existsSync(join(folder, 'ready'))) return data;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const server = new Server({ data });
  await server.start();
  const admin = await server.setUp({ company: 'Bench' });
  const write = await writeKey(admin);
  await send(server, write, people, 500, (number) => [arrival(number)]);
  await send(server, write, events, 1000, (number) => [
    {
      type: 'track',
      messageId: `e-${number}`,
      userId: `p-${(number * 7919) % people}`,
      timestamp: new Date(Date.now() - 172_800_000 - (number % 10_000_000) * 1000).toISOString(),
      event: 'Product Viewed',
      properties: { sku: `S-${number % 900}`, category: 'wash', price: 129.5, position: number % 40 },
    },
  ]);
  await historyIsThere(admin);
  await server.stop();
  writeFileSync(join(folder, 'ready'), '');
  return data;
}
