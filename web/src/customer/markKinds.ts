import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { useCompanyWords } from './companyWords';
import { nameIn } from './fields';

export type MarkKind = Schema<'MarkKindView'>;
export type Mark = Schema<'MarkView'>;

/** Kinds of marks, retired ones included; empty until they are known. */
export function useMarkKinds(): MarkKind[] {
  const { i18n } = useTranslation();
  const kinds = useRead<{ items: MarkKind[] }>('/api/mark_kinds', {}, { staleTime: 300_000 });
  const items = kinds.data?.items;
  const language = i18n.language;
  const words = useMemo(
    () =>
      (items ?? []).flatMap((kind) => [
        [`customer.mark_kind.${kind.kind}`, nameIn(kind, language)] as const,
        ...kind.choices.map(
          (choice) => [`customer.mark_value.${kind.kind}.${choice.value}`, nameIn(choice, language)] as const,
        ),
      ]),
    [items, language],
  );
  useCompanyWords(words);
  return items ?? [];
}
