import type { ReactElement, ReactNode } from 'react';
import { useTabTitle } from './Page';
import styles from './phone.module.css';

/** Shows what a customer will see, in a phone's shape. */
export function PhoneFrame({ children, label }: { children: ReactNode; label: string }): ReactElement {
  return (
    <figure className={styles.frame} aria-label={label}>
      <div className={styles.screen}>{children}</div>
    </figure>
  );
}

export interface PhonePageProps {
  title: string;
  /** Left of the title: back. */
  back?: ReactNode;
  /** Right of the title. */
  extra?: ReactNode;
  children: ReactNode;
  /** Stays at the thumb: the one action. */
  foot?: ReactNode;
}

/** A page made for a phone in a hand: one column, large targets, the action at the thumb. */
export function PhonePage({ title, back, extra, children, foot }: PhonePageProps): ReactElement {
  useTabTitle(title);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        {back}
        <h1>{title}</h1>
        {extra}
      </header>
      <main className={styles.body}>{children}</main>
      {foot !== undefined && <footer className={styles.foot}>{foot}</footer>}
    </div>
  );
}
