// (g) How long until `huan serve` answers, and what memory it keeps when nothing happens.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Server, huan } from '../../tests/lib/server.mjs';
import { median } from '../lib/figures.mjs';
import { benchRoot } from '../lib/process.mjs';
import { manyEvents } from '../lib/many.mjs';

const wait = (seconds) => new Promise((next) => setTimeout(next, seconds * 1000));

/** The demo with so many customers, made once. */
async function demo(size) {
  const folder = join(benchRoot, `demo-${size}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  const made = await huan('demo', '--size', String(size), '--data', making);
  if (made.code) throw new Error(made.stderr);
  renameSync(making, folder);
  return folder;
}

/** Megabytes of a server's process: what it has, and the part of it that is its own, not of mapped files. */
function memory({ child }) {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const of = (what) => Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)[1]) / 1024;
  return { all: of('VmRSS'), own: of('RssAnon') };
}

async function once(data, idle) {
  const server = new Server({ data });
  const begun = performance.now();
  await server.start();
  const start = performance.now() - begun;
  await wait(idle);
  const { all, own } = memory(server);
  await server.stop();
  return { start, all, own };
}

export const title = 'Start-up and memory';
export async function measure(bench) {
  const idle = bench.quick ? 3 : 20;
  const places = [{ name: 'demo', data: await demo(bench.quick ? 300 : 5000), floor: 400, goal: 250 }];
  if (bench.long) places.push({ name: '20m_events', data: await manyEvents() });
  for (const { name, data, ...limits } of places) {
    const all = [];
    for (let i = 0; i < bench.repetitions; ++i) all.push(await once(data, idle));
    const of = (what) => median(all.map((one) => one[what]));
    const runs = (what) => ({ runs: { ours: all.map((one) => one[what]) } });
    bench.add({ name: `start_${name}`, ours: of('start'), unit: 'ms', better: 'less', ...runs('start') });
    const settings = {
      ours: `VmRSS after ${idle} s without requests; its own part ${Math.round(of('own'))} MB`,
    };
    const memory = { name: `memory_${name}`, ours: of('all'), unit: 'MB', better: 'less' };
    bench.add({ ...memory, ...limits, settings, ...runs('all') });
  }
}
