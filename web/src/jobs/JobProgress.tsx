import { Progress } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '@/access/nouns';
import { useFormat } from '@/app/session';
import { isOver } from './useJob';

/** How far a job is: a bar while it runs, its figures, the stage it is at or why it failed. */
export function JobProgress({ job }: { job: Job }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const total = job.total ?? 0;
  const words = total > 0 ? t('jobs.done_of', { done: num(job.done), total: num(total) }) : num(job.done);
  const failed = job.state === 'failed';
  const message =
    job.message !== '' && (failed || !isOver(job))
      ? ` · ${t(`jobs.stage.${job.message}`, { defaultValue: job.message })}`
      : '';
  return (
    <div style={{ minWidth: 180 }}>
      {job.state !== 'done' && total > 0 && (
        <Progress
          percent={Math.floor((job.done / total) * 100)}
          size="small"
          status={failed ? 'exception' : isOver(job) ? 'normal' : 'active'}
          aria-label={job.title}
        />
      )}
      <small style={{ color: failed ? 'var(--harm)' : 'var(--text-3)' }}>{words + message}</small>
    </div>
  );
}
