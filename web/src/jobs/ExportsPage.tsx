import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '@/access/nouns';
import { base } from '@/api/base';
import { useCommand } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { sizeText } from '@/capture/size';
import { useConfirmCount, useSay } from '@/ui/actions';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { None, Num, When } from '@/ui/values';
import { JobProgress } from './JobProgress';

const keptFor = 7 * 24 * 3_600_000;

/** Archives of everything: started here, downloaded here, deleted after a week. */
export function ExportsPage(): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const may = useMay();
  const say = useSay();
  const start = useCommand<object, Job>('post', '/api/exports', {
    refreshes: ['/api/jobs'],
    onDone: () => say.done(t('jobs.exports.started')),
  });
  const add = may('customer_reveal') && (
    <Button
      type="primary"
      loading={start.isPending}
      onClick={() => start.mutate({ body: {} }, { onError: say.failed })}
    >
      {t('jobs.exports.start')}
    </Button>
  );
  const figure = (job: Job, key: string) => {
    const value = job.result[key];
    return typeof value === 'number' ? value : null;
  };
  const columns: Column<Job>[] = [
    {
      key: 'at',
      title: t('jobs.at'),
      primary: true,
      render: (job) => <When at={job.created_at} />,
      csv: (job) => job.created_at,
    },
    {
      key: 'state',
      title: t('jobs.state'),
      render: (job) => <StatusTag status={job.state}>{t(`jobs.states.${job.state}`)}</StatusTag>,
      csv: (job) => job.state,
    },
    {
      key: 'progress',
      title: t('jobs.progress'),
      width: 240,
      render: (job) => (job.state === 'done' ? <None /> : <JobProgress job={job} />),
    },
    {
      key: 'tables',
      title: t('jobs.exports.tables'),
      align: 'right',
      wide: true,
      render: (job) => <Num value={figure(job, 'tables')} />,
    },
    {
      key: 'rows',
      title: t('jobs.exports.rows'),
      align: 'right',
      render: (job) => <Num value={figure(job, 'rows')} />,
      csv: (job) => figure(job, 'rows'),
    },
    {
      key: 'size',
      title: t('jobs.exports.size'),
      align: 'right',
      render: (job) => {
        const size = figure(job, 'size');
        return size === null ? <None /> : sizeText(size, num);
      },
      csv: (job) => figure(job, 'size'),
    },
    { key: 'by', title: t('jobs.by'), wide: true, render: (job) => job.created_by_name },
    {
      key: 'file',
      title: t('jobs.exports.archive'),
      align: 'right',
      render: (job) => <Archive job={job} />,
    },
  ];
  return (
    <ListPage<Job>
      title={t('jobs.exports.title')}
      intro={t('jobs.exports.intro')}
      name="exports"
      path="/api/jobs"
      query={{ kind: 'server.export' }}
      rowKey={(job) => job.id}
      columns={columns}
      every={3_000}
      empty={t('jobs.exports.empty')}
      emptyAction={add}
      actions={add}
    />
  );
}

function Archive({ job }: { job: Job }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const confirm = useConfirmCount();
  const stop = useCommand<undefined, Job>('post', '/api/jobs/{job_id}/stop', { refreshes: ['/api/jobs'] });
  if (job.state === 'queued' || job.state === 'running')
    return may('job_stop') ? (
      <Button
        type="text"
        size="small"
        danger
        onClick={() =>
          confirm({
            title: t('jobs.stop_ask', { title: t('jobs.exports.title') }),
            action: t('jobs.stop'),
            run: () => stop.mutateAsync({ params: { job_id: job.id } }),
          })
        }
      >
        {t('jobs.stop')}
      </Button>
    ) : (
      <None />
    );
  if (job.state !== 'done') return <None />;
  const isGone = Date.now() - Date.parse(job.finished_at ?? job.created_at) > keptFor;
  if (isGone) return <small style={{ color: 'var(--text-3)' }}>{t('jobs.exports.gone')}</small>;
  return (
    <Button
      size="small"
      icon={<DownloadOutlined />}
      href={`${base}/api/exports/${String(job.id)}/archive`}
      download
    >
      {t('jobs.exports.download')}
    </Button>
  );
}
