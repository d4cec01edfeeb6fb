import { CheckCircleFilled, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '@/api/hooks';
import { pages } from '@/app/registry';
import { useMay } from '@/app/session';
import { Card } from '@/ui/Card';
import styles from './FirstSteps.module.css';
import { onboardingPath, stepPaths, useOnboarding } from './onboarding';

/** The way into the loop: what is done, and what comes next. Gone once all is done or nobody wants it. */
export function FirstSteps(): ReactElement | null {
  const { t } = useTranslation();
  const may = useMay();
  const state = useOnboarding().data;
  const dismiss = useCommand<undefined>('post', `${onboardingPath}/dismissal`, {
    refreshes: [onboardingPath],
  });
  if (!state || state.dismissed) return null;
  const done = state.steps.filter((step) => step.done).length;
  if (done === state.steps.length) return null;
  const next = state.steps.find((step) => !step.done)?.step;
  return (
    <Card
      title={t('home.first.title')}
      hint={t('home.first.progress', { done, all: state.steps.length })}
      extra={
        may('settings_manage') && (
          <Button type="text" size="small" loading={dismiss.isPending} onClick={() => dismiss.mutate({})}>
            {t('home.first.dismiss')}
          </Button>
        )
      }
    >
      {/* The library's own is heavy for the first page somebody sees. */}
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={t('home.first.progress', { done, all: state.steps.length })}
        aria-valuemax={state.steps.length}
        aria-valuenow={done}
      >
        <span style={{ width: `${String((100 * done) / state.steps.length)}%` }} />
      </div>
      <ol className={styles.steps}>
        {state.steps.map(({ step, done: isDone }) => {
          const path = stepPaths[step];
          const open = pages.some((page) => page.path === path && (!page.permission || may(page.permission)));
          const text = (
            <>
              {isDone ? (
                <CheckCircleFilled className={styles.done} aria-label={t('home.first.done')} />
              ) : (
                <span className={styles.todo} aria-hidden />
              )}
              <span className={styles.words}>
                <strong>{t(`home.first.step.${step}`)}</strong>
                {step === next && <span>{t(`home.first.why.${step}`)}</span>}
              </span>
              {!isDone && open && <RightOutlined className={styles.go} aria-hidden />}
            </>
          );
          return (
            <li key={step} data-done={isDone} data-next={step === next}>
              {!isDone && open ? (
                <Link className={styles.step} to={path}>
                  {text}
                </Link>
              ) : (
                <span className={styles.step}>{text}</span>
              )}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
