import { useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import { useMay } from '@/app/session';
import type { Lead } from './nouns';

/** The hopes about one person, latest first; asked only by who may see leads. */
export function useLeads(customerId: number) {
  const may = useMay();
  return useRead<Page<Lead>>(
    '/api/leads',
    { query: { customer_id: customerId, limit: 50 } },
    { enabled: may('lead_read') },
  );
}

/** Something is still to be done about it. */
export function isOpen({ state }: Lead): boolean {
  return state === 'open' || state === 'assigned' || state === 'callback';
}
