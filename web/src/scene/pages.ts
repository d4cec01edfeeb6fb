import { lazyPage } from '@/app/page';
import type { PageEntry, SearchSource } from '@/app/page';
import type { Campaign } from './nouns';

export const pages: PageEntry[] = [
  {
    path: '/scene/campaigns',
    section: 'scene',
    titleKey: 'scene.campaigns.title',
    permission: 'campaign_read',
    element: lazyPage(() => import('./CampaignsPage'), 'CampaignsPage'),
    menu: { order: 10 },
  },
  {
    path: '/scene/campaigns/:campaign_id',
    section: 'scene',
    titleKey: 'scene.campaigns.one',
    permission: 'campaign_read',
    element: lazyPage(() => import('./CampaignPage'), 'CampaignPage'),
  },
  {
    path: '/scene/triggers',
    section: 'scene',
    titleKey: 'scene.triggers.title',
    permission: 'campaign_read',
    element: lazyPage(() => import('./TriggersPage'), 'TriggersPage'),
    menu: { order: 20 },
  },
  {
    path: '/scene/placements',
    section: 'scene',
    titleKey: 'scene.placements.title',
    permission: 'campaign_read',
    element: lazyPage(() => import('./PlacementsPage'), 'PlacementsPage'),
    menu: { order: 30 },
  },
  {
    path: '/scene/guard',
    section: 'scene',
    titleKey: 'scene.guard.title',
    permission: 'campaign_read',
    element: lazyPage(() => import('./GuardPage'), 'GuardPage'),
    menu: { order: 40 },
  },
];

export const searches: SearchSource[] = [
  {
    titleKey: 'scene.campaigns.title',
    permission: 'campaign_read',
    path: '/api/campaigns',
    show: (campaign: Campaign, t) => ({
      id: campaign.id,
      title: campaign.name,
      line: t(`scene.is.${campaign.status}`),
      to: `/scene/campaigns/${String(campaign.id)}`,
    }),
  },
];
