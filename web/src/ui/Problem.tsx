import { Alert, Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { detailText, problemText } from './problemText';
import styles from './states.module.css';

export interface ProblemProps {
  error: unknown;
  onRetry?: () => unknown;
  /** Fills the place of what could not be shown, rather than standing above it. */
  large?: boolean;
}

/** What went wrong, with which field, and what to do. */
export function Problem({ error, onRetry, large }: ProblemProps): ReactElement {
  const { t } = useTranslation();
  const problem = asProblem(error);
  const retry = onRetry && (
    <Button size={large ? 'middle' : 'small'} onClick={() => void onRetry()}>
      {t('ui.retry')}
    </Button>
  );
  const said = problem.detail && detailText(problem.detail, t);
  const detail = [problem.field && t('ui.problem.field', { field: problem.field }), said]
    .filter(Boolean)
    .join(' · ');
  if (large) {
    // What is not there will not be there at the next try: the way back is what helps.
    const isGone = problem.status === 404;
    return (
      <div className={styles.state} role="alert">
        <p className={styles.strong}>{problemText(problem, t)}</p>
        {isGone && <p className={styles.quiet}>{t('ui.problem.gone_hint')}</p>}
        {!isGone && said && <p className={styles.quiet}>{said}</p>}
        {isGone ? <Button onClick={() => window.history.back()}>{t('ui.back')}</Button> : retry}
      </div>
    );
  }
  return (
    <Alert
      type={problem.isUncertain ? 'warning' : 'error'}
      showIcon
      title={problemText(problem, t)}
      description={detail || undefined}
      action={retry}
      role="alert"
    />
  );
}
