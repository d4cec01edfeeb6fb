// install.sh, below a directory of its own (DESTDIR): what it lays down, and what a second run leaves alone.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { projectRoot } from '../lib/server.mjs';

const run = promisify(execFile);
const folder = join(projectRoot, 'build/dist');
const [tarball] = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.tar.gz'));
const why = !tarball && 'there is no tarball: make dist';
const oldData = join(projectRoot, 'tests/upgrade/data-v21.tar.xz');

describe('install.sh', { skip: why, timeout: 240_000 }, () => {
  let unpacked;
  let root;
  const below = (path) => join(root, path);
  const install = (...options) =>
    run(join(unpacked, 'install.sh'), options, { env: { PATH: process.env.PATH, DESTDIR: root } });
  const huan = (...args) => run(below('opt/huan/huan'), args, { env: { PATH: process.env.PATH } });
  const status = async (data) => JSON.parse((await huan('status', '--data', data, '--json')).stdout);
  const backups = async () => (await readdir(below('var/lib/huan-backups')).catch(() => [])).sort();

  before(async () => {
    unpacked = await mkdtemp(join(tmpdir(), 'huan-unpacked-'));
    root = await mkdtemp(join(tmpdir(), 'huan-root-'));
    await run('tar', ['xzf', join(folder, tarball), '--strip-components=1', '-C', unpacked]);
    await mkdir(below('var/lib/huan'), { recursive: true });
    await run('tar', ['xJf', oldData, '-C', below('var/lib/huan')]);
  });
  after(async () => {
    for (const path of [unpacked, root]) if (path) await rm(path, { recursive: true, force: true });
  });

  it('lays down program, settings and a copy of the data that was there', async () => {
    await install();
    const version = (await readFile(join(unpacked, 'VERSION'), 'utf8')).trim();
    assert.equal(await readlink(below('opt/huan')), `huan-${version}`);
    assert.equal(await readlink(below('usr/local/bin/huan')), '/opt/huan/huan');
    assert.equal((await huan('version')).stdout.trim(), version);
    assert.match(await readFile(below('etc/huan/huan.toml'), 'utf8'), /^data = "\/var\/lib\/huan"$/m);
    assert.equal((await stat(below('var/lib/huan'))).mode & 0o777, 0o700);
    const [copy] = await backups();
    const size = async (path) => (await stat(path)).size;
    assert.equal(
      await size(below(`var/lib/huan-backups/${copy}/huan.db`)),
      await size(below('var/lib/huan/huan.db')),
      'as the older version left it',
    );
  });

  it('opens older data with everything in it', async () => {
    const now = await status(below('var/lib/huan'));
    assert.equal(now.customers, 600);
    assert.equal(now.orders, 1435);
    assert.equal(now.ledger_balance, 0);
  });

  it('keeps settings and data when it is run again, and takes a backup that can be restored', async () => {
    await appendFile(below('etc/huan/huan.toml'), '# a word of the administrator\n');
    await install();
    assert.match(await readFile(below('etc/huan/huan.toml'), 'utf8'), /# a word of the administrator/);
    const made = await backups();
    assert.equal(made.length, 2);
    const restored = join(root, 'restored');
    await huan('restore', below(`var/lib/huan-backups/${made[1]}`), '--data', restored);
    assert.equal((await status(restored)).orders, 1435);
    assert.deepEqual(
      (await readdir(below('opt'))).sort(),
      ['huan', await readlink(below('opt/huan'))].sort(),
      'nothing half done is left',
    );
  });

  it('takes no backup where that is said, and knows no other option', async () => {
    await install('--no-backup');
    assert.equal((await backups()).length, 2);
    await assert.rejects(install('--fast'), (failed) => failed.code === 2);
  });
});
