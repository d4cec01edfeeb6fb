// What people have, when it is due, and the files that belong to it, through the interface.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Caller, huan, refusalOf, Server } from '../lib/server.mjs';

let server;
let admin;
let anna;
const inDays = (days) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(Date.now() + days * 86_400_000);
const midnight = (days) => `${inDays(days)}T00:00:00+08:00`;

before(async () => {
  server = await Server.fresh();
  admin = await server.setUp();
  anna = await admin.post('/api/customers', {
    identities: [{ kind: 'phone', value: '13812341234' }],
    attributes: { name: '陈刚' },
  });
});
after(() => server?.remove());

const size = async (asset) => (await admin.post('/api/segments/preview', { rule: { asset } })).size;

test('a car and a contract are due, and rules find who has them', async () => {
  const car = await admin.post(`/api/customers/${anna.id}/vehicles`, {
    plate: '沪a·d12345',
    model: 'Model 3',
    insurer: 'PICC',
    insurance_until: midnight(27),
    inspection_until: midnight(-3),
  });
  assert.equal(car.plate, '沪AD12345');
  await admin.post(`/api/customers/${anna.id}/assets`, {
    kind: 'contract',
    name: '洗车年卡',
    due_on: inDays(60),
    amount: 99_900,
    fields: { washes: 24 },
  });
  const assets = await admin.get(`/api/customers/${anna.id}/assets`);
  assert.deepEqual(
    assets.map(({ kind, plate_class, dues }) => [kind, plate_class ?? '', dues.map((one) => one.days_left)]),
    [
      ['vehicle', 'new_energy', [-3, 27]],
      ['contract', '', [60]],
    ],
  );
  const due = await admin.get('/api/dues');
  assert.deepEqual(
    due.items.map(({ kind, days_left, plate, phone }) => [kind, days_left, plate, phone]),
    [
      ['inspection', -3, '沪AD12345', '138****1234'],
      ['policy', 27, '沪AD12345', '138****1234'],
    ],
  );
  assert.equal((await admin.get('/api/dues?to_days=90')).total, 3);

  assert.equal(await size({ kinds: ['policy'], due: { from_days: 0, to_days: 30 } }), 1);
  assert.equal(await size({ kinds: ['policy'], due: { from_days: 0, to_days: 26 } }), 0);
  assert.equal(await size({ kinds: ['inspection'], due: { to_days: -1 } }), 1);
  const green = { property: 'electric', op: 'eq', value: true };
  assert.equal(await size({ kinds: ['vehicle'], where: [green] }), 1);
  assert.equal(await size({ where: [{ property: 'fields.washes', op: 'ge', value: 24 }] }), 1);
  assert.equal(await size({ at_least: 4 }), 1);

  await admin.del(`/api/customers/${anna.id}/vehicles/${car.id}`);
  assert.equal(await size({ kinds: ['policy', 'inspection', 'vehicle'] }), 0);
  assert.equal((await admin.get('/api/dues')).total, 0);
  const refused = await refusalOf(admin.post(`/api/customers/${anna.id}/vehicles`, { plate: '沪A·Z12345' }));
  assert.equal(refused.problem.code, 'vehicle.bad_plate');
});

const upload = (caller, query, body) =>
  caller.raw('POST', `/api/customers/${anna.id}/documents?${new URLSearchParams(query)}`, {
    body,
    headers: { 'content-type': 'application/octet-stream' },
  });

async function filesIn(folder) {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((one) => one.isFile()).map((one) => one.name);
}

test('a document is kept by its bytes, opened on record, and comes back from a backup', async () => {
  const pdf = '%PDF-1.7\nthe contract of 陈刚';
  const made = await (await upload(admin, { name: '../合同 2026.exe', kind: 'contract' }, pdf)).json();
  assert.equal(made.name, '合同 2026.exe.pdf');
  assert.equal(made.content_type, 'application/pdf');
  const again = await (await upload(admin, { name: 'copy.pdf' }, pdf)).json();
  assert.equal((await filesIn(join(server.data, 'files'))).length, 1);

  const program = await upload(admin, { name: 'contract.pdf' }, '\x7FELF\x01\x02');
  assert.equal((await program.json()).code, 'document.bad_content');
  const page = await upload(admin, { name: 'contract.pdf' }, '<html><script>alert(1)</script>');
  assert.equal(page.status, 422);
  const large = await upload(admin, { name: 'large.pdf' }, `%PDF-${'x'.repeat(26 << 20)}`);
  assert.equal(large.status, 413);

  const content = `/api/documents/${made.id}/content`;
  const opened = await admin.raw('GET', content);
  assert.equal(await opened.text(), pdf);
  assert.match(opened.headers.get('content-disposition'), /^attachment/);
  assert.match(opened.headers.get('cache-control'), /no-store/);
  const shown = await admin.raw('GET', `${content}?inline=1`);
  assert.match(shown.headers.get('content-disposition'), /^inline/);
  const audit = await admin.get(`/api/audit?object=${encodeURIComponent(`document_id ${made.id}`)}`);
  assert.equal(audit.items.filter((one) => one.route.startsWith('GET')).length, 2);

  // An analyst sees that there is a document, and nothing of what is in it.
  const password = 'a long enough password';
  await admin.post('/api/users', { login: 'ana', name: 'Ana', role: 'analyst', org_id: 1, password });
  const analyst = await new Caller(server).signIn('ana', password);
  assert.equal((await analyst.get(`/api/customers/${anna.id}/documents`)).items.length, 2);
  assert.equal((await analyst.raw('GET', content)).status, 403);

  const backup = `${server.data}-backup`;
  const restored = `${server.data}-restored`;
  try {
    assert.equal((await huan('backup', backup, '--data', server.data)).code, 0);
    assert.equal((await huan('restore', backup, '--data', restored)).code, 0);
    const copy = new Server({ data: restored });
    await copy.start();
    try {
      const reader = new Caller(copy);
      await reader.signIn();
      assert.equal(await (await reader.raw('GET', content)).text(), pdf);
    } finally {
      await copy.kill();
    }
  } finally {
    await rm(backup, { recursive: true, force: true });
    await rm(restored, { recursive: true, force: true });
  }

  await admin.del(`/api/documents/${made.id}`);
  assert.equal((await filesIn(join(server.data, 'files'))).length, 1);
  await admin.del(`/api/documents/${again.id}`);
  assert.equal((await filesIn(join(server.data, 'files'))).length, 0);
  assert.equal((await admin.raw('GET', content)).status, 404);
  assert.ok(existsSync(join(server.data, 'files')));
});
