import { lazyPage } from '@/app/page';
import type { PageEntry } from '@/app/page';

export const pages: PageEntry[] = [
  {
    path: '/sales/workbench',
    section: 'sales',
    titleKey: 'sales.workbench.title',
    permission: 'lead_work',
    element: lazyPage(() => import('./WorkbenchPage'), 'WorkbenchPage'),
    menu: { order: 10 },
    tab: 20,
    firstFor: ['agent'],
  },
  {
    path: '/sales/leads',
    section: 'sales',
    titleKey: 'sales.leads.title',
    permission: 'lead_read',
    element: lazyPage(() => import('./LeadsPage'), 'LeadsPage'),
    menu: { order: 20 },
  },
  {
    path: '/sales/leads/:lead_id',
    section: 'sales',
    titleKey: 'sales.call.title',
    permission: 'lead_read',
    element: lazyPage(() => import('./CallPage'), 'CallPage'),
  },
];
