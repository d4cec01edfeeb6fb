import { useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import type { CustomerPoints } from '@/offer/points';
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

/** What one person has in points, and what moved last. */
export function usePoints(customerId: number, enabled = true) {
  return useRead<CustomerPoints>(
    '/api/points',
    { query: { customer_id: customerId, limit: 4 } },
    { enabled },
  );
}
