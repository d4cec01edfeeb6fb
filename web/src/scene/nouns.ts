import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Schema } from '@/api';

export type Campaign = Schema<'CampaignView'>;
export type CampaignDetail = Schema<'CampaignDetail'>;
export type CampaignPreview = Schema<'CampaignPreview'>;
export type Placement = Schema<'PlacementView'>;
export type Trigger = Schema<'TriggerView'>;
export type Explanation = Schema<'Explanation'>;
export type SkipView = Schema<'SkipView'>;
export type Goal = Campaign['goal'];
export type Strategy = Campaign['strategy'];
export type PlacementKind = Placement['kind'];

export const goals: readonly Goal[] = ['acquire', 'activate', 'repurchase', 'recall', 'refer'];
/** What each goal is judged by; the server says the same of a saved campaign. */
export const metricOf: Record<Goal, Campaign['metric']> = {
  acquire: 'new_customers',
  activate: 'order_conversion',
  repurchase: 'sales_amount',
  recall: 'recall_rate',
  refer: 'referred_customers',
};
export const strategies: readonly Strategy[] = ['send', 'trigger', 'page'];
export const placementKinds: readonly PlacementKind[] = [
  'billboard',
  'flyer',
  'light_box',
  'elevator',
  'counter',
  'stall',
  'online',
];
/** What stands in a message for something of the reader's. */
export const messageParts = ['{name}', '{coupon}', '{amount}', '{until}'] as const;

/** Our words for a refusal that is not an error yet; the server's own sentence where we have none. */
export function problemWords(t: TFunction, problem: { code: string; sentence: string }): string {
  const [module = '', ...rest] = problem.code.split('.');
  return t([`${module}.problem.${rest.join('.')}`, `problem.${problem.code}`], {
    defaultValue: problem.sentence,
  });
}

export function reasonWords(t: TFunction, reason: string): string {
  return t(`scene.reason.${reason}`, { defaultValue: reason });
}

/** An event in words; what clients send keeps the name they gave it. */
export function useEventName(): (event: string) => string {
  const { t } = useTranslation();
  return (event) => t(`scene.event.${event.replace('.', '_')}`, { defaultValue: event });
}

export function personName(t: TFunction, id: number, name: string): string {
  return name === '' ? t('scene.nameless', { id }) : name;
}

export const campaignPath = '/api/campaigns/{campaign_id}';
export const refreshes = ['/api/campaigns', '/api/placements', '/api/home'];
