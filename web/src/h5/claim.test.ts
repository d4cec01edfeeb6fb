import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { patience } from '@/api/client';
import { refusal, serve } from '@/testing/open';
import { start } from './claim';
import type { ClaimPage } from './claim';

const page: ClaimPage = {
  state: 'open',
  campaign: 'Come back for a clean car',
  text: 'It has been 90 days.',
  coupon_name: '20 off',
  face_value: 2000,
  threshold: 5000,
  ends_at: '2026-11-30T00:00:00.000Z',
  person: '138****1234',
  asks_phone: false,
  company: 'Night Wash',
  currency: 'CNY',
  currency_digits: 2,
  time_zone: 'Asia/Shanghai',
  language: 'en',
};
const coupon = {
  code: 'K7QX93MD',
  state: 'claimed',
  usable_from: '2026-11-22T00:00:00.000Z',
  usable_until: '2026-11-29T00:00:00.000Z',
};

let root: HTMLElement;
beforeEach(() => {
  patience.waits = [];
  root = document.createElement('main');
  document.body.replaceChildren(root);
});
afterEach(() => vi.unstubAllGlobals());

it('a person with a link claims with one button and gets a code to show', async () => {
  const sent = serve({
    'GET /api/h5/claim': page,
    'POST /api/h5/claim': { ...page, state: 'claimed', coupon },
  });
  await start(root, '?token=abc');
  expect(screen.getByText('¥20')).toBeVisible();
  expect(screen.getByText('On orders from ¥50')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Claim it now' }));
  expect(await screen.findByText('It is yours')).toBeVisible();
  expect(screen.getByText('K7QX93MD')).toBeVisible();
  expect(sent[1]?.body).toEqual({ token: 'abc' });
});

it('a visitor of a placement says a phone number; a wrong one is not sent', async () => {
  const sent = serve({
    'GET /api/h5/claim': { ...page, person: '', asks_phone: true },
    'POST /api/h5/claim': { ...page, state: 'claimed', coupon },
  });
  await start(root, '?code=P1');
  await userEvent.click(screen.getByRole('button', { name: 'Claim it now' }));
  expect(screen.getByRole('alert')).toHaveTextContent('Enter a valid phone number');
  expect(sent).toHaveLength(1);
  await userEvent.type(screen.getByLabelText('Phone number'), '138 1234 1234');
  await userEvent.click(screen.getByRole('button', { name: 'Claim it now' }));
  expect(await screen.findByText('It is yours')).toBeVisible();
  expect(sent[1]?.body).toEqual({ code: 'P1', phone: '138 1234 1234' });
});

it('pressing again after a lost answer asks for the same claim', async () => {
  let lost = true;
  const sent = serve({
    'GET /api/h5/claim': page,
    'POST /api/h5/claim': () => {
      if (lost) throw new TypeError('Failed to fetch');
      return { ...page, state: 'claimed', coupon };
    },
  });
  await start(root, '?token=abc');
  await userEvent.click(screen.getByRole('button', { name: 'Claim it now' }));
  const again = await screen.findByRole('button', { name: 'Try again' });
  lost = false;
  await userEvent.click(again);
  expect(await screen.findByText('It is yours')).toBeVisible();
  expect(sent[2]?.headers.get('Idempotency-Key')).toBe(sent[1]?.headers.get('Idempotency-Key'));
});

it.each([
  ['sold_out', 'All of them have been claimed'],
  ['over', 'This offer has ended'],
  ['not_offered', 'This offer does not apply to this account'],
] as const)('says why nothing can be claimed: %s', async (state, words) => {
  serve({ 'GET /api/h5/claim': { ...page, state } });
  await start(root, '?token=abc');
  expect(screen.getByText(words)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Claim it now' })).toBeNull();
});

it('names of campaign and coupon are shown as text, whatever they hold', async () => {
  serve({ 'GET /api/h5/claim': { ...page, campaign: '<img src=x onerror=alert(1)>' } });
  await start(root, '?token=abc');
  expect(screen.getByRole('heading')).toHaveTextContent('<img src=x onerror=alert(1)>');
  expect(root.querySelector('img')).toBeNull();
});

it('says that a link has expired', async () => {
  serve({ 'GET /api/h5/claim': refusal('scene.bad_link', 404) });
  await start(root, '?token=old');
  expect(screen.getByText('This link has expired or is incomplete')).toBeVisible();
});
