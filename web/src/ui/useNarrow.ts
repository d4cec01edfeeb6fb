import { useCallback, useSyncExternalStore } from 'react';

/** Whether the window is no wider than this; by default, whether the console is arranged for a phone. */
export function useNarrow(width = 767): boolean {
  const query = `(max-width: ${String(width)}px)`;
  const subscribe = useCallback(
    (changed: () => void) => {
      const media = window.matchMedia?.(query);
      media?.addEventListener('change', changed);
      return () => media?.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia?.(query).matches ?? false);
}
