import type { Step } from '@/theme/theme';

/** A step's figure of the business day so far, against yesterday up to the same time. */
export interface HomeStep {
  step: Step;
  figure: number;
  /** people, coupons, grants, events, calls, or money in minor units. */
  unit: string;
  before: number;
  /** As a share of `before`; absent where that was 0. */
  change?: number | null;
  /** Fell most, of all steps that fell. */
  leak: boolean;
}

/** What this month's campaigns earned beyond what would have been bought anyway, with its 95 % interval. */
export interface Increment {
  campaigns: number;
  amount: number;
  low: number;
  high: number;
}

export interface Need {
  kind: string;
  count: number;
}

export interface Suggestion {
  id: number;
  kind: string;
  title: string;
  evidence: string;
  people: number;
  state: 'open' | 'accepted';
  segment_id?: number | null;
  campaign_id?: number | null;
  created_at: string;
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

/** GET /api/home */
export interface Home {
  steps: HomeStep[];
  month?: Increment | null;
  needs: Need[];
  suggestions: Suggestion[];
  feed: FeedItem[];
}
