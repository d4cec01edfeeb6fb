import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { open, refusal, serve } from '@/testing/open';
import { peopleOf } from './bulk';
import { BulkDrawer } from './BulkDrawer';

afterEach(() => vi.unstubAllGlobals());

const action = { id: 9, deed: { verb: 'tag', tag: 'VIP' }, state: 'running' };

it('says whom a tag changes before it is given, and starts exactly that', async () => {
  const onStarted = vi.fn();
  const sent = serve({
    'POST /api/bulk_actions/preview': {
      looked_at: 3,
      complete: true,
      changes: 2,
      same: 1,
      skipped: [],
      sample: [{ id: 1, name: 'Anna Berg', phone: '138****0001' }],
    },
    'POST /api/bulk_actions': action,
  });
  const { user } = await open(
    <BulkDrawer
      people={{ customer_ids: [1, 2, 3] }}
      whom="3 customers"
      onStarted={onStarted}
      onClose={vi.fn()}
    />,
  );
  expect(screen.getByText(/Choose what to do/)).toBeVisible();
  await user.type(screen.getByLabelText('Tag'), 'VIP');
  expect(await screen.findByText('2 customers change')).toBeVisible();
  expect(screen.getByText('1 are so already')).toBeVisible();
  expect(screen.getByText('Anna Berg')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Change 2 customers' }));
  await waitFor(() => expect(onStarted).toHaveBeenCalledWith(action));
  expect(sent.at(-1)?.body).toEqual({
    deed: { verb: 'tag', tag: 'VIP' },
    people: { customer_ids: [1, 2, 3] },
  });
});

it('says why it cannot be done', async () => {
  serve({ 'POST /api/bulk_actions/preview': refusal('bulk.nobody', 422) });
  const { user } = await open(
    <BulkDrawer people={{ everybody: true }} whom="All" onStarted={vi.fn()} onClose={vi.fn()} />,
  );
  await user.type(screen.getByLabelText('Tag'), 'x');
  expect(await screen.findByText('Nobody is chosen')).toBeVisible();
  expect(screen.getByRole('button', { name: /Change/ })).toBeDisabled();
});

it('takes the filters of a list as they stand', () => {
  expect(peopleOf({})).toEqual({ everybody: true });
  expect(peopleOf({ search: '', tag: 'VIP', owner_id: '0', segment_id: '7' })).toEqual({
    segment_id: 7,
    filter_tag: 'VIP',
    filter_owner_id: 0,
  });
});
