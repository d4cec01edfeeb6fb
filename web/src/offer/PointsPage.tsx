import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { Card } from '@/ui/Card';
import { List } from '@/ui/ListPage';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { MetricTile, MetricTiles } from '@/ui/report';
import { Skeleton } from '@/ui/Skeleton';
import { useMoveColumns } from './PointMoves';
import { PointRuleForm } from './PointRuleForm';
import { pointKinds } from './points';
import type { PointMove, PointRule } from './points';
import styles from './Points.module.css';

/** Points: what we owe in them, how they are earned, and every movement. */
export function PointsPage(): ReactElement {
  const { t } = useTranslation();
  const columns = useMoveColumns({ people: true });
  return (
    <Page title={t('offer.points.title')} step="offer" intro={t('offer.points.intro')}>
      <Figures />
      <Rule />
      <List<PointMove>
        path="/api/points/entries"
        name="points"
        rowKey={(move) => move.id}
        columns={columns}
        views={[
          { key: 'all', label: t('ui.list.all'), query: {} },
          ...pointKinds
            .filter((kind) => kind !== 'forfeit')
            .map((kind) => ({ key: kind, label: t(`offer.points.kind.${kind}`), query: { kind } })),
        ]}
        empty={t('offer.points.empty')}
      />
    </Page>
  );
}

function Figures(): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const read = useRead('/api/points/ledger');
  if (read.isPending) return <Skeleton rows={2} />;
  if (!read.data) return <Problem error={read.error} onRetry={read.refetch} />;
  const book = read.data;
  const held = [
    t('offer.points.figure.people', { count: book.people, people: num(book.people) }),
    book.ending_soon > 0 && t('offer.points.figure.ending_soon', { points: num(book.ending_soon) }),
  ]
    .filter(Boolean)
    .join(' · ');
  const tiles: [string, number, string?][] = [
    ['held', book.held, held],
    ['granted', 0 - book.promised],
    ['spent', book.spent],
    ['expired', book.expired],
  ];
  return (
    <MetricTiles>
      {tiles.map(([key, value, before]) => (
        <MetricTile
          key={key}
          name={t(`offer.points.figure.${key}`)}
          definition={t(`offer.points.figure.${key}_means`)}
          value={num(value)}
          before={before}
        />
      ))}
    </MetricTiles>
  );
}

/** How points are earned, as a sentence; changed beside it. */
function Rule(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const read = useRead('/api/points/rule');
  const rule = read.data;
  return (
    <Card title={t('offer.points.rule.title')}>
      {read.isPending && <Skeleton rows={1} />}
      {read.isError && <Problem error={read.error} onRetry={read.refetch} />}
      {rule && (
        <div className={styles.rule}>
          <p>
            <RuleText rule={rule} />
          </p>
          {may('offer_manage') && (
            <Button type={rule.enabled ? 'default' : 'primary'} onClick={() => setEditing(true)}>
              {t(rule.enabled ? 'offer.points.rule.change' : 'offer.points.rule.start')}
            </Button>
          )}
        </div>
      )}
      {editing && rule && <PointRuleForm rule={rule} onClose={() => setEditing(false)} />}
    </Card>
  );
}

function RuleText({ rule }: { rule: PointRule }): ReactElement {
  const { t } = useTranslation();
  const { money, num, locale } = useFormat();
  if (!rule.enabled) return <>{t('offer.points.rule.off')}</>;
  const said = [
    t('offer.points.rule.earns', {
      amount: money(100 * 10 ** locale.currency_digits, { whole: true }),
      points: num(rule.points_per_100),
    }),
    rule.expire_days
      ? t('offer.points.rule.ends', { count: rule.expire_days, days: num(rule.expire_days) })
      : t('offer.points.rule.lasts'),
  ];
  return (
    <>
      {said.join(t('customer.portrait.comma'))}
      {t('offer.points.rule.stop')}
      <small>{t(`offer.points.rule.${rule.count_history ? 'with' : 'without'}_history`)}</small>
    </>
  );
}
