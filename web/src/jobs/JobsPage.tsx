import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '@/access/nouns';
import { refresh, useCommand } from '@/api/hooks';
import { useLive } from '@/api/live';
import type { Page } from '@/api/types';
import { useMay } from '@/app/session';
import { useConfirmCount } from '@/ui/actions';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import { JobProgress } from './JobProgress';

/** Long work: imports, exports, snapshots of segments; how far it is, and how it ended. */
export function JobsPage(): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  useLive<Job>(['job'], ({ data }) => {
    let shown = false;
    client.setQueriesData<Page<Job>>({ queryKey: ['/api/jobs'] }, (page) => {
      shown ||= page?.items.some((job) => job.id === data.id) ?? false;
      return page && { ...page, items: page.items.map((job) => (job.id === data.id ? data : job)) };
    });
    if (!shown) void refresh(client, '/api/jobs');
  });
  const columns: Column<Job>[] = [
    {
      key: 'title',
      title: t('jobs.what'),
      primary: true,
      render: (job) => titleOf(job, t),
      csv: (job) => titleOf(job, t),
    },
    {
      key: 'kind',
      title: t('jobs.kind'),
      render: (job) => t(`jobs.kinds.${job.kind.replace('.', '_')}`, { defaultValue: job.kind }),
      csv: (job) => job.kind,
    },
    { key: 'progress', title: t('jobs.progress'), width: 240, render: (job) => <JobProgress job={job} /> },
    {
      key: 'state',
      title: t('jobs.state'),
      render: (job) => <StatusTag status={job.state}>{t(`jobs.states.${job.state}`)}</StatusTag>,
      csv: (job) => job.state,
    },
    {
      key: 'by',
      title: t('jobs.by'),
      wide: true,
      render: (job) => job.created_by_name || t('access.actor.system'),
      csv: (job) => job.created_by_name,
    },
    {
      key: 'at',
      title: t('jobs.at'),
      render: (job) => <When at={job.created_at} />,
      csv: (job) => job.created_at,
    },
    { key: 'act', title: '', align: 'right', render: (job) => <Stop job={job} /> },
  ];
  return (
    <ListPage<Job>
      title={t('jobs.title')}
      intro={t('jobs.intro')}
      name="jobs"
      path="/api/jobs"
      rowKey={(job) => job.id}
      columns={columns}
      every={15_000}
      views={[
        { key: 'all', label: t('jobs.all'), query: {} },
        { key: 'unfinished', label: t('jobs.unfinished'), query: { unfinished: 'true' } },
        { key: 'failed', label: t('jobs.states.failed'), query: { state: 'failed' } },
      ]}
      empty={t('jobs.empty')}
    />
  );
}

/** What it is about; the server's own names for what has no file or list to be called after. */
function titleOf(job: Job, t: TFunction): string {
  if (job.kind === 'server.export') return t('jobs.title_export');
  // "tag vip", "untag vip", "assign": what a bulk action does, as the server calls it.
  const [, verb, tag = ''] = /^(tag|untag|assign)(?: (.*))?$/s.exec(job.title) ?? [];
  if (job.kind.startsWith('customer.bulk') && verb !== undefined)
    return t(`jobs.title_bulk.${verb}`, { tag });
  const [, id] = /^customer (\d+)$/.exec(job.title) ?? [];
  return id === undefined ? job.title : t('jobs.title_customer', { id });
}

function Stop({ job }: { job: Job }): ReactElement | null {
  const { t } = useTranslation();
  const may = useMay();
  const confirm = useConfirmCount();
  const stop = useCommand<undefined, Job>('post', '/api/jobs/{job_id}/stop', { refreshes: ['/api/jobs'] });
  if (!may('job_stop') || (job.state !== 'queued' && job.state !== 'running')) return null;
  return (
    <Button
      type="text"
      size="small"
      danger
      onClick={() =>
        confirm({
          title: t('jobs.stop_ask', { title: titleOf(job, t) }),
          text: t('jobs.stop_means'),
          action: t('jobs.stop'),
          run: () => stop.mutateAsync({ params: { job_id: job.id } }),
        })
      }
    >
      {t('jobs.stop')}
    </Button>
  );
}
