import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/app/session';
import { nameIn } from './fields';
import type { FieldView } from './fields';

/** A value of a field as people read it. */
export function useValueText(): (field: FieldView | undefined, value: unknown) => string {
  const { t, i18n } = useTranslation();
  const { num } = useFormat();
  return useCallback(
    (field, value) => {
      if (value === null || value === undefined) return t('customer.cleared');
      if (typeof value === 'boolean') return t(value ? 'customer.yes' : 'customer.no');
      if (typeof value === 'number') return num(value, { maximumFractionDigits: 4 });
      const choice = field?.choices.find((one) => one.value === value);
      return choice
        ? nameIn(choice, i18n.language)
        : typeof value === 'string'
          ? value
          : JSON.stringify(value);
    },
    [t, i18n.language, num],
  );
}
