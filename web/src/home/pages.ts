import { lazyPage } from '@/app/page';
import type { PageEntry } from '@/app/page';

export const pages: PageEntry[] = [
  {
    path: '/',
    section: 'home',
    titleKey: 'home.title',
    permission: 'report_read',
    element: lazyPage(() => import('./HomePage'), 'HomePage'),
    menu: { order: 0 },
    tab: 1,
  },
  {
    path: '/welcome',
    section: 'home',
    titleKey: 'home.welcome.title',
    permission: 'settings_manage',
    element: lazyPage(() => import('./WelcomePage'), 'WelcomePage'),
  },
];
