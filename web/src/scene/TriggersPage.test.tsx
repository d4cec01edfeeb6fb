import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { open, serve } from '@/testing/open';
import { TriggersPage } from './TriggersPage';

const rule = {
  all: [
    { orders: { where: [], measure: 'count', compare: 'eq', value: 1 } },
    { none: [{ tag: { tag: 'staff' } }] },
  ],
};
const trigger = {
  id: 3,
  name: 'Welcome',
  event: 'order.completed',
  rule,
  campaign_id: 7,
  per_person: 1,
  enabled: true,
  granted: 5,
  skipped: 1,
  created_at: '2026-11-01T00:00:00.000Z',
  version: 2,
};

it('says its condition in words and sends the whole of it back', async () => {
  const sent = serve({
    'GET /api/triggers': { items: [trigger], next_cursor: '', total: 1 },
    'GET /api/campaigns': { items: [{ id: 7, name: 'Thanks', strategy: 'trigger', status: 'live' }] },
    'GET /api/segments': { items: [] },
    'GET /api/rule_vocabulary': {
      attributes: [],
      tags: ['staff'],
      events: [],
      properties: [],
      order_properties: [],
      consents: [],
      segments: [],
    },
    'POST /api/segments/preview': { size: 12, people: 60, parts: [], sample: [], overlaps: [] },
    'PUT /api/triggers/3': { ...trigger, version: 3 },
  });
  const { user } = await open(<TriggersPage />, {
    permissions: ['campaign_read', 'campaign_manage', 'segment_read'],
  });
  expect(await screen.findByText(/number of orders exactly 1.*tag staff/i)).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Welcome' }));
  expect(await screen.findByText('12 people now')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(sent.find((call) => call.method === 'PUT')?.body).toMatchObject({
      event: 'order.completed',
      rule,
      seen_version: 2,
    }),
  );
});
