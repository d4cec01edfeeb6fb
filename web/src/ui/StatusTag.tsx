import type { ReactElement, ReactNode } from 'react';
import styles from './StatusTag.module.css';

export type Tone = 'neutral' | 'good' | 'busy' | 'warn' | 'harm';

/** Tones of the states that several nouns share; a page may name its own. */
const tones: Record<string, Tone> = {
  active: 'good',
  live: 'good',
  on_sale: 'good',
  done: 'good',
  converted: 'good',
  redeemed: 'good',
  delivered: 'good',
  running: 'busy',
  claimed: 'busy',
  assigned: 'busy',
  queued: 'neutral',
  draft: 'neutral',
  paused: 'warn',
  locked: 'warn',
  waiting: 'warn',
  failed: 'harm',
  lost: 'neutral',
  ended: 'neutral',
  expired: 'neutral',
  disabled: 'neutral',
  stopped: 'neutral',
};

/** A state, with a mark that does not rely on its colour alone. */
export function StatusTag({
  status,
  tone,
  children,
}: {
  status?: string;
  tone?: Tone;
  children: ReactNode;
}): ReactElement {
  const shade = tone ?? tones[status ?? ''] ?? 'neutral';
  return <span className={`${styles.tag} ${styles[shade] ?? ''}`}>{children}</span>;
}
