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

/** Names of segments that a rule refers to. */
export function useSegmentNames(): (id: number) => string {
  const segments = useRead<Page<SegmentName>>(
    '/api/segments',
    { query: { limit: 200 } },
    { staleTime: 30_000 },
  );
  const names = new Map((segments.data?.items ?? []).map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? `#${String(id)}`;
}
