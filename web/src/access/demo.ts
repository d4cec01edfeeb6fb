import type { Schema } from '@/api/types';

export type DemoState = Schema<'DemoState'>;
export type DemoTicket = Schema<'DemoTicket'>;
