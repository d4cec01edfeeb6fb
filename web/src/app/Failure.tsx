import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '@/api/problem';
import styles from '@/ui/states.module.css';

/** The server could not be asked who we are; drawn without Ant Design, which is not loaded yet. */
export function Failure({ error, onRetry }: { error: ApiProblem; onRetry: () => unknown }): ReactElement {
  const { t } = useTranslation();
  const text =
    error.status === 0 ? t('ui.problem.network') : t('ui.problem.unknown', { status: error.status });
  return (
    <div className={styles.state} role="alert">
      <p className={styles.strong}>{text}</p>
      <button type="button" onClick={() => void onRetry()}>
        {t('ui.retry')}
      </button>
    </div>
  );
}
