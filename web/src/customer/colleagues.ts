import { useRead } from '@/api/hooks';
import type { Page } from '@/api/types';

export interface Colleague {
  id: number;
  name: string;
  role: string;
  active: boolean;
}

/** People of ours whom the signed-in person may give work to. */
export function useColleagues(enabled = true): { colleagues: Colleague[]; isPending: boolean } {
  const users = useRead<Page<Colleague>>(
    '/api/users',
    { query: { limit: 200, active: true } },
    { enabled, staleTime: 300_000 },
  );
  return { colleagues: users.data?.items ?? [], isPending: enabled && users.isPending };
}
