import { lazyPage } from '@/app/page';
import type { PageEntry, SearchSource } from '@/app/page';
import type { Segment } from './nouns';

export const pages: PageEntry[] = [
  {
    path: '/insight/segments',
    section: 'insight',
    titleKey: 'insight.segments.title',
    permission: 'segment_read',
    element: lazyPage(() => import('./SegmentListPage'), 'SegmentListPage'),
    menu: { order: 10 },
  },
  {
    path: '/insight/segments/new',
    section: 'insight',
    titleKey: 'insight.segments.add',
    permission: 'segment_write',
    element: lazyPage(() => import('./SegmentEditorPage'), 'SegmentEditorPage'),
  },
  {
    path: '/insight/segments/:segment_id',
    section: 'insight',
    titleKey: 'insight.segments.title',
    permission: 'segment_read',
    element: lazyPage(() => import('./SegmentPage'), 'SegmentPage'),
  },
  {
    path: '/insight/segments/:segment_id/edit',
    section: 'insight',
    titleKey: 'insight.segments.edit',
    permission: 'segment_write',
    element: lazyPage(() => import('./SegmentEditorPage'), 'SegmentEditorPage'),
  },
  {
    path: '/insight/life_cycle',
    section: 'insight',
    titleKey: 'insight.life_cycle.title',
    permission: 'segment_read',
    element: lazyPage(() => import('./LifeCyclePage'), 'LifeCyclePage'),
    menu: { order: 30 },
  },
];

export const searches: SearchSource[] = [
  {
    titleKey: 'insight.segments.title',
    permission: 'segment_read',
    path: '/api/segments',
    show: (row: never, t) => {
      const segment = row as Segment;
      const size = segment.snapshot?.size;
      const line = size === undefined ? undefined : t('people.palette_people', { count: size });
      return {
        id: segment.id,
        title: segment.name,
        ...(line ? { line } : {}),
        to: `/insight/segments/${String(segment.id)}`,
      };
    },
  },
];
