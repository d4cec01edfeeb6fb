import { lazyPage } from '@/app/page';
import type { PageEntry } from '@/app/page';

export const pages: PageEntry[] = [
  {
    path: '/effect/campaigns',
    section: 'effect',
    titleKey: 'effect.reports.title',
    permission: 'report_read',
    element: lazyPage(() => import('./ReportsPage'), 'ReportsPage'),
    menu: { order: 10 },
  },
  {
    path: '/effect/campaigns/:campaign_id',
    section: 'effect',
    titleKey: 'effect.reports.one',
    permission: 'report_read',
    element: lazyPage(() => import('./ReportPage'), 'ReportPage'),
  },
];
