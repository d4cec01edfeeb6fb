import type { Step } from '@/theme/theme';

export interface HomeStep {
  step: Step;
  figure: number;
  /** What is counted: people, coupons, events, money, calls... */
  unit: string;
  /** Against the same span before, as a share; absent where there was nothing before. */
  change?: number | null;
  /** The loop loses most here. */
  leak?: boolean | null;
}

/** What campaigns earned this month beyond what would have been bought anyway, with its 95 % interval. */
export interface Increment {
  amount: number;
  low: number;
  high: number;
}

export interface Need {
  kind: string;
  count: number;
  title?: string | null;
  object_id?: number | null;
}

export interface Suggestion {
  id: number;
  kind: string;
  title: string;
  evidence: string;
}

export interface FeedItem {
  id: number;
  at: string;
  /** Name of the event: "order.completed". */
  event: string;
  who?: string | null;
  customer_id?: number | null;
  amount?: number | null;
}

export interface Home {
  steps: HomeStep[];
  month?: Increment | null;
  needs: Need[];
  suggestions: Suggestion[];
  feed: FeedItem[];
}
