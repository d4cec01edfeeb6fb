import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { useMay } from '@/app/session';
import { useCompanyWords } from './companyWords';

/** A field a company has declared: how its value is checked and what people call it. */
export type FieldView = Schema<'FieldView'>;
export type SectionView = Schema<'SectionView'>;
export type FieldType = FieldView['type'];
export const fieldTypes: readonly FieldType[] = [
  'text',
  'note',
  'number',
  'whole',
  'date',
  'yes_no',
  'choice',
];

interface Named {
  name_zh: string;
  name_en: string;
}

/** The name in the language the page is read in. */
export function nameIn(named: Named, language: string): string {
  const [first, second] =
    language === 'zh-CN' ? [named.name_zh, named.name_en] : [named.name_en, named.name_zh];
  return first || second;
}

export interface Fields {
  sections: SectionView[];
  fields: FieldView[];
  find: (key: string) => FieldView | undefined;
  isPending: boolean;
}

/**
 * The declared fields, by section and position. Their names join the words under `customer.attribute`, so
 * that rules and the timeline call them the same.
 */
export function useFields(): Fields {
  const { i18n } = useTranslation();
  const may = useMay();
  const list = useRead<Schema<'FieldList'>>(
    '/api/attribute_definitions',
    {},
    { staleTime: 300_000, enabled: may('customer_read') },
  );
  const data = list.data;
  const language = i18n.language;
  const words = useMemo(
    () =>
      (data?.items ?? []).flatMap((field) => [
        [`customer.attribute.${field.key}`, nameIn(field, language)] as const,
        ...field.choices.map(
          (choice) =>
            [`customer.attribute_value.${field.key}.${choice.value}`, nameIn(choice, language)] as const,
        ),
      ]),
    [data, language],
  );
  useCompanyWords(words);
  return {
    sections: data?.sections ?? [],
    fields: data?.items ?? [],
    find: (key) => data?.items.find((field) => field.key === key),
    isPending: list.isPending && may('customer_read'),
  };
}
