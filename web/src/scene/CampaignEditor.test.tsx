import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { open, serve } from '@/testing/open';
import { CampaignPage } from './CampaignPage';

const campaign = {
  id: 7,
  name: 'Regulars',
  goal: 'repurchase',
  metric: 'sales_amount',
  strategy: 'send',
  message_title: '',
  message_body: '',
  per_person: 1,
  budget: 0,
  holdout_percent: 10,
  status: 'draft',
  version: 3,
};
const preview = {
  segment_size: 100,
  audience_size: 90,
  holdout_size: 10,
  skips: [{ reason: 'no_consent', people: 4 }],
  clashes: [{ campaign_id: 9, name: 'Winter', overlap: 12 }],
  problems: [],
  cost_low: 0,
  cost_high: 0,
  cost_most: 0,
  earlier_campaigns: 0,
  message_title: 'Hello',
  message_body: 'World',
};

it('keeps what is typed and launches what it showed', async () => {
  const sent = serve({
    'GET /api/campaigns/7': { campaign, progress: {}, placements: [] },
    'POST /api/campaigns/7/preview': preview,
    'PUT /api/campaigns/7': { ...campaign, name: 'Regulars!', version: 4 },
    'POST /api/campaigns/7/launch': { ...campaign, status: 'live' },
    'GET /api/segments': { items: [] },
    'GET /api/coupon_types': { items: [] },
  });
  const { user } = await open(<CampaignPage />, {
    at: '/scene/campaigns/7',
    path: '/scene/campaigns/:campaign_id',
    permissions: ['campaign_read', 'campaign_manage'],
  });
  expect(await screen.findByText('No consent to marketing')).toBeInTheDocument();
  expect(screen.getByText('12 in both')).toBeInTheDocument();
  await user.type(screen.getByLabelText('Name'), '!');
  await waitFor(
    () =>
      expect(sent.find((call) => call.method === 'PUT')?.body).toMatchObject({
        name: 'Regulars!',
        seen_version: 3,
      }),
    { timeout: 3000 },
  );
  const launch = screen.getByRole('button', { name: 'Launch campaign' });
  await waitFor(() => expect(launch).toBeEnabled());
  await user.click(launch);
  await user.click(await screen.findByRole('button', { name: 'Launch despite overlap' }));
  await waitFor(() =>
    expect(sent.find((call) => call.path.endsWith('/launch'))?.body).toEqual({
      seen_version: 4,
      despite_clashes: true,
    }),
  );
});
