import { UpOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Step } from '@/theme/theme';
import { Card } from './Card';
import styles from './EditorPage.module.css';
import { Page } from './Page';
import { Problem } from './Problem';
import { Skeleton } from './Skeleton';
import { When } from './values';

export interface EditorPageProps {
  title: string;
  step?: Step;
  intro?: ReactNode;
  actions?: ReactNode;
  /** The sections, `EditorSection` each. */
  children: ReactNode;
  /** A `ConsequencePanel`. */
  panel: ReactNode;
}

/** Form left, what it would do right. */
export function EditorPage({ title, step, intro, actions, children, panel }: EditorPageProps): ReactElement {
  return (
    <Page title={title} {...(step ? { step } : {})} intro={intro} actions={actions}>
      <div className={styles.columns}>
        <div className={styles.form}>{children}</div>
        {panel}
      </div>
    </Page>
  );
}

export interface EditorSectionProps {
  /** Place in the order, or a letter. */
  mark?: ReactNode;
  title: ReactNode;
  hint?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
}

export function EditorSection({ mark, title, hint, extra, children }: EditorSectionProps): ReactElement {
  const head = (
    <>
      {mark !== undefined && <span className={styles.number}>{mark}</span>}
      {title}
    </>
  );
  return (
    <Card title={head} hint={hint} extra={extra}>
      {children}
    </Card>
  );
}

export interface ConsequencePanelProps {
  /** Being worked out anew; what is shown is the answer before. */
  busy?: boolean;
  /** Nothing worked out yet. */
  pending?: boolean;
  error?: unknown;
  onRetry?: () => unknown;
  /** The consequences in one line, which stays at a phone's lower edge: "4,212 people · ¥3,400". */
  summary?: ReactNode;
  /** `Consequence` parts. */
  children?: ReactNode;
  /** Below: the button that makes it so. */
  foot?: ReactNode;
}

/** What would happen, worked out while one types: people, clashes, skips, cost, the words they will read. */
export function ConsequencePanel(props: ConsequencePanelProps): ReactElement {
  const { busy, pending, error, onRetry, summary, children, foot } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const failed = error !== undefined && error !== null;
  return (
    <aside className={styles.panel} data-open={open} aria-live="polite" aria-busy={busy ?? false}>
      <Card title={t('ui.editor.consequences')} className={styles.sheet ?? ''}>
        {failed && <Problem error={error} {...(onRetry ? { onRetry } : {})} />}
        {!failed && pending && <Skeleton rows={6} />}
        {!failed && !pending && <div className={busy ? styles.busy : undefined}>{children}</div>}
        {foot !== undefined && <div className={styles.consequence}>{foot}</div>}
      </Card>
      <button type="button" className={styles.handle} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span>{summary ?? t('ui.editor.consequences')}</span>
        <UpOutlined className={styles.arrow} data-open={open} aria-hidden />
      </button>
    </aside>
  );
}

/** One consequence: its name, perhaps one large figure, and its explanation. */
export function Consequence({
  title,
  figure,
  children,
}: {
  title: ReactNode;
  figure?: ReactNode;
  children?: ReactNode;
}): ReactElement {
  return (
    <section className={styles.consequence}>
      <h3>{title}</h3>
      {figure !== undefined && <p className={styles.figure}>{figure}</p>}
      {children}
    </section>
  );
}

/** That the draft is kept by itself, and since when. */
export function SavedMark({ saving, at }: { saving?: boolean; at?: string | number | null }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className={styles.saved} role="status">
      {saving ? (
        t('ui.editor.saving')
      ) : at ? (
        <>
          {t('ui.editor.saved')} <When at={at} as="time" />
        </>
      ) : null}
    </span>
  );
}
