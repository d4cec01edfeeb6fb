import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { open, refusal, serve } from '@/testing/open';
import type { OpenOptions } from '@/testing/open';
import { IdentityReviewPage } from './IdentityReviewPage';
import { MergePage } from './MergePage';
import type { CustomerHead } from './nouns';
import { WhyOnePerson } from './WhyOnePerson';

afterEach(() => vi.unstubAllGlobals());

const at = '2026-11-03T08:00:00.000Z';
const kind = (code: string, name_en: string) => ({
  kind: code,
  format: 'text',
  priority: 50,
  unique_per_person: false,
  weak: false,
  people_limit: 10,
  name_zh: name_en,
  name_en,
  built_in: false,
  version: 1,
});
const kinds = { items: [kind('phone', 'Phone'), kind('taobao_id', 'Taobao id'), kind('email', 'E-mail')] };
const anna: CustomerHead = {
  id: 7,
  name: 'Anna Berg',
  created_at: at,
  first_seen: at,
  last_seen: at,
  order_count: 3,
  order_amount: 9000,
  orders_30_days: 3,
  orders_365_days: 3,
  do_not_contact: false,
  identities: [{ kind: 'phone', value: '138****1234', state: 'joins', first_at: at }],
  attributes: [],
  tags: [],
  consents: [],
  vehicles: [],
  profiles: 2,
  version: 1,
};
const phone = { kind: 'phone', value: '138****1234', state: 'joins', first_at: at };
const report = {
  customer_id: 7,
  profiles: [
    { ...phone, id: 7, created_at: at, orders: 2, order_amount: 6000, keys: [] },
    {
      id: 8,
      kind: 'taobao_id',
      value: 'tb****88',
      created_at: at,
      orders: 1,
      order_amount: 3000,
      keys: [phone],
    },
  ],
  joins: [{ left: 7, right: 8, key_kind: 'phone', key_value: '138****1234', at }],
  decisions: [],
};
const may: OpenOptions = { permissions: ['customer_read', 'customer_write'] };

it('says why records are of one person, separates them, and takes it back', async () => {
  const sent = serve({
    'GET /api/identity_kinds': kinds,
    'GET /api/customers/7/identity': report,
    'POST /api/customers/7/part': { decision_id: 21, customers: [7, 8] },
    'POST /api/identity_decisions/21/take_back': { decision_id: 21, customers: [7] },
  });
  const { user } = await open(<WhyOnePerson head={anna} />, may);
  expect(await screen.findByText('Same Phone 138****1234')).toBeVisible();
  expect(await screen.findByText('Taobao id tb****88')).toBeVisible();

  await user.click(screen.getByRole('button', { name: 'This is somebody else' }));
  const form = await screen.findByRole('dialog');
  await user.click(within(form).getByRole('checkbox', { name: /Taobao id/ }));
  expect(await within(form).findByText(/Phone 138\*{4}1234 stays with Anna Berg/)).toBeInTheDocument();
  await user.click(within(form).getByRole('button', { name: 'Separate' }));
  const [title] = await screen.findAllByText('Separate 1 record from Anna Berg?');
  const sure = title?.closest<HTMLElement>('[role=dialog]') ?? form;
  expect(sure).toHaveTextContent('Leaves: 1 record, 1 order, ¥30.00. Stays: 1 record, 2 orders, ¥60.00.');
  expect(sent.some((call) => call.method === 'POST')).toBe(false);

  await user.click(within(sure).getByRole('button', { name: 'Separate' }));
  await waitFor(() =>
    expect(sent.find((call) => call.path.endsWith('/part'))?.body).toEqual({ profile_ids: [8] }),
  );
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  expect(await screen.findByText('Taken back')).toBeInTheDocument();
  expect(sent.some((call) => call.path === '/api/identity_decisions/21/take_back')).toBe(true);
});

it('does not let every record leave', async () => {
  const sent = serve({ 'GET /api/identity_kinds': kinds, 'GET /api/customers/7/identity': report });
  const { user } = await open(<WhyOnePerson head={anna} />, may);
  await user.click(await screen.findByRole('button', { name: 'This is somebody else' }));
  const form = await screen.findByRole('dialog');
  for (const box of within(form).getAllByRole('checkbox')) await user.click(box);
  await user.click(within(form).getByRole('button', { name: 'Separate' }));
  expect((await screen.findAllByText('Leave at least one record with this person')).length).toBeGreaterThan(
    0,
  );
  expect(sent.some((call) => call.method === 'POST')).toBe(false);
});

const bert: CustomerHead = { ...anna, id: 9, name: 'Anna B.', order_count: 1, order_amount: 500 };
const preview = {
  left: anna,
  right: bert,
  result_id: 7,
  order_count: 4,
  order_amount: 9500,
  attributes: [{ key: 'city', left: 'Shanghai', right: 'Suzhou', result: 'Suzhou' }],
  contradictions: ['taobao_id'],
  kept_apart: false,
};
const compared = { ...may, path: '/customers/:customer_id/merge', at: '/customers/7/merge?with=9' };

it('shows two people side by side with the value that will hold, warns, and merges', async () => {
  const sent = serve({
    'GET /api/identity_kinds': kinds,
    'GET /api/customers/7/merge_preview': preview,
    'POST /api/customers/7/merge': { decision_id: 30, customers: [7] },
  });
  const { user } = await open(<MergePage />, compared);
  const city = (await screen.findByRole('rowheader', { name: 'City' })).closest('tr') as HTMLElement;
  expect(within(city).getByText('Shanghai').tagName).toBe('S');
  expect(within(city).getByText('said last, so it holds')).toBeVisible();
  expect(await screen.findByText(/Each has a value of their own for Taobao id/)).toBeVisible();

  await user.type(screen.getByRole('textbox', { name: 'Why' }), 'changed card');
  await user.click(screen.getByRole('button', { name: 'Same person: merge' }));
  await waitFor(() =>
    expect(sent.find((call) => call.method === 'POST')?.body).toEqual({
      with_customer_id: 9,
      note: 'changed card',
    }),
  );
  expect(await screen.findByText('Merged into one customer')).toBeInTheDocument();
  expect(await screen.findByText('elsewhere')).toBeInTheDocument();
});

it('merges nobody whom somebody keeps apart before that is taken back', async () => {
  const decision = { id: 5, joins: false, at, by_name: 'Wang Min', note: 'siblings', left: [7], right: [9] };
  let apart = true;
  serve({
    'GET /api/identity_kinds': kinds,
    'GET /api/customers/7/merge_preview': () => ({ ...preview, kept_apart: apart }),
    'GET /api/customers/7/identity': { ...report, decisions: [decision] },
    'POST /api/identity_decisions/5/take_back': () => {
      apart = false;
      return { decision_id: 5, customers: [7, 9] };
    },
  });
  const { user } = await open(<MergePage />, compared);
  expect(await screen.findByText(/Wang Min decided that these are different people/)).toBeVisible();
  expect(screen.getByText(/siblings/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Same person: merge' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Take back' }));
  expect(await screen.findByRole('button', { name: 'Same person: merge' })).toBeVisible();
});

const summary = ({ id, name, order_count, order_amount }: CustomerHead) => ({
  id,
  name,
  plates: [],
  tags: [],
  order_count,
  order_amount,
  first_seen: at,
  last_seen: at,
});

it('lists pairs with what speaks for them, and notes that they are different people', async () => {
  let pairs = [
    { left: summary(anna), right: summary(bert), hints: [{ kind: 'phone_tail', value: 'Anna Berg 1234' }] },
  ];
  const sent = serve({
    'GET /api/identity_suggestions': () => ({ items: pairs, next_cursor: '' }),
    'POST /api/customers/7/keep_apart': () => {
      pairs = [];
      return { decision_id: 31, customers: [7, 9] };
    },
  });
  const { user } = await open(<IdentityReviewPage />, may);
  expect(await screen.findByText('Both are called Anna Berg, and their phones end in 1234')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Different people' }));
  expect(await screen.findByText(/No pairs to look at/)).toBeVisible();
  expect(sent.find((call) => call.method === 'POST')?.body).toEqual({ from_customer_id: 9 });
});

it('says why a merge was refused', async () => {
  serve({
    'GET /api/identity_kinds': kinds,
    'GET /api/customers/7/merge_preview': { ...preview, contradictions: [] },
    'POST /api/customers/7/merge': refusal('customer.kept_apart', 409),
  });
  const { user } = await open(<MergePage />, compared);
  await user.click(await screen.findByRole('button', { name: 'Same person: merge' }));
  expect(await screen.findByText(/Somebody decided that they are different people/)).toBeVisible();
});
