import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { useCompanyWords } from './companyWords';
import { nameIn } from './fields';

export type RelationKind = Schema<'RelationKindView'>;
export type RelationMap = Schema<'RelationMap'>;
export type RelationLink = Schema<'RelationLink'>;
export type RelatedPerson = Schema<'RelatedPerson'>;

/** Kinds of relations, retired ones included; empty until they are known. */
export function useRelationKinds(): RelationKind[] {
  const { i18n } = useTranslation();
  const kinds = useRead<{ items: RelationKind[] }>('/api/relation_kinds', {}, { staleTime: 300_000 });
  const items = kinds.data?.items;
  const language = i18n.language;
  const words = useMemo(
    () =>
      (items ?? []).map((kind) => [`customer.relation_kind.${kind.kind}`, nameIn(kind, language)] as const),
    [items, language],
  );
  useCompanyWords(words);
  return items ?? [];
}

/** What the one at an end is: "家长". */
export function endName(kind: RelationKind, from: boolean, language: string): string {
  if (language === 'zh-CN') return from ? kind.from_zh : kind.to_zh;
  return from ? kind.from_en : kind.to_en;
}
