import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat, useMay } from '@/app/session';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { None, Num, When } from '@/ui/values';
import type { Segment } from './nouns';
import styles from './Segment.module.css';
import { ruleText } from './sentence';
import { useSegmentNames } from './useVocabulary';

/** Named groups of customers, each with its rule in words, its size and how fresh that is. */
export function SegmentListPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const format = useFormat();
  const nameOf = useSegmentNames();
  const add = may('segment_write') ? (
    <Link to="/insight/segments/new">
      <Button type="primary">{t('insight.segments.add')}</Button>
    </Link>
  ) : undefined;
  const columns: Column<Segment>[] = [
    {
      key: 'name',
      title: t('insight.segments.name'),
      primary: true,
      render: (row) => <Link to={`/insight/segments/${String(row.id)}`}>{row.name}</Link>,
      csv: (row) => row.name,
    },
    {
      key: 'rule',
      title: t('insight.segments.rule'),
      render: (row) => <span className={styles.rule}>{ruleText(row.rule, t, format, nameOf)}</span>,
      csv: (row) => ruleText(row.rule, t, format, nameOf),
    },
    {
      key: 'size',
      title: t('insight.segments.size'),
      align: 'right',
      render: (row) => <Num value={row.snapshot?.size} />,
      csv: (row) => row.snapshot?.size,
    },
    {
      key: 'fresh',
      title: t('insight.segments.fresh'),
      render: (row) => <Fresh segment={row} />,
      csv: (row) => row.snapshot?.taken_at,
    },
    {
      key: 'updated',
      title: t('insight.segments.updated'),
      optional: true,
      render: (row) => <When at={row.updated_at} />,
    },
  ];
  return (
    <ListPage<Segment>
      title={t('insight.segments.title')}
      step="insight"
      name="segments"
      path="/api/segments"
      rowKey={(row) => row.id}
      columns={columns}
      search={{ placeholder: t('insight.segments.search') }}
      empty={t('insight.segments.empty')}
      emptyAction={add}
      actions={add}
    />
  );
}

export function Fresh({ segment }: { segment: Segment }): ReactElement {
  const { t } = useTranslation();
  if (!segment.snapshot) return <None />;
  if (!segment.is_current) return <StatusTag tone="warn">{t('insight.segments.outdated')}</StatusTag>;
  return <When at={segment.snapshot.taken_at} />;
}
