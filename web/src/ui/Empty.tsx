import type { ReactElement, ReactNode } from 'react';
import styles from './states.module.css';

/** Nothing here yet: one sentence on what this is for, one thing to do. */
export function Empty({ text, action }: { text: ReactNode; action?: ReactNode }): ReactElement {
  return (
    <div className={styles.state}>
      <p className={styles.quiet}>{text}</p>
      {action}
    </div>
  );
}
