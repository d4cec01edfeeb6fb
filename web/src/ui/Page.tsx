import { useEffect } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { Step } from '@/theme/theme';
import styles from './Page.module.css';

export interface PageProps {
  title: string;
  /** Colour mark of the step the page belongs to. */
  step?: Step;
  /** Beside the title: how many there are. */
  count?: ReactNode;
  /** State beside the title. */
  tag?: ReactNode;
  /** One sentence: what this page is for. */
  intro?: ReactNode;
  /** Right of the title; the first one is the page's next action. */
  actions?: ReactNode;
  /** For forms and settings: no wider than one reads. */
  narrow?: boolean;
  children: ReactNode;
}

/** The frame of a page: a title, what to do next, and the content. Also names the browser's tab. */
export function Page({ title, step, count, tag, intro, actions, narrow, children }: PageProps): ReactElement {
  useTabTitle(title);
  return (
    <div className={narrow ? `${styles.page} ${styles.narrow}` : styles.page}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h1>
            {step && (
              <span className={styles.mark} style={{ background: `var(--step-${step})` }} aria-hidden />
            )}
            <span className={styles.title}>{title}</span>
            {tag}
            {count !== undefined && <span className={styles.count}>{count}</span>}
          </h1>
          {intro !== undefined && <p className={styles.intro}>{intro}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function useTabTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Huan`;
  }, [title]);
}
