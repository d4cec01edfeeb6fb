// Holds what is stored against what was acknowledged. Every function answers a list of what is wrong.

const differing = (what, wrong) => (wrong.length ? [`${what}: ${wrong.slice(0, 5).join('; ')}`] : []);

/** What was acknowledged since the last look is there; cheap enough for after each restart. */
export async function fresh(records, book) {
  const groups = new Map();
  for (const [table, column, value] of book.fresh.splice(0)) {
    const key = `${table}.${column}`;
    if (!groups.has(key)) groups.set(key, { table, column, values: [] });
    groups.get(key).values.push(value);
  }
  const wrong = [];
  for (const { table, column, values } of groups.values()) {
    const found = await records.occurrences(table, column, values);
    const bad = values.filter((value) => found.get(value) !== 1);
    wrong.push(...differing(`${table} not exactly once`, bad));
  }
  const sum = await records.value('SELECT COALESCE(sum(amount), 0) AS n FROM ledger_posting');
  if (Number(sum) !== 0) wrong.push(`the ledger sums to ${sum}`);
  return wrong;
}

/** `stored`: the names that are there, with repetitions. */
function exactlyOnce(what, stored, things) {
  const count = new Map();
  for (const name of stored) count.set(name, (count.get(name) ?? 0) + 1);
  return [
    ...differing(
      `${what} acknowledged and not there`,
      things.names.filter((name) => !count.has(name)),
    ),
    ...differing(
      `${what} there more than once`,
      [...count].filter(([, n]) => n > 1).map(([name]) => name),
    ),
    ...differing(
      `${what} there that nobody asked for`,
      [...count.keys()].filter((name) => !things.sure.has(name) && !things.maybe.has(name)),
    ),
  ];
}

async function people(records, book) {
  const rows = await records.rows(
    `SELECT i.value, i.profile_id, p.customer_id, c.id AS customer FROM identity i
     LEFT JOIN profile p ON p.id = i.profile_id LEFT JOIN customer c ON c.id = p.customer_id
     WHERE i.kind = 'external_id'`,
  );
  const wrong = exactlyOnce(
    'people',
    rows.map((row) => row.value),
    book.people,
  );
  wrong.push(
    ...differing(
      'half a person',
      rows.filter((row) => row.customer === null).map((row) => row.value),
    ),
  );
  const owner = new Map(rows.map((row) => [row.value, row.customer_id]));
  for (const [id, { names, taken_back }] of book.decisions.sure) {
    const [left, right] = names.map((name) => owner.get(name));
    if ((left === right) === taken_back) wrong.push(`decision ${id} is ${taken_back ? 'not ' : ''}undone`);
  }
  const unborn = await records.rows(
    `SELECT p.id FROM profile p WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.profile_id = p.id
       AND e.name IN ('customer.created', 'order.completed'))`,
  );
  wrong.push(
    ...differing(
      'profiles without the event that made them',
      unborn.map((row) => row.id),
    ),
  );
  const sums = await records.rows(
    `SELECT c.id FROM customer c WHERE c.order_count <> (SELECT count(*) FROM customer_order o
       JOIN profile p ON p.id = o.profile_id WHERE p.customer_id = c.id)`,
  );
  wrong.push(
    ...differing(
      'customers whose count of orders is wrong',
      sums.map((row) => row.id),
    ),
  );
  return wrong;
}

/** Facts by event name: Map(value of the property, count). */
async function told(records, name, property) {
  const found = new Map();
  for (const { properties } of await records.rows(`SELECT properties FROM event WHERE name = '${name}'`)) {
    const value = JSON.parse(properties)[property];
    found.set(value, (found.get(value) ?? 0) + 1);
  }
  return found;
}

async function orders(records, book) {
  const all = await records.rows(
    `SELECT id, number, amount, refunded, (SELECT count(*) FROM order_line l WHERE l.order_id = o.id) AS lines
     FROM customer_order o`,
  );
  const own = all.filter((row) => row.number.startsWith('n-'));
  const wrong = exactlyOnce(
    'orders',
    own.map((row) => row.number),
    book.orders,
  );
  for (const row of own) {
    const order = book.orders.sure.get(row.number);
    if (row.lines !== 1) wrong.push(`order ${row.number} has ${row.lines} lines`);
    if (!order) continue;
    if (row.id !== order.id || row.amount !== order.amount || row.refunded !== order.refunded)
      wrong.push(`order ${row.number} is not as it was acknowledged`);
  }
  const events = await told(records, 'order.completed', 'order_id');
  wrong.push(
    ...differing(
      'orders without exactly one event',
      all.filter((row) => events.get(row.id) !== 1).map((row) => row.number),
    ),
  );
  if (events.size !== all.length) wrong.push(`${events.size} orders told, ${all.length} there`);
  const refunds = await records.rows('SELECT number FROM order_refund');
  wrong.push(
    ...exactlyOnce(
      'refunds',
      refunds.map((row) => row.number),
      book.refunds,
    ),
  );
  for (const [id, { prefix, rows, state }] of book.imports.sure) {
    const there = all.filter((row) => row.number.startsWith(`${prefix}-`)).length;
    const due = { done: rows, undone: 0 }[state];
    if (there !== due) wrong.push(`import ${id} is ${state}, ${there} of ${rows} rows are there`);
  }
  return wrong;
}

async function events(records, book) {
  const rows = await records.rows(`SELECT message_id FROM event WHERE message_id LIKE 'm-%'`);
  return exactlyOnce(
    'events',
    rows.map((row) => row.message_id),
    book.events,
  );
}

async function coupons(records, book) {
  const rows = await records.rows(`SELECT id, profile_id, state FROM coupon`);
  const wrong = differing(
    'coupons acknowledged and not there',
    book.coupons.names.filter((id) => !rows.some((row) => row.id === id)),
  );
  const extra = rows.filter((row) => !book.coupons.sure.has(row.id)).length;
  if (extra > book.coupons.maybe.size) wrong.push(`${extra} coupons that nobody asked for`);
  const [claims, redeems, returns] = await Promise.all(
    ['coupon.claimed', 'coupon.redeemed', 'coupon.returned'].map((name) => told(records, name, 'coupon_id')),
  );
  const entries = await records.rows(
    `SELECT coupon_id, kind, count(*) AS n FROM ledger_entry WHERE coupon_id IS NOT NULL
     GROUP BY coupon_id, kind`,
  );
  const booked = new Map(entries.map((row) => [`${row.coupon_id} ${row.kind}`, row.n]));
  for (const { id, state } of rows) {
    const kept = book.coupons.sure.get(id);
    if (kept && !kept.states.includes(state)) wrong.push(`coupon ${id} is ${state}, not ${kept.states}`);
    const times = (events) => events.get(id) ?? 0;
    const entered = (kind) => booked.get(`${id} ${kind}`) ?? 0;
    if (times(claims) !== 1 || entered('claim') !== 1) wrong.push(`coupon ${id} was not claimed once`);
    if (times(redeems) !== entered('redeem')) wrong.push(`coupon ${id}: redeemed and booked differ`);
    const out = times(redeems) - times(returns);
    if (out !== (state === 'redeemed' ? 1 : 0)) wrong.push(`coupon ${id} is ${state} after ${out} uses`);
  }
  if (claims.size !== rows.length) wrong.push(`${claims.size} claims told, ${rows.length} coupons`);
  return wrong;
}

/** Stock, budgets, limits of a person, and the books. */
export async function limits(records) {
  const wrong = [];
  const types = await records.rows(
    `SELECT t.id, t.name, t.stock, t.issued, t.budget, t.budget_left, t.per_person_per_day,
       (SELECT count(*) FROM coupon c WHERE c.coupon_type_id = t.id) AS there,
       (SELECT COALESCE(sum(p.amount), 0) FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
          WHERE a.coupon_type_id = t.id AND a.kind = 'budget') AS unspent,
       (SELECT COALESCE(sum(p.amount), 0) FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
          WHERE a.coupon_type_id = t.id AND a.kind IN ('issued', 'cost_platform', 'cost_merchant')) AS spent
     FROM coupon_type t WHERE t.status <> 'draft'`,
  );
  for (const type of types) {
    if (type.issued !== type.there) wrong.push(`${type.name}: counter ${type.issued}, coupons ${type.there}`);
    if (type.there > type.stock) wrong.push(`${type.name}: ${type.there} of a stock of ${type.stock}`);
    if (Number(type.spent) > type.budget) wrong.push(`${type.name}: ${type.spent} of ${type.budget} spent`);
    if (Number(type.unspent) !== type.budget_left || Number(type.spent) !== type.budget - type.budget_left)
      wrong.push(`${type.name}: budget ${type.budget}, left ${type.budget_left}, spent ${type.spent}`);
  }
  const over = await records.rows(
    `SELECT c.profile_id, c.coupon_type_id, count(*) AS n FROM coupon c
     JOIN coupon_type t ON t.id = c.coupon_type_id
     WHERE t.per_person_per_day IS NOT NULL
     GROUP BY c.profile_id, c.coupon_type_id, c.claim_day, t.per_person_per_day
     HAVING count(*) > t.per_person_per_day`,
  );
  wrong.push(
    ...differing(
      'people over their limit',
      over.map((row) => `${row.profile_id}: ${row.n}`),
    ),
  );
  return wrong;
}

async function sales(records, book) {
  const leads = await records.rows(`SELECT id, note FROM lead`);
  const wrong = differing(
    'leads acknowledged and not there',
    book.leads.names.filter((id) => !leads.some((row) => row.id === id)),
  );
  const notes = leads.map((row) => row.note);
  if (new Set(notes).size !== notes.length) wrong.push('a lead is there twice');
  const calls = await records.rows(
    `SELECT c.id, c.outcome, c.ended_at,
       (SELECT count(*) FROM commission m WHERE m.cause = 'call' AND m.cause_id = c.id) AS paid,
       (SELECT COALESCE(sum(m.amount), 0) FROM commission m
          WHERE m.cause = 'call' AND m.cause_id = c.id) AS amount
     FROM call c`,
  );
  wrong.push(
    ...exactlyOnce(
      'calls',
      calls.map((row) => row.id),
      book.calls,
    ),
  );
  for (const row of calls) {
    const kept = book.calls.sure.get(row.id);
    if (kept?.over && row.outcome !== 'won') wrong.push(`call ${row.id} is not over`);
    if (kept?.over && (row.paid !== 1 || Number(row.amount) !== kept.commission))
      wrong.push(`call ${row.id} paid ${row.paid} times ${row.amount}, not ${kept.commission}`);
  }
  const decisions = await records.rows('SELECT id FROM identity_decision');
  wrong.push(
    ...exactlyOnce(
      'decisions',
      decisions.map((row) => row.id),
      book.decisions,
    ),
  );
  const points = await records.rows(`SELECT reason FROM point_entry WHERE kind = 'adjust'`);
  wrong.push(
    ...exactlyOnce(
      'points',
      points.map((row) => row.reason),
      book.points,
    ),
  );
  return wrong;
}

/**
 * What the receiver was told against what should have left, given the kills, from { at } to { back }, and the
 * moments at which a clock that jumped let leases run out.
 */
export async function webhooks(records, receiver, { kills, jumps, patterns }) {
  const wrong = [];
  const due = await records.rows(`SELECT id, topic, body, state FROM outbox`);
  const there = new Set((await records.rows('SELECT seq FROM event')).map((row) => row.seq));
  for (const { seq } of await records.rows('SELECT seq FROM withdrawn_event')) there.add(seq);
  const told = new Map(due.map((row) => [JSON.parse(row.body).data.seq, row]));
  const like = patterns.map((pattern) => `name LIKE '${pattern.replace('*', '%')}'`).join(' OR ');
  const events = await records.rows(`SELECT seq FROM event WHERE ${like}`);
  const untold = events.filter(({ seq }) => !told.has(seq)).map(({ seq }) => seq);
  wrong.push(...differing('events that no webhook tells', untold));
  if (told.size !== due.length) wrong.push('an event has two messages');
  const byId = receiver.byId();
  const known = new Map(due.map((row) => [`msg_${row.id}`, row]));
  let repeats = 0;
  let early = 0;
  for (const [id, row] of known) {
    const calls = byId.get(id) ?? [];
    if (row.state !== 'sent') wrong.push(`message ${id} is ${row.state}`);
    if (!calls.some((call) => call.answered === 204)) wrong.push(`message ${id} never arrived`);
    if (calls.some((call) => call.body !== row.body)) wrong.push(`message ${id} came with another body`);
    for (let i = 1; i < calls.length; ++i) {
      const [before, again] = [calls[i - 1], calls[i]];
      if (before.answered === 503) continue; // The receiver asked for it.
      // What was sent just before a kill may be read here a little after it.
      const killed = kills.some((kill) => before.at <= kill.back && again.at >= kill.at);
      const jumped = jumps.some((at) => before.at <= at + 2_000 && again.at >= at);
      if (killed) ++repeats;
      else if (jumped) ++early;
      else wrong.push(`message ${id} was repeated though nothing was killed`);
    }
  }
  for (const [id, [call]] of byId)
    if (!known.has(id) || !there.has(JSON.parse(call.body).data.seq))
      wrong.push(`message ${id} tells what is not there: ${call.body.slice(0, 80)}`);
  // A process sends from four threads, each one message at a time.
  if (repeats > 4 * kills.length) wrong.push(`${repeats} repeats after ${kills.length} kills`);
  return { wrong, repeats, early, messages: due.length };
}

/** Everything about the records. */
export async function everything(records, book) {
  const wrong = [...book.surprises];
  for (const check of [people, orders, events, coupons, limits, sales])
    wrong.push(...(await check(records, book)));
  const halves = await records.value('SELECT count(*) AS n FROM idempotency WHERE status = 0');
  if (halves !== 0) wrong.push(`${halves} keys without an answer`);
  return wrong;
}
