import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useEffect } from 'react';
import type { ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { base } from '@/api/base';
import { newCache } from '@/api/cache';
import { readAhead, useRead } from '@/api/hooks';
import { Failure } from '@/app/Failure';
import { MeProvider } from '@/app/session';
import type { Me } from '@/app/session';
import { hasChosenLanguage, isLanguage, preferredLanguage, speak, startWords } from '@/i18n';
import { firstMode } from '@/theme/mode';
import { paint } from '@/theme/theme';
import { Skeleton } from '@/ui/Skeleton';
import '@/ui/base.css';
import { FieldPage } from './FieldPage';

/**
 * The technician's page by itself: a phone in a garage loads a third of what the console is, without its
 * menu, its router and its component library. The console shows the same page where one comes from inside.
 */
function Field(): ReactElement | null {
  const me = useRead<Me>('/api/me', {}, { staleTime: 5 * 60_000 });
  const own = me.data?.language;
  useEffect(() => {
    if (isLanguage(own) && !hasChosenLanguage()) void speak(own, false);
  }, [own]);
  const brand = me.data?.brand_color;
  useEffect(() => paint(firstMode(), brand), [brand]);
  const to =
    me.error?.status === 401
      ? '/signin?return=%2Ffield'
      : me.data && !me.data.permissions.includes('finding_write')
        ? '/'
        : null;
  useEffect(() => {
    if (to !== null) window.location.replace(base + to);
  }, [to]);
  if (to !== null) return null;
  if (me.data === undefined)
    return me.isError ? <Failure error={me.error} onRetry={me.refetch} /> : <Skeleton padded rows={6} />;
  return (
    <MeProvider me={me.data}>
      <FieldPage />
    </MeProvider>
  );
}

const cache = newCache();
const root = document.getElementById('root');
paint(firstMode());
readAhead(cache, '/api/me');
void startWords(preferredLanguage()).then(() => {
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={cache}>
        <Field />
      </QueryClientProvider>
    </StrictMode>,
  );
});
