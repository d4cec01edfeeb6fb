// make bench: measures ours beside the peers. See docs/PERFORMANCE.md.
//   node bench/run.mjs [--quick] [--long] [measure...]
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../tests/lib/server.mjs';
import { Bench } from './lib/compare.mjs';
import { environment } from './lib/environment.mjs';
import { show } from './lib/figures.mjs';
import { benchRoot, closeAll } from './lib/process.mjs';
import { writeReport } from './lib/report.mjs';

const folder = join(projectRoot, 'bench/measures');
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -4))
  .sort();
const options = process.argv.slice(2).filter((word) => word.startsWith('--'));
const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const wrong = [
  ...options.filter((word) => !['--quick', '--long'].includes(word)),
  ...asked.filter((word) => !known.includes(word)),
];
if (wrong.length) {
  const usage = `bench/run.sh [--quick] [--long] [${known.join('|')}]...`;
  console.error(`unknown: ${wrong.join(' ')}\nusage: ${usage}`);
  process.exit(2);
}
const quick = options.includes('--quick');

function say({ name, ours, peer, unit, ratio, floor, goal, verdict, beside = {} }) {
  const parts = [`${name}: ${show(ours)} ${unit}`];
  if (peer !== null) parts.push(`peer ${show(peer)}`, `ratio ${show(ratio)}`);
  for (const [other, value] of Object.entries(beside)) parts.push(`${other} ${show(value)}`);
  if (floor !== null) parts.push(`floor ${floor}, goal ${goal ?? '–'} -> ${verdict}`);
  console.log(parts.join(' · '));
}

/** Keeps the lines of measures that were not asked for. Short runs leave what is recorded alone. */
function keep(results) {
  mkdirSync(benchRoot, { recursive: true });
  const path = quick ? join(benchRoot, 'quick.json') : join(projectRoot, 'bench/results.json');
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  const fresh = new Set(results.map((line) => line.name));
  const all = [...before.filter((line) => !fresh.has(line.name)), ...results];
  writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`);
  if (!quick) writeReport(join(projectRoot, 'docs/PERFORMANCE.md'), all);
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => closeAll().then(() => process.exit(130)));

const bench = new Bench({ quick, long: options.includes('--long'), environment: await environment(), say });
console.log(JSON.stringify(bench.environment, null, 2));
let failed = 0;
for (const name of asked.length ? asked : known) {
  const { measure, title } = await import(join(folder, `${name}.mjs`));
  console.log(`\n${title}`);
  try {
    await measure(bench);
  } catch (broken) {
    console.error(String(broken.stack ?? broken).slice(0, 3000));
    ++failed;
  } finally {
    await closeAll();
    keep(bench.results);
  }
}
const below = bench.results.filter((line) => line.verdict === 'below');
if (below.length) console.log(`\nBelow their floor: ${below.map((line) => line.name).join(', ')}`);
process.exit(failed ? 1 : 0);
