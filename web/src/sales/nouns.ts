import type { Task } from '@/customer/nouns';
import type { Tone } from '@/ui/StatusTag';

export type LeadState = 'open' | 'assigned' | 'callback' | 'won' | 'lost' | 'merged';
export type Outcome = 'won' | 'lost' | 'callback' | 'no_answer';

export interface Lead {
  id: number;
  kind: string;
  state: LeadState;
  customer_id: number;
  customer_name: string;
  phone?: string | null;
  source: 'finding' | 'segment' | 'manual' | 'imported';
  source_id: number;
  campaign_id: number;
  plate: string;
  note: string;
  photo_id: number;
  owner_id: number;
  owner_name: string;
  finder_name: string;
  due_at: string;
  overdue: boolean;
  created_at: string;
  attempts: number;
  version: number;
}

export interface Call {
  id: number;
  lead_id: number;
  started_at: string;
  ended_at?: string | null;
  outcome: string;
  reason: string;
  note: string;
}

export interface Advice {
  business: string;
  gap: boolean;
  product_name_zh: string;
  product_name_en: string;
  reason_zh: string;
  reason_en: string;
}

export interface LeadDetail {
  lead: Lead;
  phone?: string | null;
  advice: Advice[];
  script_zh: string[];
  script_en: string[];
  calls: Call[];
}

export interface CallReason {
  id: number;
  outcome: Outcome;
  code: string;
  name_zh: string;
  name_en: string;
}

export interface HungUp {
  call: Call;
  commission: number;
  breakdown: { what: string; amount: number }[];
  earned_today: number;
  next_lead_id?: number | null;
}

export interface Workbench {
  tasks: Lead[];
  todos: Task[];
  due: number;
  calls_today: number;
  won_today: number;
  earned_today: number;
  earned_month: number;
}

/** "+8613812345678" as one reads it out: "138 1234 5678"; foreign numbers keep their code. */
export function phoneText(phone: string): string {
  return phone.replace(/^\+86(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');
}

/** What a lead may be about, the commonest first. */
export const leadKinds = [
  'recall',
  'repurchase',
  'insurance',
  'tyres',
  'repair',
  'maintenance',
  'inspection',
  'other',
];

/** Nothing is to be done about it any more. */
export function isOver(lead: Lead): boolean {
  return lead.state === 'won' || lead.state === 'lost' || lead.state === 'merged';
}

export const leadTones: Record<LeadState, Tone> = {
  open: 'neutral',
  assigned: 'busy',
  callback: 'warn',
  won: 'good',
  lost: 'neutral',
  merged: 'neutral',
};
