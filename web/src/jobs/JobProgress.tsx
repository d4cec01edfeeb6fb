import { Progress } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '@/access/nouns';
import { useFormat } from '@/app/session';
import { writtenProblem } from '@/ui/problemText';
import { isOver } from './useJob';

/** How far a job is: a bar while it runs, its figures, the stage it is at or why it failed. */
export function JobProgress({ job }: { job: Job }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const total = job.total ?? 0;
  // More than was foreseen: the figure alone, not 57 of 46.
  const words =
    total >= job.done && total > 0
      ? t('jobs.done_of', { done: num(job.done), total: num(total) })
      : num(job.done);
  const failed = job.state === 'failed';
  const stage = t(`jobs.stage.${job.message}`, { defaultValue: job.message });
  const why = failed && job.message !== '' ? writtenProblem(job.message, t) || t('jobs.failed_hint') : '';
  const message = why || (job.message !== '' && !isOver(job) ? stage : '');
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
      <small
        style={{ color: failed ? 'var(--harm)' : 'var(--text-3)' }}
        title={failed ? job.message : undefined}
      >
        {[words, message].filter(Boolean).join(' · ')}
      </small>
    </div>
  );
}
