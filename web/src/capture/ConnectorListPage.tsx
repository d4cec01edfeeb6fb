import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/app/session';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { None, Num, When } from '@/ui/values';
import { Mark, placeText, RunTag, scheduleText } from './connectorWords';
import type { Connector } from './nouns';

/** Other systems that are asked for their new rows by schedule. */
export function ConnectorListPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const add = may('source_manage') && (
    <Link to="/capture/connectors/new">
      <Button type="primary">{t('capture.connectors.add')}</Button>
    </Link>
  );
  const columns: Column<Connector>[] = [
    {
      key: 'name',
      title: t('capture.connectors.name'),
      primary: true,
      render: (row) => <Link to={`/capture/connectors/${String(row.id)}`}>{row.name}</Link>,
      csv: (row) => row.name,
    },
    {
      key: 'from',
      title: t('capture.connectors.from'),
      render: (row) => (
        <span style={{ overflowWrap: 'anywhere' }}>
          {t(`capture.origin_system.${row.origin.system}`)}
          <small style={{ display: 'block', color: 'var(--text-3)' }}>{placeText(row.origin)}</small>
        </span>
      ),
      csv: (row) => `${row.origin.system} ${placeText(row.origin)}`,
    },
    {
      key: 'kind',
      title: t('capture.imports.kind'),
      render: (row) => t(`capture.kind.${row.kind}`),
      csv: (row) => row.kind,
    },
    {
      key: 'last',
      title: t('capture.connectors.last_run'),
      render: (row) => (row.last_run ? <RunTag run={row.last_run} /> : <None />),
      csv: (row) => row.last_run?.state,
    },
    {
      key: 'created',
      title: t('capture.outcome.created'),
      align: 'right',
      render: (row) => <Num value={row.last_run?.outcome?.created} />,
      csv: (row) => row.last_run?.outcome?.created,
    },
    {
      key: 'watermark',
      title: t('capture.connectors.watermark'),
      wide: true,
      render: (row) => (row.watermark ? <Mark mark={row.watermark} /> : <None />),
      csv: (row) => row.watermark,
    },
    {
      key: 'schedule',
      title: t('capture.connectors.schedule'),
      render: (row) => scheduleText(t, row),
    },
    {
      key: 'next',
      title: t('capture.connectors.next'),
      render: (row) => {
        if (row.next_at) return <When at={row.next_at} />;
        const hasSchedule = Boolean(row.every_minutes ?? row.daily_at ?? false);
        return hasSchedule ? <StatusTag tone="warn">{t('capture.connectors.paused')}</StatusTag> : <None />;
      },
      csv: (row) => row.next_at,
    },
  ];
  return (
    <ListPage<Connector>
      title={t('capture.connectors.title')}
      step="capture"
      intro={t('capture.connectors.intro')}
      name="connectors"
      path="/api/connectors"
      rowKey={(row) => row.id}
      columns={columns}
      every={10_000}
      empty={t('capture.connectors.empty')}
      emptyAction={add}
      actions={add}
    />
  );
}
