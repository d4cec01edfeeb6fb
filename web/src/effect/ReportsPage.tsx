import { Segmented } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { Span } from '@/scene/Span';
import type { Campaign } from '@/scene/nouns';
import type { Column } from '@/ui/ListPage';
import { List } from '@/ui/ListPage';
import { Page } from '@/ui/Page';
import { None, Num } from '@/ui/values';
import styles from './Effect.module.css';
import type { Report } from './words';
import { earned, reportPath, shortVerdict, toneOf } from './words';

const states = ['live', 'paused', 'ended'] as const;

/** What each launched campaign earned. */
export function ReportsPage(): ReactElement {
  const { t } = useTranslation();
  const [status, setStatus] = useState<(typeof states)[number]>('live');
  return (
    <Page title={t('effect.reports.title')} step="effect" intro={t('effect.reports.intro')}>
      <List<Campaign>
        key={status}
        lead={
          <Segmented
            value={status}
            options={states.map((value) => ({ value, label: t(`scene.is.${value}`) }))}
            onChange={setStatus}
          />
        }
        name="reports"
        path="/api/campaigns"
        query={{ status }}
        rowKey={(campaign) => campaign.id}
        columns={useColumns()}
        empty={t('effect.reports.empty')}
        emptyAction={<Link to="/scene/campaigns">{t('effect.reports.to_campaigns')}</Link>}
      />
    </Page>
  );
}

function useColumns(): Column<Campaign>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      title: t('scene.campaigns.name'),
      primary: true,
      render: (campaign) => <Link to={`/effect/campaigns/${String(campaign.id)}`}>{campaign.name}</Link>,
      csv: (campaign) => campaign.name,
    },
    {
      key: 'verdict',
      title: t('effect.reports.verdict'),
      render: (campaign) => <Short id={campaign.id} />,
    },
    {
      key: 'metric',
      title: t('effect.reports.metric'),
      wide: true,
      render: (campaign) => t(`scene.metric.${campaign.metric}`),
      csv: (campaign) => campaign.metric,
    },
    {
      key: 'treated',
      title: t('effect.treated'),
      align: 'right',
      render: (campaign) =>
        campaign.segment_id === undefined ? <None /> : <Num value={campaign.audience_size} />,
      csv: (campaign) => campaign.audience_size,
    },
    {
      key: 'holdout',
      title: t('effect.holdout'),
      align: 'right',
      wide: true,
      render: (campaign) =>
        campaign.segment_id === undefined ? <None /> : <Num value={campaign.holdout_size} />,
      csv: (campaign) => campaign.holdout_size,
    },
    {
      key: 'dates',
      title: t('scene.campaigns.dates'),
      wide: true,
      render: (campaign) => <Span from={campaign.launched_at} to={campaign.ended_at ?? campaign.ends_at} />,
    },
  ];
}

function Short({ id }: { id: number }): ReactElement {
  const { t } = useTranslation();
  const { money } = useFormat();
  const read = useRead<Report>(reportPath, { params: { campaign_id: id } }, { staleTime: 60_000 });
  if (read.isError) return <None />;
  if (read.data === undefined) return <span className={styles.quiet}>{t('ui.loading')}</span>;
  const net = earned(read.data);
  const range =
    net &&
    t('effect.short.interval', {
      low: money(Math.round(net.low), { whole: true }),
      high: money(Math.round(net.high), { whole: true }),
    });
  return (
    <span className={styles.short} data-tone={toneOf(read.data)}>
      {shortVerdict(t, read.data, money)}
      {range && <span className={styles.quiet}>{range}</span>}
    </span>
  );
}
