// slowhttptest with slow headers, slow bodies and slow reading, while somebody else asks all the time.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Server } from '../lib/server.mjs';

const run = promisify(execFile);
const connections = Number(process.env.N ?? 1_000);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const kinds = [
  ['slow headers', ['-H', '-i', '5', '-x', '24']],
  ['slow bodies', ['-B', '-i', '5', '-s', '8192', '-x', '10', '-t', 'POST']],
  ['slow reading', ['-X', '-w', '10', '-y', '20', '-n', '5', '-z', '5', '-k', '3']],
];

const server = await Server.fresh();
let failed = 0;
for (const [what, options] of kinds) {
  let going = true;
  const waits = [];
  const others = (async () => {
    while (going) {
      const began = performance.now();
      const reply = await fetch(`${server.url}/api/health`, { headers: { connection: 'close' } }).catch(
        () => null,
      );
      await reply?.text();
      waits.push(reply?.ok ? performance.now() - began : Infinity);
      await wait(50);
    }
  })();
  const path = what === 'slow bodies' ? '/api/session' : '/api/openapi.json';
  const args = [
    '-c',
    String(connections),
    '-r',
    '200',
    '-l',
    '45',
    '-p',
    '3',
    '-u',
    server.url + path,
    ...options,
  ];
  const { stdout } = await run('slowhttptest', args, { maxBuffer: 256 << 20 }).catch((error) => error);
  going = false;
  await others;
  waits.sort((a, b) => a - b);
  // What it sees at the end; then whether others were ever kept waiting.
  const plain = stdout.replace(/\x1b\[[\d;]*[A-Za-z]/g, '');
  const available = [...plain.matchAll(/service available:\s+(\w+)/g)].map((found) => found[1]);
  const ended = /Exit status:\s+(.+)/.exec(plain)?.[1] ?? 'unknown';
  const p99 = waits[Math.floor(waits.length * 0.99)];
  // Writing to a thousand readers that take a few bytes each keeps the kernel busy for seconds, once.
  const ok = available.length > 0 && !available.includes('NO') && p99 < 1_000 && waits.at(-1) < 10_000;
  if (!ok) failed += 1;
  console.log(
    `${what}, ${connections} connections: ${ok ? 'ok' : 'FAILED'}; ${ended}; ` +
      `${waits.length} requests of others, p99 ${p99.toFixed(0)} ms, ` +
      `slowest ${waits.at(-1).toFixed(0)} ms`,
  );
}
await server.remove();
process.exit(failed ? 1 : 0);
