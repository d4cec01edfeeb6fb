// (b) Durable events in batches of 100, against INSERTs of the same rows in the same batches.
import { newCompany } from '../lib/huan.mjs';
import { eventLoad } from '../lib/loads.mjs';
import { insertEvents, readyForEvents, startPostgres } from '../peers/postgres.mjs';

const size = 100;
const settings = {
  ours:
    'SQLite, WAL, synchronous=FULL, answered after the sync; POST /v1/batch with a write key: parsed, ' +
    'checked, deduplicated, resolved to a person, journal, reactors; the columns of history beside it',
  peer:
    'fsync, synchronous_commit and full_page_writes on, max_wal_size 8 GB; primary key, unique message id, ' +
    'index (person, time); a transaction of 100 prepared INSERTs, ON CONFLICT DO NOTHING',
};

export const title = 'Durable events in batches of 100';
export async function measure(bench) {
  const company = await newCompany();
  const events = await eventLoad(company);
  const postgres = await readyForEvents(await startPostgres(), size);
  const peer = (connections, script, mode = 'prepared') =>
    insertEvents(postgres, { script, connections, seconds: bench.seconds, people: company.people, mode });
  for (const connections of [4, 8])
    await bench.compare({
      name: `events_batch_${connections}`,
      unit: 'events/s',
      floor: 2,
      goal: 5,
      ours: () => events(size, connections, bench.seconds),
      peer: () => peer(connections, postgres.rowByRow),
      beside: {
        postgres_pipelined: () => peer(connections, postgres.pipelined),
        postgres_one_insert: () => peer(connections, postgres.together),
        postgres_one_insert_unprepared: () => peer(connections, postgres.together, 'simple'),
      },
      settings,
      commands: {
        ours: `wrk -t1 -c${connections} -s bench/wrk/events.lua … -- ${size} ${company.people} <run>`,
        peer: `pgbench -n -M prepared -c ${connections} -j 1 -f <bench/peers/postgres.mjs>`,
      },
    });
}
