// The examples of docs/developers.md, run as they stand, and their answers.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { huan, projectRoot, Server } from '../lib/server.mjs';

const run = promisify(execFile);
const page = await readFile(join(projectRoot, 'docs/developers.md'), 'utf8');
const examples = [...page.matchAll(/```sh\n([\s\S]*?)```\n```json\n([\s\S]*?)```/g)].map(
  ([, script, answer]) => ({ script, answer: JSON.parse(answer) }),
);

/** Whether `found` has what `shown` shows; "…" is any value. */
function matches(found, shown, where) {
  if (shown === '…') return assert.ok(found !== undefined && found !== null, `${where} is missing`);
  if (Array.isArray(shown)) return shown.forEach((item, i) => matches(found?.[i], item, `${where}[${i}]`));
  if (typeof shown === 'object')
    return Object.entries(shown).forEach(([key, item]) => matches(found?.[key], item, `${where}.${key}`));
  assert.equal(found, shown, where);
}

describe('the examples for developers', () => {
  let server;
  let folder;
  let env;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huan-developers-'));
    server = await Server.fresh();
    const admin = await server.setUp();
    const type = await admin.post('/api/coupon_types', {
      name: 'Ten off',
      face_value: 1000,
      threshold: 0,
      stock: 10,
      budget: 10_000,
      claim_until: '2099-01-01T00:00:00Z',
      use_days: 30,
    });
    await admin.post(`/api/coupon_types/${type.id}/publish`, { seen_version: type.version });
    const key = async (kind, name) => {
      const made = await huan('key', 'add', '--kind', kind, '--name', name, '--data', server.data);
      return made.stdout.split('\n')[0].trim();
    };
    env = {
      ...process.env,
      HUAN: server.url,
      KEY: await key('server', 'Till'),
      WRITE_KEY: await key('write', 'Website'),
    };
  });
  after(async () => {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('are as many as the page has blocks', () => {
    assert.equal(examples.length, page.match(/```sh\n/g).length);
    assert.ok(examples.length > 8);
  });

  it('answer what the page shows', async () => {
    // What one block sets, the next ones use.
    const script = examples
      .map(({ script: block }, i) => `echo ---${i}\n${block}\necho`)
      .join('\n')
      .replace(/^/, 'set -euo pipefail\n');
    const { stdout } = await run('bash', ['-c', script], { cwd: folder, env });
    const answers = stdout.split(/^---\d+\n/m).slice(1);
    for (const [i, { answer, script: block }] of examples.entries())
      matches(JSON.parse(answers[i]), answer, block.split('\n')[0]);
  });
});
