import { Alert, Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { ApiProblem } from '@/api/problem';
import styles from './states.module.css';

type Translate = ReturnType<typeof useTranslation>['t'];

/** Words for a refusal: ours by its code (`offer.over` -> key `offer.problem.over`), else the server's. */
export function problemText(problem: ApiProblem, t: Translate): string {
  const [module = '', ...rest] = problem.code.split('.');
  const ours =
    problem.code === 'network'
      ? ['ui.problem.network']
      : [`${module}.problem.${rest.join('.')}`, `problem.${problem.code}`];
  const byStatus = `ui.problem.status_${String(problem.status)}`;
  const said = problem.message === String(problem.status) ? undefined : problem.message;
  const text = t([...ours, ...(said === undefined ? [byStatus, 'ui.problem.unknown'] : [])], {
    defaultValue: said ?? problem.message,
    status: problem.status,
  });
  return text;
}

/** A refusal somebody wrote down, "connector.refused (origin.query): ...", in words; empty if it is none. */
export function writtenProblem(text: string, t: Translate): string {
  const [, code = '', detail = ''] = /^([a-z_]+\.[a-z_]+)(?: \([^)]*\))?: (.*)$/s.exec(text) ?? [];
  if (code === '') return '';
  const said = t(`problem.${code}`, { defaultValue: '' });
  return said === '' ? detail : t('ui.problem.with_detail', { said, detail });
}

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
  const detail = [problem.field && t('ui.problem.field', { field: problem.field }), problem.detail]
    .filter(Boolean)
    .join(' · ');
  if (large) {
    // What is not there will not be there at the next try: the way back is what helps.
    const isGone = problem.status === 404;
    return (
      <div className={styles.state} role="alert">
        <p className={styles.strong}>{problemText(problem, t)}</p>
        {isGone && <p className={styles.quiet}>{t('ui.problem.gone_hint')}</p>}
        {!isGone && problem.detail && <p className={styles.quiet}>{problem.detail}</p>}
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
