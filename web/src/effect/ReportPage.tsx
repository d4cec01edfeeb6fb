import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useRead } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { Span } from '@/scene/Span';
import { stepColors } from '@/theme/theme';
import { Card } from '@/ui/Card';
import { Chart } from '@/ui/chart/Chart';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Verdict } from '@/ui/report';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { Money, None, Num, Percent } from '@/ui/values';
import styles from './Effect.module.css';
import { Tiles } from './Tiles';
import type { Report } from './words';
import { reportPath, toneOf, verdictWords } from './words';

/** What one campaign earned: the verdict first, then everything it rests on. */
export function ReportPage(): ReactElement {
  const { t } = useTranslation();
  const { campaign_id = '' } = useParams();
  const read = useRead<Report>(reportPath, { params: { campaign_id } }, { keep: true });
  const report = read.data;
  if (report === undefined)
    return (
      <Page title={t('effect.reports.one')} step="effect">
        {read.isError ? <Problem large error={read.error} onRetry={read.refetch} /> : <Skeleton rows={10} />}
      </Page>
    );
  const { campaign } = report;
  return (
    <Page
      title={campaign.name}
      step="effect"
      tag={<StatusTag status={campaign.status}>{t(`scene.is.${campaign.status}`)}</StatusTag>}
      intro={<Span from={report.from} to={report.to} />}
      actions={
        <Link to={`/scene/campaigns/${campaign_id}`}>
          <Button>{t('effect.to_campaign')}</Button>
        </Link>
      }
    >
      <div className={styles.stack}>
        <Head report={report} />
        <Tiles report={report} />
        <Days report={report} />
        <div className={styles.pair}>
          <Funnel report={report} />
          <Channels report={report} />
        </div>
      </div>
    </Page>
  );
}

function Head({ report }: { report: Report }): ReactElement {
  const { t } = useTranslation();
  const { money, num, percent } = useFormat();
  const method = [
    ...(report.preliminary ? [t('effect.method.preliminary')] : []),
    report.verdict === 'no_holdout'
      ? t('effect.method.no_holdout')
      : t('effect.method.compare', {
          treated: num(report.treated),
          holdout: num(report.holdout),
          basis: t(`effect.basis.${report.basis}`),
        }),
    ...(report.placement_cost > 0 && report.verdict !== 'no_holdout'
      ? [t('effect.method.placements', { cost: money(report.placement_cost) })]
      : []),
    ...(report.basis === 'amount' && report.verdict !== 'no_holdout' ? [t('effect.method.no_cost')] : []),
  ].join(' ');
  return (
    <Card>
      <Verdict tone={toneOf(report)} method={method}>
        {verdictWords(t, report, money, percent)}
      </Verdict>
    </Card>
  );
}

/** "2026-11-21" as one writes it: "11月21日", "Nov 21". */
function dayText(day: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return format.format(new Date(`${day}T00:00:00Z`));
}

function Days({ report }: { report: Report }): ReactElement {
  const { t, i18n } = useTranslation();
  const { money } = useFormat();
  const days = report.days ?? [];
  const last = days.at(-1);
  const write = (value: number) => money(Math.round(value));
  const compares = report.holdout > 0;
  if (last === undefined)
    return (
      <Card title={t('effect.chart.name')}>
        <Empty text={t('effect.chart.empty')} />
      </Card>
    );
  const said = { treated: write(last.treated), holdout: write(last.holdout) };
  return (
    <Card>
      <Chart
        kind="line"
        title={compares ? t('effect.chart.title', said) : t('effect.chart.title_alone', said)}
        hint={t('effect.chart.hint')}
        name={`campaign-${String(report.campaign.id)}`}
        labelTitle={t('effect.chart.day')}
        axis={t('effect.chart.axis')}
        labels={days.map((day) => dayText(day.day, i18n.language))}
        series={[
          {
            name: t('effect.treated'),
            values: days.map((day) => day.treated),
            color: stepColors.scene,
          },
          ...(compares
            ? [
                {
                  name: t('effect.holdout'),
                  values: days.map((day) => day.holdout),
                  color: stepColors.insight,
                  dashed: true,
                },
              ]
            : []),
        ]}
        format={write}
        axisFormat={(value) => money(value, { compact: true })}
      />
    </Card>
  );
}

function Funnel({ report }: { report: Report }): ReactElement {
  const { t } = useTranslation();
  const { num, percent } = useFormat();
  const steps = ['targeted', 'sent', 'visited', 'claimed', 'redeemed'] as const;
  const { funnel } = report;
  const most = Math.max(...steps.map((step) => funnel[step]), 1);
  return (
    <Card title={t('effect.funnel.title')} hint={t('effect.funnel.hint')}>
      <ol className={styles.funnel}>
        {steps.map((step, at) => {
          const before = at === 0 ? undefined : steps[at - 1];
          const base = before === undefined ? 0 : funnel[before];
          return (
            <li key={step}>
              <span>{t(`effect.funnel.${step}`)}</span>
              <div className={styles.track}>
                <i style={{ width: `${String((100 * funnel[step]) / most)}%` }} />
              </div>
              <b>{num(funnel[step])}</b>
              <span className={styles.share}>{base > 0 ? percent(funnel[step] / base) : ''}</span>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

function Channels({ report }: { report: Report }): ReactElement {
  const { t } = useTranslation();
  const channels = report.channels ?? [];
  const figures = ['issued', 'redeemed', 'rate', 'sales', 'subsidy', 'placement_cost'] as const;
  return (
    <Card title={t('effect.channels.title')} flush>
      {channels.length === 0 ? (
        <Empty text={t('effect.channels.empty')} />
      ) : (
        <div className={styles.scroll} role="region" aria-label={t('effect.channels.title')} tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('effect.channels.channel')}</th>
                {figures.map((key) => (
                  <th key={key} scope="col">
                    {t(`effect.channels.${key}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {channels.map((line) => (
                <tr key={`${line.channel} ${line.placement ?? ''}`}>
                  <td>
                    {t(`effect.channel.${line.channel}`, { defaultValue: line.channel || '–' })}
                    {line.placement !== undefined && <div className={styles.quiet}>{line.placement}</div>}
                  </td>
                  <td>
                    <Num value={line.issued} />
                  </td>
                  <td>
                    <Num value={line.redeemed} />
                  </td>
                  <td>
                    <Percent share={line.issued > 0 ? line.redeemed / line.issued : null} />
                  </td>
                  <td>
                    <Money minor={line.sales_amount} />
                  </td>
                  <td>
                    <Money minor={line.subsidy} />
                  </td>
                  <td>{line.placement === undefined ? <None /> : <Money minor={line.placement_cost} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
