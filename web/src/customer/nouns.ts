/** The customer module's nouns, as the server answers them. */
import type { Schema } from '@/api';

export interface Identity {
  /** The code of a declared kind; `useKindName` says what people call it. */
  kind: string;
  value: string;
}

export interface CustomerSummary {
  id: number;
  name: string;
  phone?: string | null;
  email?: string | null;
  plates: string[];
  tags: string[];
  owner_id?: number | null;
  owner_name: string;
  order_count: number;
  order_amount: number;
  last_order_at?: string | null;
  first_seen: string;
  last_seen: string;
  matched?: string | null;
}

export interface IdentityView extends Identity {
  state: 'joins' | 'conflict' | 'crowded' | 'weak' | 'cut';
  first_at: string;
}

export type AttributeValue = string | number | boolean;

export interface AttributeView {
  key: string;
  value: AttributeValue;
  at: string;
}

export interface TagView {
  tag: string;
  added_at: string;
  until?: string | null;
}

export interface ConsentView {
  channel: string;
  purpose: string;
  granted: boolean;
  at: string;
  proof: string;
  method: string;
  place: string;
  wording: string;
  by_name: string;
}

export interface Vehicle {
  id: number;
  plate: string;
  model: string;
  insurer: string;
  insurance_until?: string | null;
  inspection_until?: string | null;
  mileage?: number | null;
  maintenance_until?: string | null;
  vin?: string;
}

/** The head of the 360 view. */
export interface CustomerHead {
  id: number;
  name: string;
  phone?: string | null;
  email?: string | null;
  owner_id?: number | null;
  created_at: string;
  first_seen: string;
  last_seen: string;
  order_count: number;
  order_amount: number;
  average_order?: number | null;
  first_order_at?: string | null;
  last_order_at?: string | null;
  days_since_order?: number | null;
  days_between_orders?: number | null;
  orders_30_days: number;
  orders_365_days: number;
  do_not_contact: boolean;
  identities: IdentityView[];
  attributes: AttributeView[];
  tags: TagView[];
  consents: ConsentView[];
  vehicles: Vehicle[];
  profiles: number;
  version: number;
}

export const timelineKinds = [
  'order',
  'coupon',
  'campaign',
  'behaviour',
  'profile',
  'service',
  'sales',
  'note',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

export interface TimelineItem {
  seq: number;
  name: string;
  kind: TimelineKind;
  occurred_at: string;
  received_at: string;
  channel: string;
  place: string;
  actor: string;
  live: boolean;
  properties: Record<string, unknown>;
}

export interface OrderView {
  id: number;
  number: string;
  customer_id: number;
  customer_name: string;
  status: 'completed' | 'partly_refunded' | 'refunded';
  amount: number;
  discount: number;
  refunded: number;
  quantity: number;
  store: string;
  channel: string;
  ordered_at: string;
  coupon_ids: number[];
  lines: { sku: string; name: string; quantity: number; amount: number }[];
  refunds: { id: number; amount: number; reason: string; refunded_at: string }[];
}

export interface CustomerStage {
  customer_id: number;
  stage: string;
  since?: string | null;
}

export interface Advice {
  business: string;
  gap: boolean;
  product_sku?: string | null;
  product_name_zh: string;
  product_name_en: string;
  reason_zh: string;
  reason_en: string;
  evidence: { count: number; days: number; per_month: number; saving?: number | null };
}

export interface Coupon {
  id: number;
  code: string;
  name: string;
  state: 'claimed' | 'locked' | 'redeemed' | 'returned' | 'expired' | 'revoked';
  face_value: number;
  threshold: number;
  claimed_at: string;
  usable_from: string;
  usable_until: string;
}

export interface Lead {
  id: number;
  kind: string;
  state: 'open' | 'assigned' | 'callback' | 'won' | 'lost';
  source: 'finding' | 'segment' | 'manual' | 'imported';
  owner_name: string;
  due_at: string;
  overdue: boolean;
  created_at: string;
}

/** "沪A8K321" as it is written on the car: a dot behind the office's letter. */
export function plateText(plate: string): string {
  return /^[^\x20-\x7f][A-Z][A-Z0-9]{4}[^\x20-\x7e]?[A-Z0-9]{0,2}$/.test(plate) && plate.length >= 7
    ? `${plate.slice(0, 2)}·${plate.slice(2)}`
    : plate;
}

export type TimelineExtent = Schema<'TimelineExtent'>;
export type TimelineYear = Schema<'TimelineYear'>;
export type Task = Schema<'TaskView'>;
export type TeamMember = Schema<'TeamMember'>;
export type CallView = Schema<'CallView'>;
