import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Suspense, useEffect } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, Outlet, Route, Routes, useLocation } from 'react-router';
import { onSignedOut } from '@/api/client';
import { useRead } from '@/api/hooks';
import { hasChosenLanguage, isLanguage, speak } from '@/i18n';
import { ThemeProvider } from '@/theme/ThemeProvider';
import { Skeleton } from '@/ui/Skeleton';
import states from '@/ui/states.module.css';
import { Boundary } from './Boundary';
import { Failure } from './Failure';
import { outside } from './outside';
import { sections } from './page';
import type { PageEntry } from './page';
import { pages } from './registry';
import { MeProvider, useMay, useMe } from './session';
import type { Me } from './session';
import { Shell } from './Shell';

/** Every page, behind the session where it needs one. */
export function App(): ReactElement {
  return (
    <Routes>
      <Route element={<Outside />}>
        {Object.entries(outside).map(([path, Element]) => (
          <Route key={path} path={path} element={<Element />} />
        ))}
      </Route>
      <Route element={<SignedIn />}>
        {pages
          .filter((page) => page.bare)
          .map((page) => (
            <Route key={page.path} path={page.path} element={<Guarded page={page} />} />
          ))}
        <Route element={<Shell />}>
          {pages
            .filter((page) => !page.bare)
            .map((page) => (
              <Route key={page.path} path={page.path} element={<Guarded page={page} />} />
            ))}
          <Route path="*" element={<NotFound />} />
        </Route>
      </Route>
    </Routes>
  );
}

function Outside(): ReactElement {
  return (
    <ThemeProvider>
      <Boundary>
        <Suspense fallback={<Skeleton padded />}>
          <Outlet />
        </Suspense>
      </Boundary>
    </ThemeProvider>
  );
}

/** Asks who is here; a person without a session signs in first and comes back to where they were. */
function SignedIn(): ReactElement {
  const me = useRead<Me>('/api/me', {}, { staleTime: 5 * 60_000 });
  const client = useQueryClient();
  const { pathname, search } = useLocation();
  useEffect(() => onSignedOut(() => void client.invalidateQueries({ queryKey: ['/api/me'] })), [client]);
  useEffect(() => {
    const own = me.data?.language;
    if (isLanguage(own) && !hasChosenLanguage()) void speak(own, false);
  }, [me.data?.language]);

  if (me.error?.status === 401) {
    const back = pathname === '/' ? '' : `?return=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/signin${back}`} replace />;
  }
  if (me.data === undefined) {
    return me.isError ? <Failure error={me.error} onRetry={me.refetch} /> : <Skeleton padded rows={6} />;
  }
  return (
    <MeProvider me={me.data}>
      <ThemeProvider brand={me.data.brand_color ?? null}>
        <Outlet />
      </ThemeProvider>
    </MeProvider>
  );
}

/** A page for those who may open it; others are told so rather than shown an empty one. */
function Guarded({ page }: { page: PageEntry }): ReactElement {
  const may = useMay();
  const { t } = useTranslation();
  const first = useFirstPage();
  if (page.path === '/' && first !== '/') return <Navigate to={first} replace />;
  if (!may(page.permission)) {
    return (
      <div className={`${states.state} ${states.page}`}>
        <h1>{t('app.forbidden')}</h1>
        <p className={states.quiet}>{t('app.forbidden_hint')}</p>
        <div className={states.actions}>
          <Button onClick={() => window.history.back()}>{t('ui.back')}</Button>
        </div>
      </div>
    );
  }
  const Element = page.element;
  return page.bare ? (
    <Suspense fallback={<Skeleton padded rows={6} />}>
      <Element />
    </Suspense>
  ) : (
    <Element />
  );
}

/** An agent begins at the workbench, a technician at the findings; everybody else at the ring. */
function useFirstPage(): string {
  const me = useMe();
  const may = useMay();
  if (may('report_read')) return '/';
  const open = pages.filter((page) => page.path !== '/' && may(page.permission));
  const own = open.find((page) => page.firstFor?.some((role) => me.roles.includes(role)));
  const inMenu = sections.flatMap((section) => open.filter((page) => page.section === section && page.menu));
  return (own ?? inMenu[0])?.path ?? '/me';
}

function NotFound(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={`${states.state} ${states.page}`}>
      <h1>{t('app.not_found')}</h1>
      <p className={states.quiet}>{t('app.not_found_hint')}</p>
      <div className={states.actions}>
        <Button onClick={() => window.history.back()}>{t('ui.back')}</Button>
        <Link to="/">
          <Button type="primary">{t('app.to_home')}</Button>
        </Link>
      </div>
    </div>
  );
}
