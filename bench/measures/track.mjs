// (c) Single durable events, 64 connections, against nginx that serves the same answer from a file.
import { newCompany } from '../lib/huan.mjs';
import { eventLoad } from '../lib/loads.mjs';
import { wrk } from '../lib/wrk.mjs';
import { startNginx } from '../peers/nginx.mjs';

const connections = 64;
// What /v1/track answers to one event of this load.
const answer = { success: true, verdicts: [{ message_id: 'r1-1000-0', fate: 'accepted' }] };

export const title = 'Single durable events';
export async function measure(bench) {
  const company = await newCompany();
  const events = await eventLoad(company);
  const url = await startNginx(JSON.stringify(answer));
  await bench.compare({
    name: 'track_single',
    unit: 'requests/s',
    floor: 0.1,
    goal: 0.25,
    ours: () => events(1, connections, bench.seconds),
    peer: () => wrk({ script: 'get.lua', url, connections, seconds: bench.seconds }),
    settings: {
      ours: 'SQLite, WAL, synchronous=FULL, answered after the sync; POST /v1/track with a write key',
      peer: 'GET of a file with the same answer: sendfile, open_file_cache, no log; keeps nothing',
    },
    commands: {
      ours: `wrk -t1 -c${connections} -s bench/wrk/events.lua … -- 1 ${company.people} <run>`,
      peer: `wrk -t1 -c${connections} -s bench/wrk/get.lua …/answer`,
    },
  });
}
