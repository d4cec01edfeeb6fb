import { createContext, useContext, useMemo } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '@/api/types';
import {
  formatAgo,
  formatChange,
  formatDate,
  formatDateTime,
  formatMoney,
  formatNumber,
  formatPercent,
  formatTime,
  isJustNow,
  plainLocale,
} from '@/ui/format';
import type { Locale, MoneyOptions } from '@/ui/format';
import type { Permission } from './permission';

/** Who is signed in, what they may do, and how their organisation writes money and time. GET /api/me. */
export type Me = Schema<'Me'>;

const MeContext = createContext<Me | null>(null);

export function MeProvider({ me, children }: { me: Me; children: ReactNode }): ReactElement {
  return <MeContext value={me}>{children}</MeContext>;
}

/** The signed-in person. Only below the shell; elsewhere it is a mistake of ours. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error('useMe outside of the shell');
  return me;
}

/** Whether the signed-in person holds a permission. Hides what they could not do; the server decides. */
export function useMay(): (permission: Permission | undefined) => boolean {
  const me = useContext(MeContext);
  return useMemo(() => {
    const held = new Set<string>(me?.permissions ?? []);
    return (permission) => permission === undefined || held.has(permission);
  }, [me]);
}

export function useLocale(): Locale {
  const me = useContext(MeContext);
  const { i18n } = useTranslation();
  const { currency, currency_digits, time_zone } = me ?? plainLocale;
  return useMemo(
    () => ({ language: i18n.language, currency, currency_digits, time_zone }),
    [i18n.language, currency, currency_digits, time_zone],
  );
}

/** Writes numbers, money and time as the organisation does. Money is in minor units, instants RFC 3339. */
export function useFormat() {
  const locale = useLocale();
  const { t } = useTranslation();
  return useMemo(
    () => ({
      locale,
      money: (minor: number, options?: MoneyOptions) => formatMoney(minor, locale, options),
      num: (value: number, options?: Intl.NumberFormatOptions) => formatNumber(value, locale, options),
      percent: (share: number, digits?: number, fixed?: boolean) =>
        formatPercent(share, locale, digits, fixed),
      change: (share: number | null | undefined) => formatChange(share, locale),
      date: (instant: string | number | Date) => formatDate(instant, locale),
      time: (instant: string | number | Date, seconds?: boolean) => formatTime(instant, locale, seconds),
      dateTime: (instant: string | number | Date, seconds?: boolean) =>
        formatDateTime(instant, locale, seconds),
      ago: (instant: string | number | Date) =>
        isJustNow(instant) ? t('ui.just_now') : formatAgo(instant, locale),
    }),
    [locale, t],
  );
}
