import { lazyPage } from '@/app/page';
import type { PageEntry } from '@/app/page';

export const pages: PageEntry[] = [
  {
    path: '/capture/sources',
    section: 'capture',
    titleKey: 'capture.sources.title',
    permission: 'source_manage',
    element: lazyPage(() => import('./SourceListPage'), 'SourceListPage'),
    menu: { order: 10 },
  },
  {
    path: '/capture/sources/:source_id',
    section: 'capture',
    titleKey: 'capture.sources.title',
    permission: 'source_manage',
    element: lazyPage(() => import('./SourcePage'), 'SourcePage'),
  },
  {
    path: '/field',
    section: 'capture',
    titleKey: 'capture.field_work.title',
    permission: 'finding_write',
    element: lazyPage(() => import('./FieldPage'), 'FieldPage'),
    menu: { order: 30 },
    bare: true,
    firstFor: ['technician'],
  },
  {
    path: '/capture/contact_points',
    section: 'capture',
    titleKey: 'capture.contacts.title',
    permission: 'customer_read',
    element: lazyPage(() => import('./ContactPointsPage'), 'ContactPointsPage'),
    menu: { order: 35 },
  },
  {
    path: '/capture/imports',
    section: 'capture',
    titleKey: 'capture.imports.title',
    permission: 'import_run',
    element: lazyPage(() => import('./ImportListPage'), 'ImportListPage'),
    menu: { order: 40 },
  },
  {
    path: '/capture/events',
    section: 'capture',
    titleKey: 'capture.events.title',
    permission: 'source_manage',
    element: lazyPage(() => import('./EventsPage'), 'EventsPage'),
    menu: { order: 50 },
  },
  {
    path: '/capture/imports/:import_id',
    section: 'capture',
    titleKey: 'capture.imports.title',
    permission: 'import_run',
    element: lazyPage(() => import('./ImportPage'), 'ImportPage'),
  },
];
