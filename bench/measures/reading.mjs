// (e) Searching among a million people, and the data of one customer's page, over HTTP.
import { openPages, search } from '../lib/readers.mjs';
import { openTown, sizes } from '../lib/town.mjs';

export const title = 'Searching and opening customers';
export async function measure(bench) {
  const company = await openTown(sizes(bench.quick).at(-1));
  const count = bench.quick ? 300 : 1200;
  await search(company, 60);
  await bench.compare({
    name: 'search_p99',
    unit: 'ms',
    better: 'less',
    floor: 100,
    goal: 20,
    ours: () => search(company, count),
    settings: {
      ours: `${company.people} people; phone, its end, id, name, its beginning and end; two at once`,
    },
    commands: { ours: 'GET /api/customers?search=…&limit=20 (bench/lib/searches.mjs)' },
  });
  await bench.compare({
    name: 'page_p99',
    unit: 'ms',
    better: 'less',
    floor: 50,
    goal: 10,
    ours: () => openPages(company, count / 4),
    settings: {
      ours: 'all 15 requests of the page of somebody with 50 events and 6 orders, six connections',
    },
    commands: { ours: 'GET /api/customers/{id} and what the page asks with it (bench/lib/searches.mjs)' },
  });
}
