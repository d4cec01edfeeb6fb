// The tarball of `make dist` in a root that holds glibc, the zones and nothing else: no compiler, no package,
// no shell.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { chmod, copyFile, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Caller, projectRoot, until } from '../lib/server.mjs';

const run = promisify(execFile);
const folder = join(projectRoot, 'build/dist');
const [tarball] = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.tar.gz'));
const mayMount = await run('unshare', ['-rm', 'true']).then(
  () => true,
  () => false,
);
const why = !tarball
  ? 'there is no tarball: make dist'
  : !mayMount && 'this user may not make namespaces, so no bare root can be entered';

describe('the tarball', { skip: why, timeout: 240_000 }, () => {
  let bare;
  let server;

  /** The files of glibc where it expects them, and the tables of zones. */
  async function makeRoot() {
    bare = await mkdtemp(join(tmpdir(), 'huan-bare-'));
    const { stdout } = await run('dpkg-query', ['-L', 'libc6']);
    for (const listed of stdout.split('\n').filter((path) => /\.so(\.[\d.]+)?$/.test(path))) {
      const target = join(bare, listed);
      await mkdir(dirname(target), { recursive: true });
      await copyFile(await realpath(listed), target);
      await chmod(target, 0o755);
    }
    await run('cp', ['-a', '/usr/share/zoneinfo', join(bare, 'zoneinfo')]);
    await mkdir(join(bare, 'usr/share'), { recursive: true });
    await run('mv', [join(bare, 'zoneinfo'), join(bare, 'usr/share/zoneinfo')]);
    for (const name of ['proc', 'dev', 'tmp', 'data', 'opt/huan', 'lib64'])
      await mkdir(join(bare, name), { recursive: true });
    await copyFile(await realpath('/lib64/ld-linux-x86-64.so.2'), join(bare, 'lib64/ld-linux-x86-64.so.2'));
    await chmod(join(bare, 'lib64/ld-linux-x86-64.so.2'), 0o755);
    await run('tar', ['xzf', join(folder, tarball), '--strip-components=1', '-C', join(bare, 'opt/huan')]);
  }

  const inside = (...args) => [
    '-rm',
    'sh',
    '-c',
    'mount --rbind /proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" /opt/huan/huan "$@"',
    bare,
    ...args,
  ];
  const huan = async (...args) => {
    const env = { PATH: process.env.PATH };
    try {
      return { code: 0, ...(await run('unshare', inside(...args), { env })) };
    } catch (failed) {
      return failed;
    }
  };

  before(makeRoot);
  after(async () => {
    if (server && server.exitCode === null) {
      const gone = new Promise((done) => server.once('exit', done));
      server.kill('SIGKILL');
      await gone;
    }
    if (bare) await rm(bare, { recursive: true, force: true });
  });

  it('starts there and says its version', async () => {
    const { code, stdout, stderr } = await huan('version');
    assert.equal(code, 0, stderr);
    assert.ok(tarball.includes(stdout.trim()));
  });

  it('is found fit by its own doctor', async () => {
    const { code, stdout } = await huan('doctor', '--data', '/data', '--port', '0', '--json');
    const found = Object.fromEntries(JSON.parse(stdout).items.map((item) => [item.subject, item]));
    assert.equal(code, 0, stdout);
    for (const subject of ['time_zones', 'chdb', 'console'])
      assert.equal(found[subject].verdict, 'good', found[subject].found);
    assert.equal(found.certificates.verdict, 'warning', 'a bare root has none, and the doctor says so');
  });

  it('serves the console and counts in its columns', async () => {
    const probe = createServer();
    const port = await new Promise((answer) => {
      probe.listen(0, '127.0.0.1', () => answer(probe.address().port));
    });
    await new Promise((done) => probe.close(done));
    server = spawn('unshare', inside('serve', '--data', '/data', '--port', String(port)), {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    server.stdout.on('data', (text) => (output += text));
    const url = `http://127.0.0.1:${port}`;
    await until(async () => /setup\?token=/.test(output) && (await fetch(`${url}/api/health`)).ok, {
      within: 60_000,
      what: 'an answer',
    });
    const page = await fetch(`${url}/`);
    assert.match(await page.text(), /<div id="root">/);

    const admin = new Caller({ url });
    await admin.post('/api/setup', {
      token: /setup\?token=([\w-]+)/.exec(output)[1],
      company: 'Night Wash',
      currency: 'CNY',
      time_zone: 'Asia/Shanghai',
      language: 'zh-CN',
      name: 'Admin',
      login: 'admin',
      password: 'correct horse battery',
    });
    await admin.post('/api/customers', {
      identities: [{ kind: 'phone', value: '13800138000' }],
      attributes: { name: '陈刚' },
    });
    const status = await until(async () => {
      const now = await admin.get('/api/status');
      return now.events_history > 0 && now.events_history === now.events_journal && now;
    });
    assert.match(status.history, /^chdb/);
  });

  it('brings the licence of everything in it', async () => {
    const licences = await readdir(join(bare, 'opt/huan/licences'));
    for (const name of ['chdb', 'libsqlite3-0', 'libssl3', 'libcurl4', 'libboost1.81-dev', 'web.txt'])
      assert.ok(licences.includes(name), name);
    const libraries = await readdir(join(bare, 'opt/huan/lib'));
    assert.ok(!libraries.some((name) => name.startsWith('libc.so')), 'glibc is the system’s own');
  });
});
