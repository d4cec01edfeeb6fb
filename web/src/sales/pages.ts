import { lazyPage } from '@/app/page';
import type { PageEntry, SearchSource } from '@/app/page';
import { plateText } from '@/customer/nouns';
import type { Lead } from './nouns';

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

export const searches: SearchSource[] = [
  {
    titleKey: 'sales.leads.title',
    permission: 'lead_read',
    path: '/api/leads',
    show: (row: never, t) => {
      const lead = row as Lead;
      const kind = t(`sales.kind.${lead.kind}`, { defaultValue: lead.kind });
      const known = [t(`sales.is.${lead.state}`), lead.owner_name, lead.note].filter(Boolean);
      const who = lead.customer_name || plateText(lead.plate) || lead.phone || '';
      return {
        id: lead.id,
        title: [who, kind].filter(Boolean).join(' · '),
        line: known.join(' · '),
        to: `/sales/leads/${String(lead.id)}`,
      };
    },
  },
];
