import type { Permission } from '@/app/permission';

export const roles = ['admin', 'operator', 'manager', 'agent', 'technician', 'analyst'] as const;
export type Role = (typeof roles)[number];
export const scopes = ['own', 'subtree', 'all'] as const;
export type Scope = (typeof scopes)[number];

export interface User {
  id: number;
  login: string;
  name: string;
  org_id: number;
  org_name: string;
  role: Role;
  scope: Scope;
  active: boolean;
  /** False until their one-time link was used. */
  has_password: boolean;
  last_login_at?: string | null;
  created_at: string;
  version: number;
}

export interface OneTimeLink {
  token: string;
  /** Append to this server's address. */
  path: string;
  expires_at: string;
}

export interface CreatedUser {
  user: User;
  link?: OneTimeLink | null;
}

export const orgKinds = ['company', 'merchant', 'region', 'store', 'team'] as const;
export type OrgKind = (typeof orgKinds)[number];

export interface Org {
  id: number;
  parent_id?: number | null;
  kind: OrgKind;
  name: string;
  path: string;
  created_at: string;
  version: number;
}

export interface ApiKey {
  id: number;
  kind: 'write' | 'server';
  name: string;
  hint: string;
  source_id?: number | null;
  permissions: Permission[];
  org_id: number;
  created_by_name: string;
  created_at: string;
  revoked_at?: string | null;
}

export interface CreatedKey {
  key: ApiKey;
  secret: string;
}

export interface AuditEntry {
  id: number;
  at: string;
  actor_kind: 'nobody' | 'system' | 'user' | 'key' | 'customer';
  actor_id: number;
  actor_name: string;
  /** "POST /api/users" */
  route: string;
  /** "user_id 17" */
  object: string;
  changes: Record<string, unknown>;
  result: Record<string, unknown>;
  address: string;
}

export interface Settings {
  company: string;
  currency: string;
  time_zone: string;
  language: string;
  phone_region: string;
  day_cut_minutes: number;
  quiet_from_minute: number;
  quiet_until_minute: number;
  brand_color?: string | null;
  public_url?: string | null;
  version: number;
}

export interface Webhook {
  id: number;
  name: string;
  url: string;
  events: string[];
  active: boolean;
  org_id: number;
  created_at: string;
  version: number;
}

export interface Delivery {
  id: number;
  event: string;
  state: 'waiting' | 'sent' | 'dead';
  attempts: number;
  last_status?: number | null;
  last_error: string;
  created_at: string;
  next_at?: string | null;
  sent_at?: string | null;
}

export type JobState = 'queued' | 'running' | 'stopping' | 'stopped' | 'done' | 'failed';

export interface Job {
  id: number;
  kind: string;
  title: string;
  state: JobState;
  done: number;
  total?: number | null;
  message: string;
  result: Record<string, unknown>;
  created_by?: number | null;
  created_by_name: string;
  created_at: string;
  started_at?: string | null;
  finished_at?: string | null;
}
