import type { Schema } from '@/api/types';

export const roles = ['admin', 'operator', 'manager', 'agent', 'technician', 'analyst'] as const;
export type Role = Schema<'User'>['role'];
export const scopes = ['own', 'subtree', 'all'] as const;
export type Scope = Schema<'User'>['scope'];
export const orgKinds = ['company', 'merchant', 'region', 'store', 'team'] as const;
export type OrgKind = Schema<'Org'>['kind'];

export type User = Schema<'User'>;
export type OneTimeLink = Schema<'OneTimeLink'>;
export type CreatedUser = Schema<'CreatedUser'>;
export type Org = Schema<'Org'>;
export type ApiKey = Schema<'ApiKey'>;
export type CreatedKey = Schema<'CreatedKey'>;
export type AuditEntry = Schema<'AuditEntry'>;
export type Settings = Schema<'Settings'>;
export type Erasure = Schema<'Erasure'>;
export type Term = Schema<'Term'>;
export type Webhook = Schema<'Webhook'>;
export type CreatedWebhook = Schema<'CreatedWebhook'>;
export type Delivery = Schema<'WebhookDelivery'>;
export type Job = Schema<'Job'>;
export type JobState = Job['state'];
