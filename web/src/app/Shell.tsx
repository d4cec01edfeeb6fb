import { MenuOutlined, SearchOutlined } from '@ant-design/icons';
import { Suspense, useCallback, useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import { Skeleton } from '@/ui/Skeleton';
import { Boundary } from './Boundary';
import { Glyph, Nav } from './Nav';
import { Palette } from './Palette';
import { pages } from './registry';
import { useMay, useMe } from './session';
import mark from './huan.svg';
import styles from './Shell.module.css';
import { UserMenu } from './UserMenu';

/** The frame around every page of the console: the loop at the left, search and person at the top. */
export function Shell(): ReactElement {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState(false);
  const [seenPath, setSeenPath] = useState(pathname);
  if (seenPath !== pathname) {
    setSeenPath(pathname);
    setDrawer(false);
  }
  const openPalette = useCallback(() => setPalette(true), []);
  const closePalette = useCallback(() => setPalette(false), []);
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [pathname]);
  useSearchKeys(openPalette);

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {t('app.to_content')}
      </a>
      <Side open={drawer} />
      <button
        type="button"
        className={styles.scrim}
        data-open={drawer}
        aria-label={t('app.close_menu')}
        tabIndex={drawer ? 0 : -1}
        onClick={() => setDrawer(false)}
      />
      <div className={styles.main}>
        <header className={styles.header}>
          <button type="button" className={styles.search} onClick={openPalette} aria-keyshortcuts="Control+K">
            <SearchOutlined aria-hidden />
            <span className={styles.searchText}>{t('app.search')}</span>
            <kbd className={styles.key}>{t('app.search_keys')}</kbd>
          </button>
          <div className={`${styles.spacer} ${styles.wide}`} />
          <UserMenu />
        </header>
        <main id="content" tabIndex={-1} style={{ outline: 'none' }}>
          <Boundary key={pathname}>
            <Suspense fallback={<Skeleton padded rows={6} />}>
              <Outlet />
            </Suspense>
          </Boundary>
        </main>
      </div>
      <Tabs onMenu={() => setDrawer(!drawer)} />
      {palette && <Palette onClose={closePalette} />}
    </div>
  );
}

function Side({ open }: { open: boolean }): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <aside className={styles.side} data-open={open}>
      <Link to="/" className={styles.brand}>
        <img src={mark} alt="" />
        <span>{me.company}</span>
      </Link>
      <nav className={styles.nav} aria-label={t('app.menu')}>
        <Nav />
      </nav>
    </aside>
  );
}

/** What a thumb reaches on a phone. */
function Tabs({ onMenu }: { onMenu: () => void }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const entries = pages
    .filter((page) => page.tab !== undefined && may(page.permission))
    .sort((left, right) => (left.tab ?? 0) - (right.tab ?? 0))
    .slice(0, 3);
  return (
    <nav className={styles.tabs} aria-label={t('app.tabs')}>
      {entries.map((page) => (
        <NavLink key={page.path} to={page.path} end={page.path === '/'} className={styles.tab ?? ''}>
          <Glyph section={page.section} />
          {t(page.titleKey)}
        </NavLink>
      ))}
      <button type="button" className={styles.tab} onClick={onMenu}>
        <span className={styles.glyph}>
          <MenuOutlined aria-hidden />
        </span>
        {t('app.more')}
      </button>
    </nav>
  );
}

/** Ctrl-K or ⌘K anywhere, and "/" where nobody is writing. */
function useSearchKeys(open: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      const writing =
        target !== null && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
      const asked =
        ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') ||
        (event.key === '/' && !writing);
      if (!asked) return;
      event.preventDefault();
      open();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open]);
}
