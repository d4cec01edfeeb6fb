import { startTransition, useEffect, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

/** Calls when the browser has nothing better to do; Safari has no word for that. */
export function whenIdle(act: () => void, within = 1500): () => void {
  if (typeof window.requestIdleCallback !== 'function') {
    const timer = setTimeout(act, 50);
    return () => clearTimeout(timer);
  }
  const asked = window.requestIdleCallback(act, { timeout: within });
  return () => window.cancelIdleCallback(asked);
}

/** What stands below the first screen: drawn once what is in sight has been. */
export function Soon({ children }: { children: ReactNode }): ReactElement | null {
  const [isDue, setDue] = useState(false);
  useEffect(() => whenIdle(() => startTransition(() => setDue(true))), []);
  return isDue ? <>{children}</> : null;
}
