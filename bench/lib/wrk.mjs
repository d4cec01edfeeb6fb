// HTTP load: wrk with one thread, whose scripts print one line of JSON when they are done.
import { join } from 'node:path';
import { projectRoot } from '../../tests/lib/server.mjs';
import { run } from './process.mjs';

/** Answers { requests, seconds, refused, broken, p50_ms, p99_ms, value }; value is requests a second. */
export async function wrk({ script, url, connections, seconds, headers = {}, args = [] }) {
  const sent = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const command = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', ...sent];
  const path = join(projectRoot, 'bench/wrk', script);
  const text = await run('wrk', [...command, '-s', path, url, '--', ...args]);
  const found = JSON.parse(text.trim().split('\n').at(-1));
  if (found.refused || found.broken)
    throw new Error(`${script}: not every request was answered well:\n${text}`);
  return { ...found, value: found.requests / found.seconds };
}
