// huan import and its interface: what comes in, what is refused, and that a second time changes nothing.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { huan, projectRoot, Server, until } from '../lib/server.mjs';

const cdnow = join(projectRoot, '../shared/data/cdnow/CDNOW_master.txt.gz');

describe('huan import', () => {
  let folder;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'huan-import-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  const status = async (data) => JSON.parse((await huan('status', '--data', data, '--json')).stdout);

  it(
    'brings the CDNOW orders in exactly, twice in a row, and sets nothing off',
    { skip: !existsSync(cdnow) && 'the CDNOW file is not beside the project' },
    async () => {
      const data = join(folder, 'cdnow');
      for (const expected of [/69,659 stored/, /0 stored, 69,659 already there/]) {
        const run = await huan('import', cdnow, '--kind', 'orders', '--currency', 'USD', '--data', data);
        assert.equal(run.code, 0, run.stderr);
        assert.match(run.stdout, expected);
        assert.match(run.stdout, /255 rows repeat an earlier row/);
        const now = await status(data);
        assert.equal(now.customers, 23_570);
        assert.equal(now.orders, 69_659);
        assert.equal(now.order_amount, 250_031_563);
        assert.equal(now.order_amount_text, '2500315.63');
        assert.deepEqual(now.coupons, {});
        assert.equal(now.leads, 0);
        assert.equal(now.reactor_failures, 0);
      }
    },
  );

  it('says what would happen in a dry run and changes nothing', async () => {
    const file = join(folder, 'orders.csv');
    await writeFile(
      file,
      [
        'order_id,phone,date,amount',
        'A1,13800138000,2026-01-02,19.90',
        'A2,nonsense,2026-01-02,5',
        'A3,13800138001,2026-02-30,5',
        'A4,13800138001,2026-01-03,1e9',
        'A5,13800138001',
        '',
      ].join('\n'),
    );
    const data = join(folder, 'dry');
    const run = await huan('import', file, '--kind', 'orders', '--data', data, '--dry-run');
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stdout, /5 rows: 1 would be stored, 0 already there, 4 refused/);
    assert.equal((await status(data)).orders, 0);
  });

  it('keeps the good rows, and writes the refused ones with their reasons', async () => {
    const file = join(folder, 'orders.csv');
    const errors = join(folder, 'errors.csv');
    const data = join(folder, 'real');
    const run = await huan('import', file, '--kind', 'orders', '--data', data, '--errors', errors);
    assert.equal(run.code, 0, run.stderr);
    assert.equal((await status(data)).orders, 1);
    const text = await readFile(errors, 'utf8');
    assert.equal(text.trim().split('\r\n').length, 5);
    assert.match(text, /A3,13800138001,2026-02-30,5,4,.*date/);
    assert.match(text, /A5,13800138001,,,6,/);
    // The reason names the column as the file calls it, not our field or member.
    assert.match(text, /A2,nonsense,2026-01-02,5,3,"?phone: /);
    assert.match(text, /A3,.*,4,"?date: /);
    assert.doesNotMatch(text, /identities|ordered_at/);
  });

  it('refuses a mapping that does not fit, in words', async () => {
    const file = join(folder, 'orders.csv');
    const run = await huan(
      'import',
      file,
      '--kind',
      'orders',
      '--data',
      join(folder, 'bad'),
      '--mapping',
      'colour=amount',
    );
    assert.equal(run.code, 1);
    assert.match(run.stderr, /no column "colour"/);
  });
});

describe('an import in the console', () => {
  let server;
  let admin;
  before(async () => {
    server = await Server.fresh();
    admin = await server.setUp();
  });
  after(() => server.remove());

  const upload = async (text, kind, name = 'table.csv') => {
    const reply = await admin.raw('POST', `/api/imports?kind=${kind}&file_name=${name}`, {
      body: text,
      headers: { 'content-type': 'application/octet-stream' },
    });
    return { status: reply.status, body: await reply.json() };
  };
  const finished = (id) =>
    until(
      async () => {
        const now = await admin.get(`/api/imports/${id}`);
        return ['checked', 'done', 'failed', 'stopped'].includes(now.state) && now;
      },
      { what: 'the import' },
    );

  it('suggests a mapping from Chinese headers, and reads GB18030', async () => {
    const gb = Buffer.from(
      'D0D5C3FB2CCAD6BBFABAC52CB3C7CAD00AB3C2B8D52C31333830303133383030302CC9CFBAA30A',
      'hex',
    ); // 姓名,手机号,城市 / 陈刚,13800138000,上海
    const { status, body } = await upload(gb, 'customers');
    assert.equal(status, 200);
    assert.equal(body.format.encoding, 'GB18030');
    assert.deepEqual(body.columns, ['姓名', '手机号', '城市']);
    assert.equal(body.mapping.columns['手机号'], 'phone');
    await admin.post(`/api/imports/${body.id}/plan`, { mapping: body.mapping });
    assert.equal((await finished(body.id)).dry_run.created, 1);
    await admin.post(`/api/imports/${body.id}/run`);
    assert.equal((await finished(body.id)).outcome.customers, 1);
    assert.equal((await admin.get('/api/customers?search=陈刚')).items.length, 1);
  });

  it('names the column of the file that a refusal is about', async () => {
    const { body } = await upload(
      [
        '订单编号,会员手机,会员号,下单时间,实付金额',
        'B1,nonsense,7,2026-01-02,5',
        'B2,13800138000,8,soon,5',
        'B3,13800138000,8,2026-01-02,-5',
      ].join('\n'),
      'orders',
    );
    const mapping = { ...body.mapping, columns: { ...body.mapping.columns, 会员手机: 'phone' } };
    await admin.post(`/api/imports/${body.id}/plan`, { mapping });
    assert.equal((await finished(body.id)).dry_run.refused, 3);
    const notes = (await admin.get(`/api/imports/${body.id}/notes?kind=refused`)).items;
    assert.deepEqual(
      notes.map((note) => note.field),
      ['会员手机', '下单时间', '实付金额'],
    );
  });

  it('never hands a spreadsheet a formula', async () => {
    const { body } = await upload(
      'order_id,phone,date,amount\n=HYPERLINK("http://x"),abc,2026-01-02,5\n',
      'orders',
    );
    await admin.post(`/api/imports/${body.id}/plan`, { mapping: body.mapping });
    await finished(body.id);
    const text = await (await admin.raw('GET', `/api/imports/${body.id}/errors.csv`)).text();
    assert.match(text, /'=HYPERLINK/);
  });

  it('says in words what an upload lacks', async () => {
    const { status, body } = await upload('a,b\n1,2\n', 'parties');
    assert.equal(status, 422);
    assert.equal(body.field, 'kind');
    const api = await admin.get('/api/openapi.json');
    assert.deepEqual(
      api.paths['/api/imports'].post.parameters.map(({ name, in: place, required }) => [
        name,
        place,
        required,
      ]),
      [
        ['kind', 'query', true],
        ['file_name', 'query', false],
        ['sheet', 'query', false],
      ],
    );
  });

  it('refuses what is no table', async () => {
    const { status, body } = await upload(Buffer.from('504b0304deadbeef', 'hex'), 'orders');
    assert.equal(status, 422);
    assert.equal(body.code, 'import.not_a_table');
  });
});
