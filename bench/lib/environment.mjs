// Where the figures were taken.
import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { binary, projectRoot } from '../../tests/lib/server.mjs';
import { median } from './figures.mjs';
import { run, scratch } from './process.mjs';

const firstLine = (program, ...args) =>
  run(program, args).then(
    (text) => text.split('\n')[0].trim(),
    () => 'not installed',
  );

/** What the disk takes to make 4 KiB durable, as any commit must: the median of 200, in microseconds. */
function microsecondsOfSync() {
  const file = openSync(join(scratch('sync'), 'file'), 'w');
  const block = Buffer.alloc(4096, 7);
  const times = [];
  for (let i = 0; i < 200; ++i) {
    const begun = process.hrtime.bigint();
    writeSync(file, block);
    fdatasyncSync(file);
    times.push(Number(process.hrtime.bigint() - begun) / 1000);
  }
  closeSync(file);
  return Math.round(median(times));
}

export async function environment() {
  const system = /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown';
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: await run('git', ['-C', projectRoot, 'describe', '--always', '--dirty', '--exclude', '*']).then(
      (text) => text.trim(),
      () => 'unknown',
    ),
    processor: `${cpus().length} × ${cpus()[0].model}`,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    load_before: Number(loadavg()[0].toFixed(1)),
    sync_microseconds: microsecondsOfSync(),
    system: `${system}, Linux ${release()}`,
    huan: await firstLine(binary, 'version'),
    redis: await firstLine('redis-server', '--version'),
    postgres: await firstLine('/usr/lib/postgresql/15/bin/postgres', '--version'),
    nginx: (await firstLine('sh', '-c', '/usr/sbin/nginx -v 2>&1')).replace('nginx version: ', ''),
    wrk: (await firstLine('sh', '-c', 'wrk -v 2>&1 || true')).replace(/ Copyright.*/, ''),
  };
}
