import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/app/session';
import { None, When } from '@/ui/values';

/** From – to, as dates; one day is said once. */
export function Span({ from, to }: { from?: string | undefined; to?: string | undefined }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormat();
  if (from === undefined && to === undefined) return <None />;
  if (from === undefined) return <span>{t('scene.until', { date: date(to ?? '') })}</span>;
  if (to === undefined) return <span>{t('scene.since', { date: date(from) })}</span>;
  if (date(from) === date(to)) return <When at={from} as="date" />;
  return (
    <span>
      <When at={from} as="date" /> {'–'} <When at={to} as="date" />
    </span>
  );
}
