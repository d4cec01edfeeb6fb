// (f) Import of a million orders, against COPY of the same files into a bare PostgreSQL table.
import { huan } from '../../tests/lib/server.mjs';
import { startHuan } from '../lib/huan.mjs';
import { columns, orderFile } from '../lib/orders.mjs';
import { startPostgres } from '../peers/postgres.mjs';

const table =
  'CREATE TABLE orders (order_number TEXT, phone TEXT, paid_at TIMESTAMPTZ, amount NUMERIC, store TEXT, ' +
  'product TEXT, quantity INTEGER)';

/** Rows a second of what `bring` does with a file. */
async function rate(rows, bring) {
  const begun = performance.now();
  await bring();
  return rows / ((performance.now() - begun) / 1000);
}

async function bringOurs(server, path, rows) {
  const said = await huan('import', path, '--kind', 'orders', '--data', server.data);
  const stored = Number(/([\d,]+) stored/.exec(said.stdout)?.[1].replaceAll(',', ''));
  if (stored !== rows)
    throw new Error(`${stored} of ${rows} orders were stored: ${said.stdout}${said.stderr}`);
}

export const title = 'Import of orders';
export async function measure(bench) {
  // The repetitions together bring a million orders; both sides get the same files and grow alike.
  const rows = Number(process.env.HUAN_BENCH_ROWS ?? (bench.quick ? 10_000 : 200_000));
  const files = [];
  for (let part = 0; part < bench.repetitions; ++part)
    files.push(await orderFile(`part-${part}`, part * rows, rows));
  const server = await startHuan();
  await server.setUp({ company: 'Bench' });
  const postgres = await startPostgres();
  await postgres.sql(table);
  const copy = (path) => postgres.sql(`\\copy orders (${columns}) FROM '${path}' WITH (FORMAT csv, HEADER)`);
  await bench.compare({
    name: 'import_orders',
    unit: 'rows/s',
    floor: 0.1,
    ours: (repetition) => rate(rows, () => bringOurs(server, files[repetition], rows)),
    peer: (repetition) => rate(rows, () => copy(files[repetition])),
    settings: {
      ours:
        `${bench.repetitions} files of ${rows} rows one after the other: received, checked as a whole, ` +
        'people found or made by their phone, orders, sums of each person, journal; can be undone',
      peer: 'a table without keys or indexes; fsync and synchronous_commit on',
    },
    commands: {
      ours: 'huan import <file> --kind orders (beside huan serve)',
      peer: 'psql -c "\\copy orders FROM …"',
    },
  });
}
