import { lazyPage } from '@/app/page';
import type { PageEntry } from '@/app/page';

export const pages: PageEntry[] = [
  {
    path: '/offer/products',
    section: 'offer',
    titleKey: 'offer.products.title',
    permission: 'offer_read',
    element: lazyPage(() => import('./ProductsPage'), 'ProductsPage'),
    menu: { order: 10 },
  },
  {
    path: '/offer/coupon_types',
    section: 'offer',
    titleKey: 'offer.coupon_types.title',
    permission: 'offer_read',
    element: lazyPage(() => import('./CouponTypesPage'), 'CouponTypesPage'),
    menu: { order: 20 },
  },
  {
    path: '/offer/points',
    section: 'offer',
    titleKey: 'offer.points.title',
    permission: 'ledger_read',
    element: lazyPage(() => import('./PointsPage'), 'PointsPage'),
    menu: { order: 25 },
  },
  {
    path: '/till',
    section: 'offer',
    titleKey: 'offer.till.title',
    permission: 'coupon_redeem',
    element: lazyPage(() => import('./TillPage'), 'TillPage'),
    menu: { order: 30 },
    bare: true,
  },
];
