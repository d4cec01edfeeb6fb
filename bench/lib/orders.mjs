// Files of orders, as another system exports them.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { scratch } from './process.mjs';

export const columns = 'order_number,phone,paid_at,amount,store,product,quantity';
const two = (number) => String(number).padStart(2, '0');

/** A file of `rows` orders by rows / 5 people whose numbers begin at `from`; answers its path. */
export async function orderFile(name, from, rows) {
  const path = join(scratch('orders'), `${name}.csv`);
  const out = createWriteStream(path);
  out.write(`${columns}\n`);
  for (let i = from; i < from + rows; ++i) {
    const dice = Math.imul(i + 1, 2654435761) >>> 0;
    const phone = 17_400_000_000 + Math.floor(from / 5) + (dice % Math.ceil(rows / 5));
    const date = `2025-${two(1 + (dice % 12))}-${two(1 + ((dice >>> 4) % 28))} ${two((dice >>> 9) % 24)}:40`;
    const amount = (1 + (dice % 50_000) / 100).toFixed(2);
    const line = `L-${i},${phone},${date},${amount},Garage ${dice % 40},Gloss wash,1\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return path;
}
