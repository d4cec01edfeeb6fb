import type { Schema } from '@/api/types';

/** What a person may be allowed; the same words as on the server. */
export type Permission = Schema<'Me'>['permissions'][number];
