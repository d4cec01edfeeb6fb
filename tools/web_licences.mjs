// Prints the licence of every package whose code is in the console.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const web = resolve(import.meta.dirname, '../web');
const paths = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], {
  cwd: web,
  encoding: 'utf8',
})
  .split('\n')
  .slice(1)
  .filter(Boolean)
  .sort();
const seen = new Set();
for (const path of paths) {
  const about = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const name = `${about.name} ${about.version}`;
  if (seen.has(name)) continue;
  seen.add(name);
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  console.log(`${'-'.repeat(80)}\n${name}: ${about.license ?? 'see below'}\n`);
  if (file && existsSync(join(path, file))) console.log(readFileSync(join(path, file), 'utf8'));
}
