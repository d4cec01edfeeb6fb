import { useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import type { SegmentName, Vocabulary } from './nouns';

const none: Vocabulary = {
  attributes: [],
  tags: [],
  events: [],
  properties: [],
  order_properties: [],
  consents: [],
  segments: [],
};

/** What a rule can be about. Where the history cannot tell, one types what one knows. */
export function useVocabulary(event?: string): Vocabulary {
  const words = useRead<Vocabulary>(
    '/api/rule_vocabulary',
    { query: { event } },
    { staleTime: 300_000, keep: true },
  );
  return words.data ?? none;
}

/** Segments to choose from: the list itself, which answers where the vocabulary does not. */
export function useSegments(): SegmentName[] {
  const list = useRead<Page<SegmentName>>('/api/segments', { query: { limit: 200 } }, { staleTime: 30_000 });
  return list.data?.items ?? [];
}

/** Names of segments that a rule refers to. */
export function useSegmentNames(): (id: number) => string {
  const names = new Map(useSegments().map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? `#${String(id)}`;
}
