import type { TFunction } from 'i18next';
import type { Schema } from '@/api';
import type { MoneyOptions } from '@/ui/format';

export type Report = Schema<'CampaignReport'>;
export type Rate = Schema<'Rate'>;
export const reportPath = '/api/campaigns/{campaign_id}/report';

type Write = (minor: number, options?: MoneyOptions) => string;

/** Net of what its placements cost, as the server judges it; null where a group is too small. */
export function earned(report: Report): { total: number; low: number; high: number } | null {
  const { total, low, high } = report.profit ?? report.amount;
  if (total === undefined || low === undefined || high === undefined) return null;
  const less = report.placement_cost;
  return { total: total - less, low: low - less, high: high - less };
}

export function toneOf(report: Report): 'good' | 'harm' | 'none' {
  return report.verdict === 'earned' ? 'good' : report.verdict === 'lost' ? 'harm' : 'none';
}

/** Keeps a sign with its amount at a line's end. */
function unbroken(text: string): string {
  return text.replace(/^([+\u2212])/, '$1\u2060');
}

/** Why there is no figure yet although people are held out. */
function missing(report: Report): 'too_few' | 'no_orders' {
  return report.verdict === 'no_orders' ? report.verdict : 'too_few';
}

/** The verdict in one line, for a list. */
export function shortVerdict(t: TFunction, report: Report, money: Write): string {
  const net = earned(report);
  const total = net === null ? '' : money(Math.abs(Math.round(net.total)), { whole: true });
  if (report.verdict === 'no_holdout') return t('effect.short.no_holdout');
  if (net === null) return t(`effect.short.${missing(report)}`);
  if (report.verdict === 'unproven') return t('effect.short.unproven');
  return report.verdict === 'earned'
    ? t(`effect.short.earned_${report.basis}`, { total })
    : t(`effect.short.lost_${report.basis}`, { total });
}

/** The verdict in words, with its interval. */
export function verdictWords(
  t: TFunction,
  report: Report,
  money: Write,
  percent: (share: number) => string,
): string {
  if (report.verdict === 'no_holdout') return t('effect.verdict.no_holdout');
  const net = earned(report);
  if (net === null) return t(`effect.verdict.${missing(report)}`);
  const whole = (minor: number, options?: MoneyOptions) =>
    money(Math.round(minor), { whole: Math.abs(minor) >= 10_000, ...options });
  const said = {
    total: whole(Math.abs(net.total)),
    low: unbroken(whole(net.low)),
    high: unbroken(whole(net.high)),
  };
  if (report.verdict === 'unproven')
    return t('effect.verdict.unproven', { ...said, total: unbroken(whole(net.total, { sign: true })) });
  const words = t(`effect.verdict.${report.verdict}_${report.basis}`, said);
  const used = report.redemption.value ?? 0;
  return report.verdict === 'lost' && used >= 0.2
    ? t('effect.verdict.although', { redemption: percent(used), words })
    : words;
}
