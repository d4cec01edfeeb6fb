// What surrounds a server fails while everything is going on: the disk is full, refuses a sync or a write,
// the clock jumps, PostgreSQL dies and cuts connections, the columns are lost. Each time: clients are told,
// nothing acknowledged is lost, nothing is half there, and the server goes on or stops with a clear word.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { noPostgres } from '../lib/postgres.mjs';
import { seed } from '../lib/seed.mjs';
import { World } from './world.mjs';

const run = promisify(execFile);
const pause = (ms) => new Promise((next) => setTimeout(next, ms));
const timeout = 600_000;
const minute = 60_000;
const fakeTime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const noRoot = process.getuid() !== 0 && 'only root may do this';
const noTracing = noRoot || (!existsSync('/usr/bin/strace') && 'strace is not installed');

/** A company on a server under load; ends with everything checked. */
async function under(test, options, work) {
  const world = await World.open({ seed, store: 'sqlite', ...options });
  try {
    world.avoids = options.avoids;
    world.go(3);
    await pause(1_500);
    await work(world);
    world.state.troubled = false;
    await pause(1_000);
    await world.rest();
    const wrong = await world.settle();
    for (const line of world.story()) test.diagnostic(line);
    assert.deepEqual(wrong, [], `seed ${seed}`);
  } finally {
    await world.close();
  }
}

/** Lets system calls on one file fail, by strace's word for how, until `end` is called. */
async function tracing(pid, file, inject) {
  const args = ['-f', '-qq', '-o', '/dev/null', '-p', String(pid), '-P', file, '-e', `inject=${inject}`];
  const tracer = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  tracer.stderr.on('data', (text) => (said += text));
  const gone = new Promise((done) => tracer.once('exit', done));
  await pause(500);
  // It is over already where the server stopped at once.
  assert.ok(!tracer.exitCode, `strace: ${said}`);
  return async () => {
    if (tracer.exitCode === null) tracer.kill('SIGINT');
    await gone;
  };
}

describe(`a disk that fails (seed ${seed})`, { timeout }, () => {
  it(
    'is full: changes are refused with 507, reading goes on, and so does everything once there is room',
    {
      skip: noRoot,
      timeout,
    },
    async (test) => {
      const disk = await mkdtemp(join(tmpdir(), 'huan-full-'));
      try {
        await run('mount', ['-t', 'tmpfs', '-o', 'size=96m,mode=700', 'tmpfs', disk]);
      } catch (refused) {
        await rm(disk, { recursive: true });
        return test.skip(`nothing can be mounted here: ${refused.stderr}`);
      }
      try {
        await under(test, { server: { data: join(disk, 'data') } }, async (world) => {
          const filler = join(disk, 'filler');
          world.state.troubled = true;
          const { bavail, bsize } = await statfs(disk);
          await writeFile(filler, Buffer.alloc(bavail * bsize - 200_000)).catch(() => {});
          for (let i = 0; i < 60 && !world.book.troubles.has('507 store.full'); ++i) {
            await writeFile(`${filler}-${i}`, Buffer.alloc(40_000)).catch(() => {});
            await pause(100);
          }
          assert.ok(world.book.troubles.has('507 store.full'), 'nobody was told of the full disk');
          await pause(1_500);
          const [first] = world.book.people.sure.values();
          assert.equal((await world.admin.get(`/api/customers/${first.id}`)).id, first.id, 'reading goes on');
          await rm(filler);
          for (let i = 0; i < 60; ++i) await rm(`${filler}-${i}`, { force: true });
          await pause(1_000);
        });
      } finally {
        await run('umount', ['-l', disk]);
        await rm(disk, { recursive: true, force: true });
      }
    },
  );

  for (const [what, inject, expected] of [
    ['a write', 'pwrite64:error=EIO:when=5+7', /^50[03] /],
    ['a write that is not whole', 'pwrite64:retval=0:when=5+7', /^507 store.full/],
  ])
    it(
      `does not take ${what}: clients are told, and nothing that was acknowledged is lost`,
      {
        skip: noTracing,
        timeout,
      },
      async (test) => {
        await under(test, {}, async (world) => {
          world.state.troubled = true;
          const end = await tracing(world.server.child.pid, join(world.server.data, 'huan.db-wal'), inject);
          await pause(3_000);
          await end();
          assert.equal(world.server.child.exitCode, null, world.server.output);
          const told = [...world.book.troubles.keys()];
          assert.ok(told.length > 0, 'nobody was told');
          assert.ok(
            told.every((code) => expected.test(code)),
            `told ${told}`,
          );
        });
      },
    );

  it(
    'refuses a sync: the server stops with a clear word, and the next one has all',
    {
      skip: noTracing,
      timeout,
    },
    async (test) => {
      await under(test, {}, async (world) => {
        world.state.troubled = true;
        const end = await tracing(
          world.server.child.pid,
          join(world.server.data, 'huan.db-wal'),
          'fdatasync,fsync:error=EIO:when=3+',
        );
        const { signal } = await world.server.exited;
        world.kills.push({ at: Date.now() - 1_000, back: Infinity });
        await end();
        assert.equal(signal, 'SIGABRT');
        assert.match(world.server.output, /fsync failed .* stopping/);
        await world.restart();
      });
    },
  );
});

describe(`a clock that jumps (seed ${seed})`, { timeout }, () => {
  it(
    'a day forward and an hour back, while it serves',
    {
      skip: !existsSync(fakeTime) && 'libfaketime is not installed',
      timeout,
    },
    async (test) => {
      const folder = await mkdtemp(join(tmpdir(), 'huan-clock-'));
      const clock = join(folder, 'offset');
      await writeFile(clock, '+0\n');
      const env = {
        LD_PRELOAD: fakeTime,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      };
      // What is locked for an hour would come free in between.
      await under(test, { server: { env }, avoids: ['lock'] }, async (world) => {
        world.tolerated = ['offer.not_usable_yet']; // Claimed when it was later.
        for (const offset of ['+86400', '+82800', '+82800', '+90000']) {
          await writeFile(clock, `${offset}\n`);
          world.jumps.push(Date.now());
          await pause(1_500);
        }
      });
      await rm(folder, { recursive: true });
    },
  );
});

describe(`PostgreSQL that fails (seed ${seed})`, { skip: noPostgres, timeout }, () => {
  it('cuts connections again and again', { timeout }, async (test) => {
    await under(test, { store: 'postgres' }, async (world) => {
      world.state.troubled = true;
      let cut = 0;
      for (let i = 0; i < 12; ++i) {
        await pause(300);
        const [n] = await world.database.sql(
          `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.6`,
        );
        cut += Number(n);
      }
      await pause(1_000);
      test.diagnostic(`${cut} connections were cut`);
      assert.ok(
        [...world.book.troubles.keys()].every((code) => code.startsWith('503 ')),
        [...world.book.troubles.keys()].join(),
      );
    });
  });

  it('dies and comes back', { skip: noRoot, timeout }, async (test) => {
    await under(test, { store: 'postgres' }, async (world) => {
      const [durable] = await world.database.sql('SHOW synchronous_commit');
      if (durable !== 'on') return test.skip('this PostgreSQL may lose what it confirmed');
      world.state.troubled = true;
      for (let i = 0; i < 3; ++i) {
        await pause(700);
        const [pid] = await world.database.sql(
          `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        );
        // When one of its processes is killed, PostgreSQL ends all others and recovers from its log.
        process.kill(Number(pid), 'SIGKILL');
        for (let tries = 0; tries < 200; ++tries) {
          await pause(100);
          if (await world.database.sql('SELECT 1').catch(() => false)) break;
        }
      }
      await pause(1_000);
      assert.ok(
        [...world.book.troubles.keys()].every((code) => code.startsWith('503 ')),
        [...world.book.troubles.keys()].join(),
      );
    });
  });
});

describe(`history that is lost (seed ${seed})`, { timeout }, () => {
  it('is rebuilt from the journal, row for row', { timeout }, async (test) => {
    await under(test, {}, async (world) => {
      await world.kill();
      await rm(join(world.server.data, 'history'), { recursive: true });
      await world.restart();
      await pause(minute / 60);
    });
  });
});
