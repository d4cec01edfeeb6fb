import { lazyPage } from '@/app/page';
import type { PageEntry, SearchSource } from '@/app/page';
import type { CustomerSummary } from './nouns';
import { plateText } from './nouns';

export const pages: PageEntry[] = [
  {
    path: '/customers',
    section: 'customer',
    titleKey: 'customer.title',
    permission: 'customer_read',
    element: lazyPage(() => import('./CustomerListPage'), 'CustomerListPage'),
    menu: { order: 0 },
    tab: 2,
  },
  {
    path: '/identity',
    section: 'customer',
    titleKey: 'customer.review.title',
    permission: 'customer_read',
    element: lazyPage(() => import('./IdentityReviewPage'), 'IdentityReviewPage'),
    menu: { order: 10 },
  },
  {
    path: '/dues',
    section: 'customer',
    titleKey: 'asset.due.title',
    permission: 'customer_read',
    element: lazyPage(() => import('./DuePage'), 'DuePage'),
    menu: { order: 5 },
  },
  {
    path: '/bulk_actions',
    section: 'customer',
    titleKey: 'people.bulk.title',
    permission: 'customer_write',
    element: lazyPage(() => import('./BulkActionsPage'), 'BulkActionsPage'),
    menu: { order: 20 },
  },
  {
    path: '/customers/:customer_id/merge',
    section: 'customer',
    titleKey: 'customer.merge.title',
    permission: 'customer_read',
    element: lazyPage(() => import('./MergePage'), 'MergePage'),
  },
  {
    path: '/customers/:customer_id',
    section: 'customer',
    titleKey: 'customer.title',
    permission: 'customer_read',
    element: lazyPage(() => import('./CustomerPage'), 'CustomerPage'),
  },
];

export const searches: SearchSource[] = [
  {
    titleKey: 'customer.title',
    permission: 'customer_read',
    path: '/api/customers',
    show: (row: never) => {
      const customer = row as CustomerSummary;
      const known = [customer.phone, ...customer.plates.map(plateText), customer.email].filter(Boolean);
      return {
        id: customer.id,
        title: customer.name || customer.phone || `#${String(customer.id)}`,
        line: known.join(' · '),
        to: `/customers/${String(customer.id)}`,
      };
    },
  },
];
