import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { open, refusal, serve } from '@/testing/open';
import { UsersPage } from './UsersPage';

afterEach(() => vi.unstubAllGlobals());

const orgs = {
  items: [{ id: 1, parent_id: null, kind: 'company', name: 'Night Wash', path: '/1/', version: 1 }],
};
const anna = {
  id: 12,
  login: 'anna',
  name: 'Anna Berg',
  org_id: 1,
  org_name: 'Night Wash',
  role: 'agent',
  scope: 'own',
  active: true,
  has_password: false,
  last_login_at: null,
  created_at: '2026-11-01T00:00:00.000Z',
  version: 3,
};
const people = { items: [anna], total: 1 };

it('lists people with their role, and says who has not chosen a password yet', async () => {
  serve({ 'GET /api/users': people, 'GET /api/orgs': orgs });
  await open(<UsersPage />);
  const row = (await screen.findByText('Anna Berg')).closest('tr');
  if (row === null) throw new Error('no row');
  expect(within(row).getByText('Agent')).toBeVisible();
  expect(within(row).getByText('No password yet')).toBeVisible();
});

it('adds a person and shows their one-time link once', async () => {
  const link = { token: 'abc', path: '/set-password?token=abc', expires_at: '2026-11-30T00:00:00.000Z' };
  const sent = serve({
    'GET /api/users': people,
    'GET /api/orgs': orgs,
    'POST /api/users': { user: { ...anna, name: 'Bo Lind' }, link },
  });
  const { user } = await open(<UsersPage />);
  await user.click(await screen.findByRole('button', { name: 'Add person' }));
  const form = await screen.findByRole('dialog');
  await user.type(within(form).getByLabelText('Name'), 'Bo Lind');
  await user.type(within(form).getByLabelText('Login'), 'bo');
  await user.click(within(form).getByRole('button', { name: 'Add person' }));
  const shown = await screen.findByText(/set-password\?token=abc/);
  await waitFor(() => expect(shown).toBeVisible());
  const posted = sent.find((call) => call.method === 'POST');
  expect(posted?.body).toEqual({ name: 'Bo Lind', login: 'bo', org_id: 1, role: 'agent', scope: 'own' });
});

it('says at the field that somebody already has this login', async () => {
  serve({
    'GET /api/users': people,
    'GET /api/orgs': orgs,
    'POST /api/users': refusal('access.login_taken', 409, { field: 'login' }),
  });
  const { user } = await open(<UsersPage />);
  await user.click(await screen.findByRole('button', { name: 'Add person' }));
  const form = await screen.findByRole('dialog');
  await user.type(within(form).getByLabelText('Name'), 'Bo');
  await user.type(within(form).getByLabelText('Login'), 'anna');
  await user.click(within(form).getByRole('button', { name: 'Add person' }));
  expect((await within(form).findAllByText('Somebody already has this login')).length).toBeGreaterThan(0);
});

it('says what went wrong and asks again when told to', async () => {
  let healthy = false;
  serve({
    'GET /api/users': () => (healthy ? people : refusal('server.internal', 500, { title: 'Broken.' })),
    'GET /api/orgs': orgs,
  });
  const { user } = await open(<UsersPage />);
  expect(await screen.findByText('The server failed. It has been logged.')).toBeVisible();
  healthy = true;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Anna Berg')).toBeVisible();
});
