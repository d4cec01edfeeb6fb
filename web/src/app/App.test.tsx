import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider, useLocation } from 'react-router';
import { afterEach, expect, it, vi } from 'vitest';
import { speak, startWords } from '@/i18n';
import { refusal, serve, someone } from '@/testing/open';
import { App } from './App';
import type { Permission } from './permission';

afterEach(() => vi.unstubAllGlobals());

function Where() {
  const { pathname, search } = useLocation();
  return <output>{pathname + search}</output>;
}

async function visit(at: string) {
  await startWords('en');
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const element = (
    <>
      <App />
      <Where />
    </>
  );
  const router = createMemoryRouter([{ path: '*', element }], { initialEntries: [at] });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

const home = {
  since: '2026-11-21T04:00:00.000Z',
  items: [],
  steps: [{ step: 'insight', figure: 23570, unit: 'people', before: 22000, change: 0.042 }],
  month: { campaigns: 2, amount: 1240000, low: 310000, high: 2170000 },
  needs: [],
  suggestions: [],
  feed: [],
};
const me = (permissions: Permission[], role = 'admin') => ({ ...someone, permissions, roles: [role] });

it('a visitor signs in first and then comes back to the page they opened', async () => {
  let known = false;
  serve({
    'GET /api/me': () => (known ? me(['key_manage']) : refusal('access.not_signed_in', 401)),
    'GET /api/setup': { needed: false },
    'POST /api/session': () => {
      known = true;
      return me(['key_manage']);
    },
    'GET /api/keys': { items: [] },
  });
  const user = await visit('/settings/keys?active=true');
  await user.type(await screen.findByLabelText('Login'), 'lin');
  await user.type(screen.getByLabelText('Password'), 'a long password');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByRole('heading', { name: /Keys/ })).toBeVisible();
  expect(screen.getByText('/settings/keys?active=true')).toBeVisible();
});

it('the menu holds only what one may open, and the ring says what the loop earned', async () => {
  serve({ 'GET /api/me': me(['report_read', 'user_manage']), 'GET /api/home': home });
  await visit('/');
  expect(await screen.findByText('+¥12,400')).toBeVisible();
  expect(screen.getByText(/95% interval ¥3,100 to ¥21,700/)).toBeVisible();
  const menu = screen.getByRole('navigation', { name: 'Navigation' });
  expect(within(menu).getByRole('link', { name: 'Users and roles' })).toBeVisible();
  expect(within(menu).queryByRole('link', { name: 'Keys' })).toBeNull();
});

it('a page that one may not open says so', async () => {
  serve({ 'GET /api/me': me(['report_read']) });
  await visit('/settings/keys');
  expect(await screen.findByRole('heading', { name: 'This page is not open to you' })).toBeVisible();
});

it('Ctrl-K goes to a page by a few letters', async () => {
  serve({
    'GET /api/me': me(['report_read', 'audit_read']),
    'GET /api/home': home,
    'GET /api/audit': { items: [] },
  });
  const user = await visit('/');
  await screen.findByText('+¥12,400');
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox'), 'aud{Enter}');
  await waitFor(() => expect(screen.getByText('/settings/audit')).toBeVisible());
});

it('the language changes at once', async () => {
  serve({ 'GET /api/me': me(['report_read']), 'GET /api/home': home });
  const user = await visit('/');
  await screen.findByText('+¥12,400');
  await user.click(screen.getByRole('button', { name: /Menu of Lin Yue/ }));
  await user.click(screen.getByRole('menuitemradio', { name: '中文' }));
  expect(await screen.findByText('营销闭环')).toBeVisible();
  await speak('en', false);
});
