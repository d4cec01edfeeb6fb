// (h) The same work with ten thousand, a hundred thousand and a million people: nothing may grow worse than
// in proportion to them.
import { Server } from '../../tests/lib/server.mjs';
import { claimLoad, eventLoad } from '../lib/loads.mjs';
import { closeAll } from '../lib/process.mjs';
import { openPages, search } from '../lib/readers.mjs';
import { copyOfTown, openTown, sizes, town } from '../lib/town.mjs';

const middle = async (times, take) => {
  const taken = [];
  for (let i = 0; i < times; ++i) taken.push((await take()).value);
  return taken.toSorted((a, b) => a - b)[Math.floor(times / 2)];
};

/** Milliseconds of work for one of each, in a town of `size`. */
async function costs(size, { repetitions, seconds, quick }) {
  const found = {};
  const data = (await town(size)).data;
  found.start = await middle(repetitions, async () => {
    const server = new Server({ data });
    const begun = performance.now();
    await server.start();
    const value = performance.now() - begun;
    await server.stop();
    return { value };
  });
  const read = await openTown(size);
  found.search_p99 = await middle(repetitions, () => search(read, quick ? 120 : 600));
  found.page_p99 = await middle(repetitions, () => openPages(read, quick ? 30 : 150));
  await closeAll();
  const company = await copyOfTown(size);
  const [claims, events] = [await claimLoad(company), await eventLoad(company)];
  found.claim = 1000 / (await middle(repetitions, () => claims(50, seconds)));
  found.event = 1000 / (await middle(repetitions, () => events(100, 8, seconds)));
  found.track = 1000 / (await middle(repetitions, () => events(1, 64, seconds)));
  await closeAll();
  return found;
}

export const title = 'Growth with the number of people';
export async function measure(bench) {
  const towns = sizes(bench.quick);
  const found = [];
  for (const size of towns) found.push(await costs(size, bench));
  for (const name of Object.keys(found[0])) {
    const all = found.map((one) => one[name]);
    const steps = all.slice(1).map((cost, i) => Math.log(cost / all[i]) / Math.log(towns[i + 1] / towns[i]));
    bench.add({
      name: `growth_${name}`,
      ours: Math.max(...steps),
      unit: 'power of the number of people',
      better: 'less',
      floor: 1,
      goal: 0.3,
      beside: Object.fromEntries(towns.map((size, i) => [`ms at ${size}`, all[i]])),
      settings: { ours: `${towns.join(', ')} people; 0: always the same, 1: in proportion` },
    });
  }
}
