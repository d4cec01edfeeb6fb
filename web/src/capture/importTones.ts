import type { Tone } from '@/ui/StatusTag';
import type { ImportState } from './nouns';

/** How the state of a file is marked. */
export const importTones: Record<ImportState, Tone> = {
  uploaded: 'neutral',
  checking: 'busy',
  checked: 'warn',
  running: 'busy',
  done: 'good',
  stopped: 'neutral',
  failed: 'harm',
  undoing: 'busy',
  undone: 'neutral',
};
