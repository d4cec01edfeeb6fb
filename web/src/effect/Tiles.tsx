import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '@/api';
import { useFormat } from '@/app/session';
import { MetricTile, MetricTiles } from '@/ui/report';
import { Money, None, Num, Percent } from '@/ui/values';
import styles from './Effect.module.css';
import type { Rate, Report } from './words';

interface TileData {
  key: string;
  value: ReactNode;
  before?: ReactNode;
  warning?: ReactNode;
}

/** Every metric of the report in its group; its definition on hover, before or its parts below. */
export function Tiles({ report }: { report: Report }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {useGroups(report).map(({ group, tiles }) => (
        <section key={group}>
          <h2 className={styles.group}>{t(`effect.group.${group}`)}</h2>
          <MetricTiles>
            {tiles.map(({ key, ...tile }) => (
              <MetricTile
                key={key}
                name={t(`effect.metric.${key}`)}
                definition={t(`effect.definition.${key}`)}
                {...tile}
              />
            ))}
          </MetricTiles>
        </section>
      ))}
    </>
  );
}

function useGroups(report: Report): { group: string; tiles: TileData[] }[] {
  const { t } = useTranslation();
  const { num, money, percent } = useFormat();
  const of = (rate: Rate) => t('effect.of', { part: num(rate.part), whole: num(rate.whole) });
  const share = (key: string, rate: Rate, more: Partial<TileData> = {}): TileData => ({
    key,
    value: <Percent share={rate.value} />,
    before: of(rate),
    ...more,
  });
  const sums = (key: string, rate: Rate): TileData => ({
    key,
    value: <Percent share={rate.value} />,
    before: t('effect.of', { part: money(rate.part), whole: money(rate.whole) }),
  });
  const compares = report.verdict !== 'no_holdout';
  const versus = (one: Schema<'Increment'>, write: (value: number) => string) =>
    compares
      ? t('effect.versus', { treated: write(one.treated_mean), holdout: write(one.holdout_mean) })
      : t('effect.no_holdout');
  const cents = (value: number) => money(Math.round(value));
  const gained = (one: Schema<'Increment'>) =>
    one.total === undefined ? <None /> : <Money minor={Math.round(one.total)} whole sign />;
  const pieces = (value: number) => num(value, { maximumFractionDigits: 3 });
  const before = (value: ReactNode) => (
    <>
      {t('effect.before')} {value}
    </>
  );

  return [
    {
      group: 'increment',
      tiles: [
        { key: 'amount', value: gained(report.amount), before: versus(report.amount, cents) },
        {
          key: 'orders',
          value:
            report.orders.total === undefined ? (
              <None />
            ) : (
              num(report.orders.total, { maximumFractionDigits: 0, signDisplay: 'exceptZero' })
            ),
          before: versus(report.orders, pieces),
        },
        {
          key: 'profit',
          value: report.profit ? gained(report.profit) : <None />,
          before: report.profit ? versus(report.profit, cents) : t('effect.no_cost'),
        },
        {
          key: 'roi',
          value: <Percent share={report.roi} />,
          before: t('effect.of_cost', { cost: money(report.cost, { whole: true }) }),
        },
      ],
    },
    {
      group: 'money',
      tiles: [
        { key: 'sales_amount', value: <Money minor={report.sales_amount} whole /> },
        {
          key: 'subsidy',
          value: <Money minor={report.subsidy} whole />,
          before: t('effect.borne', {
            merchant: money(report.subsidy_merchant, { whole: true }),
            platform: money(report.subsidy_platform, { whole: true }),
          }),
        },
        sums('discount_depth', report.discount_depth),
        { key: 'placement_cost', value: <Money minor={report.placement_cost} whole /> },
        { key: 'cost', value: <Money minor={report.cost} whole /> },
      ],
    },
    {
      group: 'behaviour',
      tiles: [
        share('delivery', report.delivery),
        share('reach', report.reach),
        share(
          'redemption',
          report.redemption,
          report.redemption_low ? { warning: t('effect.redemption_low') } : {},
        ),
        {
          key: 'order_value',
          value: <Money minor={report.order_value} />,
          before: before(<Money minor={report.order_value_before} />),
        },
        {
          key: 'order_conversion',
          value: <Percent share={report.order_conversion.value} />,
          before: before(
            report.order_conversion_before.value === undefined
              ? '–'
              : percent(report.order_conversion_before.value),
          ),
        },
        share('recall', report.recall),
      ],
    },
    {
      group: 'newcomers',
      tiles: [
        share('new_conversion', report.new_conversion),
        { key: 'first_orders', value: <Num value={report.first_orders} /> },
        { key: 'first_visits', value: <Num value={report.first_visits} /> },
      ],
    },
  ];
}
