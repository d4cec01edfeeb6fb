import { useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import type { Coupon } from './nouns';

/** The coupons of one person, as the card and the portrait share them. */
export function useCoupons(customerId: number, enabled = true) {
  return useRead<Page<Coupon>>(
    '/api/coupons',
    { query: { customer_id: customerId, limit: 50 } },
    { enabled },
  );
}

export function isHeld(coupon: Coupon): boolean {
  return coupon.state === 'claimed' || coupon.state === 'locked';
}
