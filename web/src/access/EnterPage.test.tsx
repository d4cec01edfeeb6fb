import { screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { open, refusal, serve } from '@/testing/open';
import { EnterPage } from './EnterPage';

afterEach(() => vi.unstubAllGlobals());

it('signs in with the link, asking once', async () => {
  const sent = serve({ 'POST /api/session/link': { login: 'agent1' } });
  await open(<EnterPage />, { path: '/enter', at: '/enter?token=abc' });
  await vi.waitFor(() => expect(sent.map((call) => call.body)).toEqual([{ token: 'abc' }]));
});

it('says that a link was used already and leads to the password', async () => {
  serve({ 'POST /api/session/link': refusal('access.bad_link', 403) });
  await open(<EnterPage />);
  expect(await screen.findByText('This link cannot be used')).toBeVisible();
  expect(screen.getByRole('alert')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Sign in' })).toBeVisible();
});
