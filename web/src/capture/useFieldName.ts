import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportField } from './nouns';

/** What a field is called in the reader's language; the key behind the colon of open ones stays as it is. */
export function useFieldName(fields: readonly ImportField[]): (field: string) => string {
  const { i18n } = useTranslation();
  const chinese = i18n.language.startsWith('zh');
  return useCallback(
    (field) => {
      const known = fields.find((one) => one.field === field);
      if (known) return chinese ? known.name_zh : known.name_en;
      return field.slice(field.indexOf(':') + 1);
    },
    [fields, chinese],
  );
}
