import { useSyncExternalStore } from 'react';

/** Below this the console is arranged for a phone. */
export const narrowQuery = '(max-width: 767px)';

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia?.(narrowQuery);
  query?.addEventListener('change', changed);
  return () => query?.removeEventListener('change', changed);
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia?.(narrowQuery).matches ?? false);
}
