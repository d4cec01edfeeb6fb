// Orders to turn the loop on: the CDNOW file where it lies beside the project, else a small one of the same
// shape.
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { projectRoot } from './server.mjs';

const cdnow = join(projectRoot, '../shared/data/cdnow/CDNOW_master.txt.gz');
export const hasCdnow = existsSync(cdnow);

/** { file, rows: [{ id, at (ms), amount (minor units) }] }; `folder` takes the made file. */
export async function someOrders(folder) {
  if (hasCdnow) return { file: cdnow, rows: parse(gunzipSync(readFileSync(cdnow)).toString()) };
  const lines = [' customer_id  date number_of_cds  dollar_value'];
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let person = 1; person <= 600; ++person) {
    const many = random() < 0.5 ? 1 : 2 + Math.floor(random() * 5);
    for (let i = 0; i < many; ++i) {
      const day = new Date(Date.UTC(1997, 0, 1 + Math.floor(random() * (i === 0 ? 90 : 500))));
      const date = day.toISOString().slice(0, 10).replaceAll('-', '');
      lines.push(` ${String(person).padStart(5, '0')} ${date}  1   ${(5 + random() * 60).toFixed(2)}`);
    }
  }
  const file = join(folder, 'orders.txt');
  await writeFile(file, `${lines.join('\n')}\n`);
  return { file, rows: parse(lines.join('\n')) };
}

/** The orders of about so many people of those, spread over all, in a file of the same shape. */
export async function fewerOrders(folder, people) {
  const all = await someOrders(folder);
  const text = all.file.endsWith('.gz')
    ? gunzipSync(readFileSync(all.file)).toString()
    : readFileSync(all.file, 'utf8');
  const [head, ...lines] = text.split('\n').filter((line) => line.trim());
  const every = Math.max(1, Math.floor(new Set(all.rows.map((row) => row.id)).size / people));
  const kept = lines.filter((line) => Number(line.trim().split(/\s+/)[0]) % every === 0);
  const file = join(folder, 'fewer.txt');
  const content = `${[head, ...kept].join('\n')}\n`;
  await writeFile(file, content);
  return { file, rows: parse(content) };
}

function parse(text) {
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line.trim())
    .map((line) => {
      const [id, date, , dollars] = line.trim().split(/\s+/);
      const [whole, cents] = dollars.split('.');
      return {
        id,
        // The organisation of these tests lives in Shanghai: a day begins at 16:00 UTC of the day before.
        at:
          Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8))) -
          8 * 3_600_000,
        amount: Number(whole) * 100 + Number(cents),
      };
    });
}

const day = 86_400_000;

/** Times of each person's orders before `asOf`, ascending. */
export function histories(rows, asOf) {
  const people = new Map();
  for (const row of rows) {
    if (row.at >= asOf) continue;
    if (!people.has(row.id)) people.set(row.id, []);
    people.get(row.id).push(row.at);
  }
  for (const times of people.values()) times.sort((left, right) => left - right);
  return people;
}

/** The stage by the documented rules, written independently of the server. */
export function stageOf(times, asOf, policy) {
  const ago = (at) => asOf - at;
  const last = times[times.length - 1];
  if (ago(last) > policy.lost_days * day) return 'lost';
  if (ago(last) > policy.silent_days * day) return 'silent';
  let run = times[0];
  for (let i = 1; i < times.length; ++i) if (times[i] - times[i - 1] > policy.lost_days * day) run = times[i];
  if (ago(run) <= policy.new_days * day) return 'new';
  const within = (from, to) => times.filter((at) => at >= asOf - from * day && at < asOf - to * day).length;
  if (within(policy.mature_days, 0) > policy.mature_orders) return 'mature';
  const now = within(policy.trend_days, 0);
  const before = within(2 * policy.trend_days, policy.trend_days);
  return now === 0 || now < before ? 'declining' : 'rising';
}
