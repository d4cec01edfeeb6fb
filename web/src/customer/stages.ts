import type { Tone } from '@/ui/StatusTag';

/** How a stage of life is marked. */
export const stageTones: Record<string, Tone> = {
  new: 'busy',
  rising: 'good',
  mature: 'good',
  declining: 'warn',
  silent: 'warn',
};
