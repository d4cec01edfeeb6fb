import { useCommand, useRead } from '@/api/hooks';
import type { View } from './ListBar';

interface Stored {
  id: number;
  label: string;
  query: Record<string, string>;
  shared: boolean;
  mine: boolean;
  owner_name: string;
}

export interface SavedView extends View {
  id: number;
  shared: boolean;
  mine: boolean;
  ownerName: string;
}

const place = '/api/saved_views';

/** Views that people saved of a list: one's own, and those that colleagues share. */
export function useSavedViews(list: string): {
  saved: SavedView[];
  save: (label: string, query: Record<string, string>, shared: boolean) => void;
  forget: (id: number) => void;
} {
  const found = useRead<{ items: Stored[] }>(place, { query: { list } }, { staleTime: 60_000 });
  const save = useCommand<unknown, Stored>('post', place, { refreshes: [place] });
  const forget = useCommand<undefined>('delete', `${place}/{view_id}`, { refreshes: [place] });
  return {
    saved: (found.data?.items ?? []).map((view) => ({
      key: `own.${String(view.id)}`,
      id: view.id,
      label: view.label,
      query: view.query,
      shared: view.shared,
      mine: view.mine,
      ownerName: view.owner_name,
    })),
    save: (label, query, shared) => {
      save.mutate({ body: { list, label, query, shared } });
    },
    forget: (view_id) => {
      forget.mutate({ params: { view_id } });
    },
  };
}
