import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { open, refusal, serve } from '@/testing/open';
import { IdentityRulesPage } from './IdentityRulesPage';

afterEach(() => vi.unstubAllGlobals());

const phone = {
  kind: 'phone',
  format: 'phone',
  priority: 50,
  unique_per_person: false,
  weak: false,
  people_limit: 10,
  name_zh: 'Phone',
  name_en: 'Phone',
  built_in: true,
  version: 3,
};
const plate = { ...phone, kind: 'plate', format: 'plate', priority: 10, weak: true, name_en: 'Plate' };
const job = {
  id: 4,
  kind: 'customer.regroup',
  title: 'phone',
  message: '',
  created_by_name: '',
  created_at: '',
};
const permissions = ['settings_manage' as const, 'job_read' as const];

it('says what a changed rule does, and shows people being grouped anew', async () => {
  const sent = serve({
    'GET /api/identity_kinds': { items: [phone, plate] },
    'GET /api/jobs': { items: [] },
    'GET /api/jobs/4': { ...job, state: 'running', done: 20, total: 80 },
    'PUT /api/identity_kinds/phone': { kind: { ...phone, weak: true, version: 4 }, job_id: 4 },
  });
  const { user } = await open(<IdentityRulesPage />, { permissions });
  await user.click(await screen.findByRole('button', { name: 'Phone' }));
  const form = await screen.findByRole('dialog');
  expect(within(form).getByText(/nobody is grouped anew/)).toBeInTheDocument();
  await user.click(within(form).getByRole('radio', { name: /Hint only/ }));
  expect(
    await within(form).findByText(/Everybody who has this identity is grouped anew/),
  ).toBeInTheDocument();
  await user.click(within(form).getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Grouping people by the new rule: Phone')).toBeInTheDocument();
  expect(await screen.findByText('20 of 80')).toBeInTheDocument();
  expect(sent.find((call) => call.method === 'PUT')?.body).toEqual({
    name_zh: 'Phone',
    name_en: 'Phone',
    priority: 50,
    people_limit: 10,
    unique_per_person: false,
    weak: true,
    seen_version: 3,
  });
});

it('declares a kind, and says at the field that its code is taken', async () => {
  const sent = serve({
    'GET /api/identity_kinds': { items: [phone, plate] },
    'GET /api/jobs': { items: [] },
    'POST /api/identity_kinds': refusal('identity_kind.taken', 409, { field: 'kind' }),
  });
  const { user } = await open(<IdentityRulesPage />, { permissions });
  await user.click(await screen.findByRole('button', { name: 'Declare a kind' }));
  const form = await screen.findByRole('dialog');
  await user.type(within(form).getByLabelText('Name in Chinese'), 'TB');
  await user.type(within(form).getByLabelText('Name in English'), 'Taobao id');
  await user.type(within(form).getByLabelText('Code'), 'taobao_id');
  expect(await within(form).findByText('Stands between Phone and Plate.')).toBeInTheDocument();
  await user.click(within(form).getByRole('button', { name: 'Declare a kind' }));
  await waitFor(() => expect(sent.some((call) => call.method === 'POST')).toBe(true));
  expect((await within(form).findAllByText('There is a kind with this code already')).length).toBeGreaterThan(
    0,
  );
});
