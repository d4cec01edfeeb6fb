import { createContext, useContext, useMemo } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  formatAgo,
  formatChange,
  formatDate,
  formatDateTime,
  formatMoney,
  formatNumber,
  formatPercent,
  formatTime,
  plainLocale,
} from '@/ui/format';
import type { Locale, MoneyOptions } from '@/ui/format';
import type { Permission } from './permission';

/** Who is signed in, and how their organisation writes money and time. GET /api/me. */
export interface Me extends Omit<Locale, 'language'> {
  user_id: number;
  login: string;
  name: string;
  roles: string[];
  /** How far they see: what is theirs, their node of the organisation and below, or everything. */
  scope: 'own' | 'subtree' | 'all';
  permissions: Permission[];
  org_id: number;
  org_name: string;
  org_path: string;
  company: string;
  language: string;
  /** The colour the organisation chose, `#rrggbb`. */
  brand_color?: string | null;
}

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
    const held = new Set(me?.permissions ?? []);
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
  return useMemo(
    () => ({
      locale,
      money: (minor: number, options?: MoneyOptions) => formatMoney(minor, locale, options),
      num: (value: number, options?: Intl.NumberFormatOptions) => formatNumber(value, locale, options),
      percent: (share: number, digits?: number) => formatPercent(share, locale, digits),
      change: (share: number | null | undefined) => formatChange(share, locale),
      date: (instant: string | number | Date) => formatDate(instant, locale),
      time: (instant: string | number | Date, seconds?: boolean) => formatTime(instant, locale, seconds),
      dateTime: (instant: string | number | Date, seconds?: boolean) =>
        formatDateTime(instant, locale, seconds),
      ago: (instant: string | number | Date) => formatAgo(instant, locale),
    }),
    [locale],
  );
}
