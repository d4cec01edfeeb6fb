// Reading a company (lib/town.mjs): searches and customers' pages, a signed-in user's, each timed.
import { regulars } from './town.mjs';
import { Asker } from './ask.mjs';
import { percentile } from './figures.mjs';
import { knownAs } from './huan.mjs';
import { pageOf, searches } from './searches.mjs';

/** Runs `work` for each of `items`, `at_once` at a time; answers what each took. */
async function timed(items, at_once, work) {
  const left = [...items];
  const times = [];
  const worker = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) {
      const begun = performance.now();
      await work(item);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: at_once }, worker));
  return { value: percentile(times, 0.99), p50_ms: percentile(times, 0.5), most_ms: Math.max(...times) };
}

/** As the browser of somebody who signed in. */
function asUser({ server, admin }) {
  const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return new Asker(server, { cookie }, 6);
}

/** Milliseconds of `count` searches by two people at once: { value (p99), p50_ms, most_ms }. */
export async function search(company, count) {
  const asker = asUser(company);
  const look = (words) => asker.ask(`/api/customers?search=${encodeURIComponent(words)}&limit=20`);
  const found = await timed(searches(company.people, count), 2, look);
  asker.close();
  return found;
}

/** Milliseconds from opening a regular's page to its last answer, over six connections like a browser. */
export async function openPages(company, count) {
  const asker = asUser(company);
  const ids = await regularsOf(company, count);
  const open = (id) => Promise.all(pageOf(id).map((path) => asker.ask(path)));
  const found = await timed(ids, 1, open);
  asker.close();
  return found;
}

/** Customer ids of `count` of those with the longest histories. */
async function regularsOf({ data, people }, count) {
  const known = await knownAs(data, 'external_id', people);
  const ids = known.filter(({ userId }) => Number(userId.slice(2)) < regulars).map((one) => one.customer_id);
  return Array.from({ length: count }, (_, i) => ids[i % ids.length]);
}
