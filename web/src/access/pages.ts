import { lazyPage } from '@/app/page';
import type { PageEntry } from '@/app/page';

export const pages: PageEntry[] = [
  {
    path: '/settings/orgs',
    section: 'settings',
    titleKey: 'access.orgs.title',
    permission: 'org_manage',
    element: lazyPage(() => import('./OrgsPage'), 'OrgsPage'),
    menu: { order: 10 },
  },
  {
    path: '/settings/users',
    section: 'settings',
    titleKey: 'access.users.title',
    permission: 'user_manage',
    element: lazyPage(() => import('./UsersPage'), 'UsersPage'),
    menu: { order: 20 },
  },
  {
    path: '/settings/keys',
    section: 'settings',
    titleKey: 'access.keys.title',
    permission: 'key_manage',
    element: lazyPage(() => import('./KeysPage'), 'KeysPage'),
    menu: { order: 30 },
  },
  {
    path: '/settings/webhooks',
    section: 'settings',
    titleKey: 'jobs.webhooks.title',
    permission: 'webhook_manage',
    element: lazyPage(() => import('@/jobs/WebhooksPage'), 'WebhooksPage'),
    menu: { order: 40 },
  },
  {
    path: '/settings/webhooks/:webhook_id',
    section: 'settings',
    titleKey: 'jobs.deliveries.title',
    permission: 'webhook_manage',
    element: lazyPage(() => import('@/jobs/DeliveriesPage'), 'DeliveriesPage'),
  },
  {
    path: '/settings/jobs',
    section: 'settings',
    titleKey: 'jobs.title',
    permission: 'job_read',
    element: lazyPage(() => import('@/jobs/JobsPage'), 'JobsPage'),
    menu: { order: 50 },
  },
  {
    path: '/settings/audit',
    section: 'settings',
    titleKey: 'access.audit.title',
    permission: 'audit_read',
    element: lazyPage(() => import('./AuditPage'), 'AuditPage'),
    menu: { order: 60 },
  },
  {
    path: '/settings/organisation',
    section: 'settings',
    titleKey: 'access.settings.title',
    permission: 'settings_manage',
    element: lazyPage(() => import('./SettingsPage'), 'SettingsPage'),
    menu: { order: 5 },
  },
  {
    path: '/me',
    section: 'settings',
    titleKey: 'access.me.title',
    element: lazyPage(() => import('./MyPage'), 'MyPage'),
  },
];
