import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { api, newKey } from '@/api/client';
import { refresh } from '@/api/hooks';
import { asProblem } from '@/api/problem';
import type { Waiting } from './outbox';
import { dropFinding, keepFinding, waitingFindings } from './outbox';

function watch(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

export function useOnline(): boolean {
  return useSyncExternalStore(watch, () => navigator.onLine);
}

/** Sends one finding, its photo first. The key makes sending it again harmless. */
async function send({ id, type, plate, found_at, photo }: Waiting): Promise<void> {
  const picture = photo
    ? await api.post<{ id: number }>('/api/photos', photo, { idempotencyKey: `${id}-photo` })
    : null;
  const body = { type, plate, found_at, ...(picture ? { photo_id: picture.id } : {}) };
  await api.post<unknown>('/api/findings', body, { idempotencyKey: id });
}

export type Told = 'sent' | 'kept';

/** Tells findings; without a network they wait on the phone and go out by themselves later. */
export function useFieldWork() {
  const client = useQueryClient();
  const online = useOnline();
  const [waiting, setWaiting] = useState(0);
  const sending = useRef(false);

  const flush = useCallback(async () => {
    if (sending.current) return;
    sending.current = true;
    try {
      for (const finding of await waitingFindings()) {
        try {
          await send(finding);
          await dropFinding(finding.id);
        } catch (error) {
          const problem = asProblem(error);
          if (problem.isUncertain || problem.status === 401 || problem.status === 429) break;
          // Refused for good: it would be refused again tomorrow.
          await dropFinding(finding.id);
        }
      }
      setWaiting((await waitingFindings()).length);
      await refresh(client, '/api/commissions', '/api/findings');
    } catch {
      // A browser without storage (private mode) has nothing waiting.
    } finally {
      sending.current = false;
    }
  }, [client]);

  useEffect(() => {
    if (online) void flush();
  }, [online, flush]);

  const tell = useCallback(
    async (type: string, plate: string, photo: Blob | null): Promise<Told> => {
      const finding: Waiting = { id: newKey(), type, plate, photo, found_at: new Date().toISOString() };
      try {
        if (!navigator.onLine) throw asProblem(new TypeError('offline'));
        await send(finding);
        await refresh(client, '/api/commissions', '/api/findings');
        return 'sent';
      } catch (error) {
        if (navigator.onLine && !asProblem(error).isUncertain) throw error;
        await keepFinding(finding);
        setWaiting((await waitingFindings()).length);
        return 'kept';
      }
    },
    [client],
  );
  return { online, waiting, tell };
}
