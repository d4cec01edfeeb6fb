import type { ReactElement, ReactNode } from 'react';
import styles from './Card.module.css';

export interface CardProps {
  title?: ReactNode;
  hint?: ReactNode;
  /** Right of the title. */
  extra?: ReactNode;
  /** The body reaches the edges: for tables and lists. */
  flush?: boolean;
  children: ReactNode;
  className?: string;
  id?: string;
}

/** One topic on a page. */
export function Card({ title, hint, extra, flush, children, className, id }: CardProps): ReactElement {
  return (
    <section id={id} className={[styles.card, className].filter(Boolean).join(' ')}>
      {(title !== undefined || extra !== undefined) && (
        <div className={styles.head}>
          <h2>{title}</h2>
          {extra}
        </div>
      )}
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
