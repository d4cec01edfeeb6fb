// SIGKILL while everything is going on, again and again: what was acknowledged is there exactly once, nothing
// is half there, no limit is exceeded, the books balance, history equals the journal, and whoever listens to
// webhooks was told. N says how often in all, STORE on which store (both), SEED repeats a run (`make crash`).
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noPostgres } from '../lib/postgres.mjs';
import { numbers, seed } from '../lib/seed.mjs';
import * as audit from './audit.mjs';
import { World } from './world.mjs';

const stores = process.env.HUAN_STORE ? [process.env.HUAN_STORE] : ['sqlite', 'postgres'];
const kills = Math.ceil(Number(process.env.HUAN_KILLS ?? 10) / stores.length);
const pause = (ms) => new Promise((next) => setTimeout(next, ms));

for (const store of stores) {
  const timeout = 120_000 + kills * 20_000;
  const skip = store === 'postgres' && noPostgres;
  describe(`a server on ${store} that is killed ${kills} times (seed ${seed})`, { timeout, skip }, () => {
    it('keeps what it acknowledged, once, and has nothing else', { timeout }, async (test) => {
      const chance = numbers(seed);
      const world = await World.open({ store, seed });
      try {
        world.go();
        while (world.kills.length < kills && !world.state.over) {
          await pause(150 + chance() * 1_500);
          await world.kill();
          await world.restart();
          const wrong = await audit.fresh(world.records, world.book);
          assert.deepEqual(wrong, [], `after kill ${world.kills.length}, seed ${seed}`);
        }
        await pause(300);
        await world.rest();
        const wrong = await world.settle();
        for (const line of world.story()) test.diagnostic(line);
        assert.deepEqual(wrong, [], `seed ${seed}`);
      } finally {
        await world.close();
      }
    });
  });
}
