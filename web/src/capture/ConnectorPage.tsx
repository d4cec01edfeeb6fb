import { Button } from 'antd';
import type { MenuProps } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { Job } from '@/access/nouns';
import { useCommand, useRead } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { JobProgress } from '@/jobs/JobProgress';
import { useJob } from '@/jobs/useJob';
import { useConfirmCount, useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { List } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { Problem } from '@/ui/Problem';
import { Facts, RecordPage } from '@/ui/RecordPage';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { None, Num, When } from '@/ui/values';
import styles from './Connector.module.css';
import { isUnderWay, Mark, placeText, problemOfRun, RunTag, scheduleText } from './connectorWords';
import type { Connector, ConnectorRun } from './nouns';

const refreshes = ['/api/connectors', '/api/connectors/{connector_id}/runs'];

/** One other system: when it is asked, how far it has told, and each run. */
export function ConnectorPage(): ReactElement {
  const { connector_id = '' } = useParams();
  const read = useRead<Connector>(
    '/api/connectors/{connector_id}',
    { params: { connector_id } },
    { every: 5_000 },
  );
  if (read.isPending) return <Skeleton padded rows={8} />;
  if (!read.data) return <Problem large error={read.error} onRetry={read.refetch} />;
  return <Whole connector={read.data} again={() => void read.refetch()} />;
}

function Whole({ connector, again }: { connector: Connector; again: () => void }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const may = useMay();
  const say = useSay();
  const run = useCommand<{ from_start?: boolean }, Connector>('post', '/api/connectors/{connector_id}/run', {
    refreshes,
    onDone: again,
  });
  const place = { params: { connector_id: connector.id } };
  const menu = useMenu(connector, () =>
    run.mutate({ ...place, body: { from_start: true } }, { onError: say.failed }),
  );
  const hasSchedule = Boolean(connector.every_minutes ?? connector.daily_at ?? false);
  return (
    <RecordPage
      title={connector.name}
      tag={
        isUnderWay(connector) ? (
          <StatusTag tone="busy">{t('capture.connectors.running')}</StatusTag>
        ) : hasSchedule && !connector.active ? (
          <StatusTag tone="warn">{t('capture.connectors.paused')}</StatusTag>
        ) : null
      }
      line={t('capture.connectors.line', {
        system: t(`capture.origin_system.${connector.origin.system}`),
        kind: t(`capture.kind.${connector.kind}`),
        when: scheduleText(t, connector),
      })}
      action={
        may('import_run') && (
          <Button
            type="primary"
            disabled={isUnderWay(connector)}
            loading={run.isPending}
            onClick={() => run.mutate({ ...place, body: {} }, { onError: say.failed })}
          >
            {t('capture.connectors.run_now')}
          </Button>
        )
      }
      {...(may('source_manage') ? { menu } : {})}
      left={<About connector={connector} />}
    >
      {isUnderWay(connector) && <Working connector={connector} again={again} />}
      {connector.last_run?.state === 'failed' && (
        <Card title={t('capture.connectors.failed')}>
          <p className={styles.problem}>{problemOfRun(t, connector.last_run.problem ?? '')}</p>
          <p className={styles.means}>{t('capture.connectors.failed_means')}</p>
        </Card>
      )}
      <Card title={t('capture.connectors.runs')} hint={t('capture.connectors.runs_means')} flush>
        <div className={styles.runs}>
          <List<ConnectorRun>
            path="/api/connectors/{connector_id}/runs"
            params={{ connector_id: connector.id }}
            name="connector_runs"
            rowKey={(one) => one.id}
            columns={runColumns(t, num)}
            every={5_000}
            empty={t('capture.connectors.no_runs')}
          />
        </div>
      </Card>
    </RecordPage>
  );
}

function useMenu(connector: Connector, fromStart: () => void): NonNullable<MenuProps['items']> {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const confirm = useConfirmCount();
  const say = useSay();
  const place = { params: { connector_id: connector.id } };
  const pause = useCommand<undefined, Connector>('post', '/api/connectors/{connector_id}/pause', {
    refreshes,
  });
  const resume = useCommand<undefined, Connector>('post', '/api/connectors/{connector_id}/resume', {
    refreshes,
  });
  const remove = useCommand('delete', '/api/connectors/{connector_id}', {
    refreshes: ['/api/connectors'],
    onDone: () => void navigate('/capture/connectors'),
  });
  const hasSchedule = Boolean(connector.every_minutes ?? connector.daily_at ?? false);
  return [
    {
      key: 'edit',
      label: t('capture.connectors.edit'),
      onClick: () => void navigate(`/capture/connectors/${String(connector.id)}/edit`),
    },
    ...(hasSchedule
      ? [
          {
            key: 'pause',
            label: t(connector.active ? 'capture.connectors.pause' : 'capture.connectors.resume'),
            onClick: () => (connector.active ? pause : resume).mutate(place, { onError: say.failed }),
          },
        ]
      : []),
    {
      key: 'again',
      label: t('capture.connectors.from_start'),
      disabled: isUnderWay(connector),
      onClick: () =>
        confirm({
          title: t('capture.connectors.from_start_ask', { name: connector.name }),
          text: t('capture.connectors.from_start_means'),
          action: t('capture.connectors.from_start'),
          danger: false,
          run: () => Promise.resolve(fromStart()),
        }),
    },
    {
      key: 'remove',
      danger: true,
      label: t('capture.connectors.remove'),
      onClick: () =>
        confirm({
          title: t('capture.connectors.remove_ask', { name: connector.name }),
          text: t('capture.connectors.remove_means'),
          action: t('capture.connectors.remove'),
          run: () => remove.mutateAsync(place),
        }),
    },
  ];
}

function About({ connector }: { connector: Connector }): ReactElement {
  const { t } = useTranslation();
  const { origin } = connector;
  const items = [
    { key: 'from', label: t('capture.connectors.from'), value: placeText(origin) },
    ...(origin.system === 'http'
      ? []
      : [{ key: 'user', label: t('capture.connectors.user'), value: origin.user }]),
    {
      key: 'secret',
      label: t(origin.system === 'http' ? 'capture.connectors.token' : 'capture.connectors.password'),
      value: t(connector.has_secret ? 'capture.connectors.secret_kept' : 'capture.connectors.secret_none'),
    },
    { key: 'mark', label: t('capture.connectors.mark'), value: origin.mark ? origin.mark : <None /> },
    {
      key: 'watermark',
      label: t('capture.connectors.watermark'),
      value: connector.watermark ? <Mark mark={connector.watermark} /> : <None />,
    },
    {
      key: 'next',
      label: t('capture.connectors.next'),
      value: connector.next_at ? <When at={connector.next_at} /> : <None />,
    },
    { key: 'by', label: t('capture.imports.by'), value: connector.created_by_name },
  ];
  return (
    <>
      <Card title={t('capture.connectors.about')}>
        <Facts items={items} />
      </Card>
      {origin.query && (
        <Card title={t('capture.connectors.query')}>
          <pre className={styles.query}>{origin.query}</pre>
        </Card>
      )}
      <Card title={t('capture.connectors.mapping')}>
        <Facts
          items={Object.entries(connector.mapping.columns).map(([column, field]) => ({
            key: column,
            label: column,
            value: t(`capture.field.${field}`, { defaultValue: field }),
          }))}
        />
      </Card>
    </>
  );
}

function Working({ connector, again }: { connector: Connector; again: () => void }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const confirm = useConfirmCount();
  const job = useJob(connector.last_run?.job_id, again);
  const stop = useCommand<undefined, Job>('post', '/api/jobs/{job_id}/stop', {
    refreshes: ['/api/jobs', ...refreshes],
  });
  const isFetching = connector.last_run?.state === 'fetching';
  return (
    <Card
      title={t(isFetching ? 'capture.connectors.fetching' : 'capture.connectors.importing')}
      extra={
        may('job_stop') &&
        job.data && (
          <Button
            danger
            onClick={() =>
              confirm({
                title: t('capture.imports.stop_ask', { name: connector.name }),
                text: t('capture.connectors.stop_means'),
                action: t('capture.connectors.stop'),
                run: () => stop.mutateAsync({ params: { job_id: connector.last_run?.job_id ?? 0 } }),
              })
            }
          >
            {t('capture.connectors.stop')}
          </Button>
        )
      }
    >
      {job.data ? <JobProgress job={job.data} /> : <Skeleton rows={1} />}
    </Card>
  );
}

function secondsOf(run: ConnectorRun): number | null {
  if (!run.ended_at) return null;
  return Math.max(0, (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000);
}

function runColumns(
  t: ReturnType<typeof useTranslation>['t'],
  num: (value: number) => string,
): Column<ConnectorRun>[] {
  return [
    {
      key: 'at',
      title: t('capture.connectors.started'),
      primary: true,
      render: (run) => <When at={run.started_at} />,
      csv: (run) => run.started_at,
    },
    {
      key: 'state',
      title: t('capture.imports.state'),
      render: (run) => (
        <>
          <RunTag run={run} />
          {run.problem && <small className={styles.problemLine}>{problemOfRun(t, run.problem)}</small>}
        </>
      ),
      csv: (run) => run.state,
    },
    {
      key: 'fetched',
      title: t('capture.connectors.fetched'),
      align: 'right',
      render: (run) =>
        run.import_id ? (
          <Link to={`/capture/imports/${String(run.import_id)}`}>{num(run.fetched)}</Link>
        ) : (
          <Num value={run.fetched} />
        ),
      csv: (run) => run.fetched,
    },
    {
      key: 'created',
      title: t('capture.outcome.created'),
      align: 'right',
      render: (run) => <Num value={run.outcome?.created} />,
      csv: (run) => run.outcome?.created,
    },
    {
      key: 'unchanged',
      title: t('capture.outcome.unchanged'),
      align: 'right',
      optional: true,
      render: (run) => <Num value={run.outcome?.unchanged} />,
      csv: (run) => run.outcome?.unchanged,
    },
    {
      key: 'refused',
      title: t('capture.outcome.refused'),
      align: 'right',
      render: (run) => <Num value={run.outcome?.refused} />,
      csv: (run) => run.outcome?.refused,
    },
    {
      key: 'marks',
      title: t('capture.connectors.marks'),
      wide: true,
      render: (run) =>
        run.to_mark ? (
          <Mark mark={run.to_mark} since={run.from_mark ?? t('capture.connectors.the_start')} />
        ) : (
          <None />
        ),
      csv: (run) => `${run.from_mark ?? ''} → ${run.to_mark ?? ''}`,
    },
    {
      key: 'took',
      title: t('capture.connectors.took'),
      align: 'right',
      wide: true,
      render: (run) => {
        const seconds = secondsOf(run);
        return seconds === null ? <None /> : t('capture.connectors.seconds', { n: seconds.toFixed(1) });
      },
      csv: (run) => secondsOf(run),
    },
    {
      key: 'by',
      title: t('capture.connectors.started_by'),
      optional: true,
      render: (run) =>
        run.started_by_name === 'system' ? t('capture.connectors.by_schedule') : run.started_by_name,
      csv: (run) => run.started_by_name,
    },
  ];
}
