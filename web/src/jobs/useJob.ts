import { useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Job, JobState } from '@/access/nouns';
import { keyOf, useRead } from '@/api/hooks';
import { useLive } from '@/api/live';
import type { ApiProblem } from '@/api/problem';

const over: readonly JobState[] = ['done', 'failed', 'stopped'];

export function isOver(job: Job): boolean {
  return over.includes(job.state);
}

/**
 * Long work as it goes on: told by the server as it happens, and asked for every few seconds where that line
 * is down. `onOver` is called once, when the job has ended.
 */
export function useJob(
  jobId: number | null | undefined,
  onOver?: (job: Job) => void,
): UseQueryResult<Job, ApiProblem> {
  const client = useQueryClient();
  const place = { params: { job_id: jobId ?? 0 } };
  const told = useRef<number | null>(null);
  const known = client.getQueryData<Job>(keyOf('/api/jobs/{job_id}', place));
  const ended = known !== undefined && isOver(known);
  const job = useRead<Job>('/api/jobs/{job_id}', place, {
    enabled: jobId !== null && jobId !== undefined,
    ...(ended ? {} : { every: 3_000 }),
  });
  useLive<Job>(['job'], ({ data }) => {
    if (data.id === jobId) client.setQueryData(keyOf('/api/jobs/{job_id}', place), data);
  });
  useEffect(() => {
    // One that was stopped may have been let go on: it ends a second time.
    if (job.data && !isOver(job.data)) told.current = null;
    if (job.data && isOver(job.data) && told.current !== job.data.id) {
      told.current = job.data.id;
      onOver?.(job.data);
    }
  });
  return job;
}
