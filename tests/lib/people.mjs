// A small company whose people have a past: for tests and pictures of the pages about people.
const day = 86_400_000;
export const password = 'a quiet green lantern';
export const names = [
  '陈刚 王芳 李娜 张伟 刘洋 赵敏 周杰 吴迪 郑爽 孙丽',
  '林峰 何静 高翔 马丽 罗成 梁宇 宋佳 唐亮 许晴 邓超',
  'Anna Berg|Bert Chen|Carla Diaz|David Evans|Eva Fischer',
  'Frank Gao|Grace Hu|Hugo Ivanov|Iris Jin|Jack Kim',
].flatMap((line) => line.split(line.includes('|') ? '|' : ' '));

/** Thirty people; the first, 陈刚, has orders of seven years, a car, a coupon, a lead, a call, a finding. */
export async function bringPeople(server, admin, now = Date.now()) {
  const colleague = (login, name, role) =>
    admin.post('/api/users', { login, name, org_id: 1, role, password });
  const agent = (await colleague('lily', 'Lily 李', 'agent')).user;
  const technician = (await colleague('zhao', 'Zhao 赵师傅', 'technician')).user;

  const people = [];
  for (const [index, name] of names.entries())
    people.push(
      await admin.post('/api/customers', {
        identities: [
          { kind: 'phone', value: `1381234${String(5000 + index)}` },
          { kind: 'external_id', value: `C-${1000 + index}` },
        ],
        attributes: { name, city: ['上海', '杭州', 'Shenzhen'][index % 3] },
      }),
    );
  const [chen] = people;
  const order = (person, at, number, channel) =>
    admin.post('/api/orders', {
      customer_id: person.id,
      number,
      amount: 3900,
      store: channel === 'pos' ? '陆家嘴店' : '',
      channel,
      ordered_at: new Date(at).toISOString(),
      live: false,
      lines: [{ sku: 'wash', name: '夜间洗车', quantity: 1, amount: 3900 }],
    });
  for (let month = 0; month < 84; ++month)
    await order(chen, now - (5 + month * 30) * day, `R-${month}`, month % 3 ? 'pos' : 'app');
  for (const [index, person] of people.slice(1).entries())
    for (let i = 0; i <= index % 4; ++i)
      await order(person, now - (3 + index + i * 20) * day, `O-${index}-${i}`, 'app');

  await admin.post('/api/vehicles', {
    plate: '沪A8K321',
    customer_id: chen.id,
    model: 'BYD 汉 EV',
    mileage: 48_200,
    insurer: '平安',
    insurance_until: new Date(now + 27 * day).toISOString(),
    inspection_until: new Date(now + 64 * day).toISOString(),
  });
  const zhao = await new admin.constructor(server).signIn('zhao', password);
  await zhao.post('/api/findings', { type: 'tyre_wear', plate: '沪A8K321', note: '左前胎偏磨' });

  let type = await admin.post('/api/coupon_types', {
    name: '满 30 减 10',
    face_value: 1000,
    threshold: 3000,
    stock: 500,
    budget: 500_000,
    use_days: 14,
    claim_until: new Date(now + 30 * day).toISOString(),
  });
  type = await admin.post(`/api/coupon_types/${type.id}/publish`, { seen_version: type.version });
  await admin.post('/api/coupons/claim', { coupon_type_id: type.id, customer_id: chen.id, channel: 'h5' });

  const lead = await admin.post('/api/leads', {
    customer_id: chen.id,
    kind: 'insurance',
    note: '车险下月到期',
    owner_id: agent.id,
  });
  const lily = await new admin.constructor(server).signIn('lily', password);
  const call = await lily.post('/api/calls', { lead_id: lead.id });
  await lily.post(`/api/calls/${call.id}/hang_up`, {
    outcome: 'callback',
    reason: 'ask_family',
    note: '要和太太商量',
    callback_at: new Date(now + day).toISOString(),
  });
  const segment = await admin.post('/api/segments', {
    name: 'Chain buyers 连续消费',
    rule: { orders: { measure: 'count', compare: 'ge', value: 3 } },
  });
  await admin.post(`/api/segments/${segment.id}/refresh`);
  return { people, chen, agent, technician, type, lead, segment };
}
