// Imports beside orders: templates that come back filled in, sheets, dates, names for mappings, going on
// after a stop.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Imports } from '../lib/imports.mjs';
import { refusalOf, Server, until } from '../lib/server.mjs';
import { csv, fromCsv, xlsx } from '../lib/tables.mjs';

describe('an import', () => {
  let server;
  let admin;
  let imports;
  before(async () => {
    server = await Server.fresh();
    admin = await server.setUp();
    imports = new Imports(admin);
  });
  after(() => server.remove());

  const download = async (path) => Buffer.from(await (await admin.raw('GET', path)).arrayBuffer());

  it('understands its own templates, in both languages and with facts of their own', async () => {
    await imports.bring(
      csv([
        ['phone', 'city', 'shoe size'],
        ['13800138000', 'Wuhan', '42'],
      ]),
      'customers',
    );
    await admin.post('/api/attribute_definitions', {
      key: 'parking',
      type: 'choice',
      name_zh: '停车方式',
      name_en: 'Where it parks',
      section: 'other',
      choices: [
        { value: 'garage', name_zh: '车库', name_en: 'Garage' },
        { value: 'street', name_zh: '路边', name_en: 'Street' },
      ],
    });
    for (const [language, name, phone, city, parking, street] of [
      ['zh-CN', '姓名', '手机号', '城市', '停车方式', '路边'],
      ['en', 'Name', 'Phone', 'City', 'Where it parks', 'Street'],
    ]) {
      const text = await download(`/api/import_templates/customers/template.csv?language=${language}`);
      const [header] = fromCsv(text.toString('utf8'));
      assert.ok(header.includes('shoe_size'), 'has what people have here');
      const cells = { [name]: 'Anna', [phone]: '13800138001', [city]: 'Xian', [parking]: street };
      const row = header.map((column) => cells[column] ?? '');
      const file = await imports.upload(csv([header, row]), 'customers');
      assert.equal(file.mapping.columns[name], 'name');
      assert.equal(file.mapping.columns[phone], 'phone');
      assert.equal(file.mapping.columns[city], 'attribute:city');
      assert.equal(file.mapping.columns[parking], 'attribute:parking');
      assert.equal(file.mapping.columns.shoe_size, 'attribute:shoe_size');
      assert.equal((await imports.check(file)).refused, 0);
    }
  });

  it('gives templates for every kind, also as a workbook it can read', async () => {
    for (const kind of ['customers', 'identities', 'orders', 'events', 'tags', 'coupons', 'leads']) {
      const book = await download(`/api/import_templates/${kind}/template.xlsx?language=zh-CN`);
      const file = await imports.upload(book, kind, `${kind}.xlsx`);
      assert.deepEqual(file.format.sheets, ['数据', '说明']);
      const fields = (await admin.get(`/api/import_fields?kind=${kind}`)).filter(
        ({ field }) => !field.endsWith(':'),
      );
      const mapped = Object.values(file.mapping.columns);
      assert.deepEqual(
        fields.map(({ field }) => field).filter((field) => !mapped.includes(field)),
        [],
        kind,
      );
    }
    const refused = await admin.raw('GET', '/api/import_templates/parties/template.csv');
    assert.equal(refused.status, 422);
  });

  it('reads another sheet of the workbook when asked to', async () => {
    const book = xlsx({
      Notes: [['Prices of 2026'], ['valid until further notice']],
      People: [
        ['手机号', '姓名'],
        ['13800138010', 'Cai'],
      ],
    });
    const file = await imports.upload(book, 'customers', 'people.xlsx');
    assert.equal(file.format.sheet, 'Notes');
    const other = await admin.post(`/api/imports/${file.id}/sheet`, { sheet: 'People' });
    assert.deepEqual(other.columns, ['手机号', '姓名']);
    assert.equal((await imports.check(other)).created, 1);
    const gone = await refusalOf(admin.post(`/api/imports/${file.id}/sheet`, { sheet: 'Nobody' }));
    assert.equal(gone.problem.code, 'import.not_a_table');
    const plain = await imports.upload('phone\n13800138000\n', 'customers');
    const none = await refusalOf(admin.post(`/api/imports/${plain.id}/sheet`, { sheet: 'x' }));
    assert.equal(none.problem.code, 'import.no_sheets');
  });

  it('says how dates are written, and asks where that is unclear', async () => {
    const file = await imports.upload(
      'order_id,phone,date,amount\n1,13800138000,5/1/2026 3:04 PM,5\n2,13800138000,17/1/2026 3:04 PM,5\n',
      'orders',
    );
    assert.deepEqual(file.format.dates, [
      {
        column: 'date',
        format: 'day_month_year',
        has_time: true,
        has_zone: false,
        example: '5/1/2026 3:04 PM',
      },
    ]);
    assert.equal(file.mapping.date_order, 'day_month_year');
    const counted = await imports.check(file);
    assert.equal(counted.earliest, '2026-01-05T07:04:00.000Z');
    assert.equal(counted.latest, '2026-01-17T07:04:00.000Z');
    const unclear = await imports.upload('order_id,phone,date,amount\n1,13800138000,5/1/2026,5\n', 'orders');
    assert.equal(unclear.format.dates[0].format, 'unclear');
  });

  it('gives refused rows back as a workbook that can be mended and sent again', async () => {
    const file = await imports.upload('order_id,phone,date,amount\nX1,nobody,2026-01-05,5\n', 'orders');
    await imports.check(file);
    const book = await download(`/api/imports/${file.id}/errors.xlsx`);
    const again = await imports.upload(book, 'orders', 'errors.xlsx');
    assert.deepEqual(again.columns, ['order_id', 'phone', 'date', 'amount', 'huan_line', 'huan_reason']);
    assert.match(again.sample[0].join(' '), /X1 nobody .* phone: /);
  });

  it('remembers a mapping by the name it is given', async () => {
    const file = await imports.upload('wer,wann,was\n7,2026-01-05,3\n', 'orders');
    const columns = { wer: 'external_id', wann: 'ordered_at', was: 'amount' };
    await imports.check(file, { columns }, { remember_as: 'Kasse' });
    const { items } = await admin.get('/api/import_mappings?kind=orders');
    assert.deepEqual(
      items.map(({ name, mapping }) => [name, mapping.columns]),
      [['Kasse', columns]],
    );
    const wider = await imports.upload('wer,wann,was,wo\n8,2026-01-05,3,North\n', 'orders');
    assert.deepEqual(wider.mapping.columns, columns);
    await admin.put(`/api/import_mappings/${items[0].id}`, { name: 'Till' });
    await admin.del(`/api/import_mappings/${items[0].id}`);
    assert.equal((await admin.get('/api/import_mappings')).items.length, 0);
  });

  it('stops, and goes on where it stood after a restart of the server', async () => {
    const rows = 6000;
    const text = ['order_id,phone,date,amount'];
    for (let i = 0; i < rows; ++i) text.push(`S${i},${13900000000 + (i % 2000)},2026-01-05,1.00`);
    const file = await imports.upload(text.join('\n'), 'orders', 'many.csv');
    await imports.check(file);
    const { job_id } = await admin.post(`/api/imports/${file.id}/run`);
    await until(async () => (await admin.get(`/api/jobs/${job_id}`)).done > 0);
    await admin.post(`/api/imports/${file.id}/stop`);
    const halted = await imports.over(file.id);
    assert.equal(halted.state, 'stopped');
    const { done } = await admin.get(`/api/jobs/${job_id}`);
    assert.ok(done > 0 && done < rows, `stopped after ${done} rows`);
    await server.stop();
    await server.start();
    await admin.signIn();
    await admin.post(`/api/imports/${file.id}/resume`);
    const { outcome } = await imports.over(file.id);
    assert.equal(outcome.rows, rows);
    assert.equal(outcome.created, rows);
    assert.equal(outcome.customers, 2000);
    assert.equal(outcome.amount, rows * 100);
    const refused = await refusalOf(admin.post(`/api/imports/${file.id}/resume`));
    assert.equal(refused.problem.code, 'import.not_stopped');
  });
});
