import type { TFunction } from 'i18next';
import type { Schema } from '@/api';

export type PointRule = Schema<'PointRule'>;
export type PointLedger = Schema<'PointLedger'>;
export type PointMove = Schema<'PointMove'>;
export type CustomerPoints = Schema<'CustomerPoints'>;
export type PointsMoved = Schema<'PointsMoved'>;

export const pointKinds = ['earn', 'adjust', 'spend', 'exchange', 'expire', 'return', 'forfeit'] as const;

/** What changes whenever somebody's points do. */
export const pointPaths = ['/api/points', '/api/customers', '/api/coupons'];

/** What a movement was for: somebody's words, else the order's number. */
export function moveReason(move: PointMove, t: TFunction): string {
  const order = move.order_number ? t('offer.points.order', { number: move.order_number }) : '';
  return [move.reason, order].filter(Boolean).join(' · ');
}
