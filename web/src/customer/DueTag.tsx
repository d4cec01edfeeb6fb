import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusTag } from '@/ui/StatusTag';

/** How long there is still time, or how long it has been over. */
export function DueTag({ days }: { days: number }): ReactElement {
  const { t } = useTranslation();
  const text =
    days === 0
      ? t('asset.today')
      : days > 0
        ? t('asset.in_days', { count: days })
        : t('asset.ago', { count: -days });
  return <StatusTag tone={days < 0 ? 'harm' : days <= 30 ? 'warn' : 'neutral'}>{text}</StatusTag>;
}
