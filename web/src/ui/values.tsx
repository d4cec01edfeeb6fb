import type { ReactElement } from 'react';
import { useFormat } from '@/app/session';
import type { MoneyOptions } from './format';
import styles from './values.module.css';

/** Nothing to show, said quietly. */
export function None(): ReactElement {
  return <span className={styles.none}>–</span>;
}

/** An amount in minor units, in the organisation's currency. */
export function Money({
  minor,
  ...options
}: { minor: number | null | undefined } & MoneyOptions): ReactElement {
  const { money } = useFormat();
  if (minor === null || minor === undefined) return <None />;
  return <span className={styles.value}>{money(minor, options)}</span>;
}

export function Num({ value, unit }: { value: number | null | undefined; unit?: string }): ReactElement {
  const { num } = useFormat();
  if (value === null || value === undefined) return <None />;
  return (
    <span className={styles.value}>
      {num(value)}
      {unit !== undefined && ` ${unit}`}
    </span>
  );
}

/** A share of one. */
export function Percent({
  share,
  digits,
}: {
  share: number | null | undefined;
  digits?: number;
}): ReactElement {
  const { percent } = useFormat();
  if (share === null || share === undefined) return <None />;
  return <span className={styles.value}>{percent(share, digits, true)}</span>;
}

export interface WhenProps {
  at: string | number | null | undefined;
  /** `ago`: how long since (the default); `date` and `time` as they stand in the calendar. */
  as?: 'ago' | 'date' | 'time' | 'second';
}

/** A moment in the organisation's time zone; the exact one on hover. */
export function When({ at, as = 'ago' }: WhenProps): ReactElement {
  const { ago, date, dateTime } = useFormat();
  if (at === null || at === undefined || at === '') return <None />;
  const exact = dateTime(at, true);
  const shown = { ago: ago(at), date: date(at), time: dateTime(at), second: exact }[as];
  return (
    <time className={styles.value} dateTime={String(at)} title={exact}>
      {shown}
    </time>
  );
}
