import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { open, serve } from '@/testing/open';
import type { OpenOptions } from '@/testing/open';
import type { Asset, StoredDocument } from './assetNouns';
import { Assets } from './Assets';
import { Documents } from './Documents';
import { plateText } from './nouns';

afterEach(() => vi.unstubAllGlobals());

const at = '2026-11-03T08:00:00.000Z';
const plain = { number: '', party: '', dues: [], fields: {}, note: '', changed_at: at, version: 1 };
const car: Asset = {
  ...plain,
  id: 5,
  kind: 'vehicle',
  role: 'owner',
  name: 'Model 3',
  plate: '沪AD12345',
  plate_class: 'new_energy',
  electric: true,
  mileage: 42_000,
  dues: [
    { kind: 'inspection', due_on: '2026-10-31', days_left: -3 },
    { kind: 'policy', due_on: '2026-11-30', days_left: 27 },
  ],
  version: 0,
};
const lessons: Asset = {
  ...plain,
  id: 6,
  kind: 'contract',
  role: 'owner',
  name: 'Piano, 48 lessons',
  user: { customer_id: 8, name: 'Child' },
  dues: [{ kind: 'contract', due_on: '2026-12-24', days_left: 51 }],
};
const over: Asset = {
  ...plain,
  id: 9,
  kind: 'other',
  role: 'owner',
  name: 'Old card',
  ended_at: at,
  ending: 'done',
};
const may: OpenOptions = { permissions: ['customer_read', 'customer_write', 'customer_reveal'] };

it('shows what is due, who uses it, and hides what has ended until asked', async () => {
  serve({ 'GET /api/customers/7/assets': [car, lessons, over] });
  const { user } = await open(<Assets customerId={7} />, may);
  expect(await screen.findByText('3 days over')).toBeVisible();
  expect(screen.getByText('in 27 days')).toBeVisible();
  expect(screen.getByText('沪A·D12345')).toHaveAttribute('title', 'Electric');
  expect(screen.getByRole('link', { name: 'Child' })).toHaveAttribute('href', '/customers/8');
  expect(screen.queryByText('Old card')).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: '1 ended' }));
  expect(await screen.findByText('Old card')).toBeVisible();
});

it('takes a car off a person once that is confirmed', async () => {
  const sent = serve({
    'GET /api/customers/7/assets': [car],
    'DELETE /api/customers/7/vehicles/5': {},
  });
  const { user } = await open(<Assets customerId={7} />, may);
  await user.click(await screen.findByRole('button', { name: 'More: 沪A·D12345' }));
  await user.click(await screen.findByRole('menuitem', { name: 'No longer theirs' }));
  const [title] = await screen.findAllByText('Take 沪A·D12345 off this person?');
  const dialog = title?.closest<HTMLElement>('[role=dialog]') ?? document.body;
  expect(sent.some((call) => call.method === 'DELETE')).toBe(false);
  await user.click(within(dialog).getByRole('button', { name: 'No longer theirs' }));
  await waitFor(() => expect(sent.some((call) => call.method === 'DELETE')).toBe(true));
});

const pdf: StoredDocument = {
  id: 31,
  customer_id: 7,
  asset_name: '沪AD12345',
  kind: 'policy',
  name: 'policy.pdf',
  note: '',
  content_type: 'application/pdf',
  size: 184_000,
  shows: true,
  added_by: 'Li Lei',
  added_at: at,
};

it('sends a file with its name, and opens one only for who may see what is masked', async () => {
  const answers = {
    'GET /api/customers/7/assets': [car],
    'GET /api/customers/7/documents': { items: [pdf] },
    'POST /api/customers/7/documents': pdf,
  };
  const sent = serve(answers);
  const { user, unmount } = await open(<Documents customerId={7} />, may);
  const link = await screen.findByRole('link', { name: 'policy.pdf' });
  expect(link).toHaveAttribute('href', expect.stringContaining('/api/documents/31/content?inline=1'));
  await user.upload(
    document.querySelector<HTMLInputElement>('input[type=file]') ?? document.createElement('input'),
    new File(['%PDF-1.7'], 'contract.pdf'),
  );
  await waitFor(() => expect(sent.some((call) => call.method === 'POST')).toBe(true));
  unmount();

  serve(answers);
  await open(<Documents customerId={7} />, { permissions: ['customer_read'] });
  expect(await screen.findByText('policy.pdf')).toBeVisible();
  expect(screen.queryByRole('link', { name: 'policy.pdf' })).not.toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /Remove/ })).not.toBeInTheDocument();
});

it('writes plates as they stand on the car', () => {
  expect(plateText('沪A8K321')).toBe('沪A·8K321');
  expect(plateText('沪AD12345')).toBe('沪A·D12345');
  expect(plateText('粤Z1234港')).toBe('粤Z·1234港');
  expect(plateText('使014578')).toBe('使014578');
  expect(plateText('AB1234')).toBe('AB1234');
});
