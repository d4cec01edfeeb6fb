import { screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { open, refusal, serve } from '@/testing/open';
import { safeReturn, SignInPage } from './SignInPage';

afterEach(() => vi.unstubAllGlobals());

async function tryToSignIn(answer: Response) {
  serve({ 'GET /api/setup': { needed: false }, 'POST /api/session': answer });
  const { user } = await open(<SignInPage />);
  await user.type(await screen.findByLabelText('Login'), 'lin');
  await user.type(screen.getByLabelText('Password'), 'a wrong password');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
}

it('says that login or password is wrong', async () => {
  await tryToSignIn(refusal('access.bad_credentials', 401));
  expect(await screen.findByText('Login or password is wrong')).toBeVisible();
});

it('says how long one is locked out', async () => {
  const body = JSON.stringify({ code: 'access.locked', status: 429 });
  await tryToSignIn(new Response(body, { status: 429, headers: { 'Retry-After': '754' } }));
  expect(await screen.findByText('Too many tries, locked for now')).toBeVisible();
  expect(screen.getByText(/try again in 12:3\d/)).toBeVisible();
});

it('tells a visitor of a new server to open the link it printed', async () => {
  serve({ 'GET /api/setup': { needed: true } });
  await open(<SignInPage />);
  expect(await screen.findByText(/not set up yet/)).toBeVisible();
});

it.each([
  ['/settings/keys?active=true', '/settings/keys?active=true'],
  [null, '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
])('goes back to %s only within the console', (asked, expected) => expect(safeReturn(asked)).toBe(expected));
