/** The insight module's nouns, as the server answers them. */
import type { AssetKind } from '@/customer/assetNouns';

export const stages = ['potential', 'new', 'rising', 'mature', 'declining', 'silent', 'lost'] as const;
export type Stage = (typeof stages)[number];

export const ops = ['eq', 'ne', 'in', 'lt', 'le', 'gt', 'ge', 'contains', 'exists', 'missing'] as const;
export type Op = (typeof ops)[number];
export const compares = ['ge', 'gt', 'eq', 'ne', 'le', 'lt', 'between'] as const;
export type Compare = (typeof compares)[number];
export type Measure = 'count' | 'sum' | 'min' | 'max' | 'avg' | 'days' | 'first_days_ago' | 'last_days_ago';
export type OrderFigure = 'amount' | 'quantity' | 'discount';
export type Scalar = string | number | boolean;

export interface ValueTest {
  op: Op;
  value?: Scalar | null;
  values?: Scalar[] | null;
  in_days?: number | null;
}

export interface PropertyFilter extends ValueTest {
  property: string;
}

export interface RuleWindow {
  last_days?: number | null;
  from?: string | null;
  to?: string | null;
}

export interface OrderRule {
  where: PropertyFilter[];
  window?: RuleWindow | null;
  measure: Measure;
  figure?: OrderFigure | null;
  compare: Compare;
  value: number;
  upper?: number | null;
}

export interface EventRule extends Omit<OrderRule, 'figure'> {
  names: string[];
  property?: string | null;
}

/** A due date, in days from that of the rule; both ends count. Without any: there is a date. */
export interface DueSpan {
  from_days?: number | null;
  to_days?: number | null;
}

export interface AssetRule {
  kinds: AssetKind[];
  due?: DueSpan | null;
  where: PropertyFilter[];
  at_least?: number | null;
}

export interface Leaves {
  attribute: ValueTest & { key: string };
  tag: { tag: string };
  consent: { channel: string; purpose: string };
  stage: { stages: Stage[] };
  orders: OrderRule;
  events: EventRule;
  asset: AssetRule;
  segment: { segment_id: number };
}
export type LeafKind = keyof Leaves;
export const leafKinds: LeafKind[] = [
  'orders',
  'events',
  'asset',
  'stage',
  'attribute',
  'tag',
  'consent',
  'segment',
];
export type GroupKind = 'all' | 'any' | 'none';

export type Rule = { [Kind in GroupKind]?: Rule[] | null } & { [Kind in LeafKind]?: Leaves[Kind] | null };

export interface Freshness {
  size: number;
  taken_at: string;
  as_of: string;
}

export interface Segment {
  id: number;
  name: string;
  note: string;
  rule: Rule;
  version: number;
  created_at: string;
  updated_at: string;
  archived_at?: string | null;
  snapshot?: Freshness | null;
  is_current: boolean;
}

export interface SegmentName {
  id: number;
  name: string;
}

export interface SegmentDetail extends Segment {
  refers_to: SegmentName[];
  used_by: SegmentName[];
  history: Freshness[];
}

export interface SegmentPreview {
  size: number;
  people: number;
  as_of: string;
  parts: { path: string; size: number }[];
  sample: { customer_id: number; name: string }[];
  overlaps: { segment_id: number; name: string; size: number; both: number }[];
}

export interface SegmentMember {
  customer_id: number;
  name: string;
  stage?: Stage | null;
}

export interface KnownKey {
  key: string;
  kind: 'text' | 'number' | 'boolean' | 'mixed';
  examples: string[];
}

export interface Vocabulary {
  attributes: KnownKey[];
  tags: string[];
  events: { name: string; count: number; people: number }[];
  properties: KnownKey[];
  order_properties: KnownKey[];
  consents: string[];
  segments: SegmentName[];
}

export interface LifeCyclePolicy {
  beginning: 'first_order' | 'first_visit';
  new_days: number;
  mature_orders: number;
  mature_days: number;
  trend_days: number;
  silent_days: number;
  lost_days: number;
}

export interface LifeCycle {
  as_of: string;
  people: number;
  stages: { stage: Stage; people: number }[];
  policy: LifeCyclePolicy;
}
