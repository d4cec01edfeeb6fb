import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Permission } from '@/app/permission';
import { open, serve } from '@/testing/open';
import { Points } from './Points';

const move = {
  id: 9,
  kind: 'return',
  at: '2026-11-20T08:00:00.000Z',
  customer_id: 7,
  customer_name: 'Lin',
  points: -111,
  missing: 157,
  order_number: 'N-1',
  reason: '',
  actor: 'Admin',
};
const points = { customer_id: 7, balance: 80, earned: 480, spent: 280, items: [move] };
const coupon = {
  id: 1,
  name: 'Ten for points',
  face_value: 1000,
  threshold: 3000,
  stock: 10,
  issued: 0,
  points_price: 80,
  claim_from: '2020-01-01T00:00:00.000Z',
  claim_until: '2099-01-01T00:00:00.000Z',
};
const everything: Permission[] = ['offer_read', 'coupon_grant', 'coupon_redeem'];

describe('the points of a person', () => {
  it('says what they have and what a refund could not take back', async () => {
    serve({ 'GET /api/points': points });
    await open(<Points customerId={7} />, { permissions: ['offer_read'] });
    expect(await screen.findByText('80')).toBeVisible();
    expect(screen.getByText(/order N-1/)).toBeVisible();
    expect(screen.getByText('157 more could not be taken back')).toBeVisible();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('takes points away with a reason, and says beforehand what will be left', async () => {
    const sent = serve({
      'GET /api/points': points,
      'POST /api/customers/7/points/adjust': { move: { ...move, points: -30 }, balance: 50 },
    });
    const { user } = await open(<Points customerId={7} />, { permissions: everything });
    await user.click(await screen.findByRole('button', { name: 'Adjust' }));
    const drawer = await screen.findByRole('dialog');
    await user.click(within(drawer).getByText('Fewer'));
    await user.type(within(drawer).getByLabelText('Points'), '30');
    expect(await within(drawer).findByText('80 → 50 points')).toBeVisible();
    await user.type(within(drawer).getByLabelText('Reason'), 'twice');
    await user.click(within(drawer).getByRole('button', { name: 'Adjust' }));
    expect(await screen.findByText('Done: 50 points now')).toBeVisible();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
      points: -30,
      reason: 'twice',
    });
  });

  it('offers the coupons that they have enough points for, and says how many the others lack', async () => {
    const sent = serve({
      'GET /api/points': points,
      'GET /api/coupon_types': {
        items: [{ ...coupon, id: 2, name: 'Hundred', points_price: 2000 }, coupon],
      },
      'POST /api/customers/7/points/exchange': { move, balance: 0 },
    });
    const { user } = await open(<Points customerId={7} />, { permissions: everything });
    await user.click(await screen.findByRole('button', { name: 'Exchange' }));
    await user.click(await screen.findByRole('combobox'));
    const short = await screen.findByText(/1,920 points short/);
    await waitFor(() => expect(short).toBeVisible());
    await user.click(screen.getByText(/80 points · Ten for points/));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Exchange' }));
    expect(await screen.findByText('Done: 0 points now')).toBeVisible();
    expect(sent.find(({ path }) => path === '/api/coupon_types')?.query.get('for_points')).toBe('true');
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ coupon_type_id: 1 });
  });
});
