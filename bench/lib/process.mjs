// Programs that run beside a measure, and end with it.
import { spawn, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../tests/lib/server.mjs';

/** Ours and the peers keep their data here, so that all write to the same disk. */
export const benchRoot = join(projectRoot, 'build/bench');
const execute = promisify(execFile);

/** Runs a program to its end and answers what it said; throws with its complaints. */
export async function run(program, args, options = {}) {
  const { stdout } = await execute(program, args.map(String), { maxBuffer: 64 << 20, ...options });
  return stdout;
}

const open = new Set();

/** A folder of its own, gone after the measure. */
export function scratch(name) {
  mkdirSync(benchRoot, { recursive: true });
  const folder = mkdtempSync(join(benchRoot, `${name}-`));
  open.add({ remove: () => rmSync(folder, { recursive: true, force: true }) });
  return folder;
}

/** Starts a program; `closeAll` ends it. `end` says how: by a signal, or by closing its input. */
export function start(program, args, { end = 'SIGTERM', ...options } = {}) {
  const child = spawn(program, args.map(String), { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  const exited = new Promise((done) => child.once('exit', done));
  child.output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (child.output += text));
  const remove = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (end === 'input') child.stdin.end();
    else child.kill(end);
    await exited;
  };
  open.add({ remove });
  return child;
}

/** Something else that must be taken away at the end. */
export const closeLater = (remove) => open.add({ remove });

let closing = Promise.resolve();

/** Ends what was started and removes what was made, the newest first. */
export function closeAll() {
  const all = [...open].reverse();
  open.clear();
  closing = closing.then(async () => {
    for (const { remove } of all) await remove();
  });
  return closing;
}

/** Waits until `ready` answers something true, or `child` has ended. */
export async function becomesReady(child, ready) {
  for (let tries = 0; tries < 600; ++tries) {
    const answer = await ready().catch(() => undefined);
    if (answer) return answer;
    if (child.exitCode !== null) break;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error(`a peer did not start:\n${child.output}`);
}
