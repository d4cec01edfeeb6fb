import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page, Schema } from '@/api';
import { useCommand, useRead } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { useConfirmCount } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Facts, RecordPage } from '@/ui/RecordPage';
import { StatusTag } from '@/ui/StatusTag';
import { Money, Num, Percent, When } from '@/ui/values';
import { Bubble } from './CampaignPanel';
import { Span } from './Span';
import type { Campaign, CampaignDetail } from './nouns';
import { campaignPath, messageParts, refreshes } from './nouns';
import { PlacementLines } from './PlacementLines';
import styles from './Scene.module.css';
import { Skips } from './Skips';
import { Why } from './Why';

/** A launched campaign: how far it has come, who was passed over, and why. */
export function CampaignRecord({ detail }: { detail: CampaignDetail }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const { campaign } = detail;
  const { id, status } = campaign;
  const moves = useMoves(campaign);
  const report = may('report_read') && status !== 'draft' && (
    <Link to={`/effect/campaigns/${String(id)}`}>
      <Button type={status === 'paused' ? 'default' : 'primary'}>{t('scene.record.report')}</Button>
    </Link>
  );
  const next = may('campaign_manage') && status === 'paused' && (
    <Button type="primary" onClick={moves.resume}>
      {t('scene.move.resume')}
    </Button>
  );
  const menu =
    may('campaign_manage') && (status === 'live' || status === 'paused')
      ? [
          ...(status === 'live'
            ? [{ key: 'pause', label: t('scene.move.pause'), onClick: moves.pause }]
            : []),
          { key: 'end', label: t('scene.move.end'), danger: true, onClick: moves.end },
        ]
      : [];
  return (
    <RecordPage
      title={campaign.name}
      tag={<StatusTag status={status}>{t(`scene.is.${status}`)}</StatusTag>}
      line={<Line campaign={campaign} />}
      action={
        <>
          {next}
          {report}
        </>
      }
      menu={menu}
      left={<Plan campaign={campaign} />}
      right={<Why campaignId={id} />}
    >
      {status !== 'draft' && <Progress detail={detail} />}
      <Card title={t('scene.where.title')} hint={t('scene.where.hint')}>
        <PlacementLines campaignId={id} placements={detail.placements ?? []} />
      </Card>
      {status !== 'draft' && <Skips campaignId={id} />}
    </RecordPage>
  );
}

function Line({ campaign }: { campaign: Campaign }): ReactElement {
  const { t } = useTranslation();
  const { num, date } = useFormat();
  const until = campaign.ended_at ?? campaign.ends_at;
  return (
    <>
      {t(campaign.segment_id === undefined ? 'scene.record.line_open' : 'scene.record.line', {
        goal: t(`scene.goal.${campaign.goal}`),
        people: num(campaign.audience_size),
        holdout: num(campaign.holdout_size),
        until: until === undefined ? '–' : date(until),
        strategy: t(`scene.strategy.${campaign.strategy}`),
      })}
    </>
  );
}

function useMoves(campaign: Campaign): { pause: () => void; resume: () => void; end: () => void } {
  const { t } = useTranslation();
  const confirm = useConfirmCount();
  type Sent = { seen_version: number };
  const options = { refreshes: [...refreshes, '/api/coupon_types'] };
  const pause = useCommand<Sent, Campaign>('post', `${campaignPath}/pause`, options);
  const resume = useCommand<Sent, Campaign>('post', `${campaignPath}/resume`, options);
  const end = useCommand<Sent, Campaign>('post', `${campaignPath}/end`, options);
  const sent = { params: { campaign_id: campaign.id }, body: { seen_version: campaign.version } };
  const asking = (kind: 'pause' | 'resume' | 'end', command: typeof pause) => () =>
    confirm({
      title: t(`scene.move.${kind}_ask`, { name: campaign.name }),
      text: t(`scene.move.${kind}_means`),
      danger: kind === 'end',
      action: t(`scene.move.${kind}`),
      run: () => command.mutateAsync(sent),
    });
  return { pause: asking('pause', pause), resume: asking('resume', resume), end: asking('end', end) };
}

function Progress({ detail }: { detail: CampaignDetail }): ReactElement {
  const { t } = useTranslation();
  const { num, dateTime } = useFormat();
  const { campaign, progress } = detail;
  const steps = ['sent', 'skipped', 'held_out', 'visited', 'claimed', 'redeemed'] as const;
  const whole = Math.max(campaign.audience_size, ...steps.map((step) => progress[step]), 1);
  return (
    <Card
      title={t('scene.progress.title')}
      extra={
        progress.waiting > 0 ? (
          <span className={styles.quiet}>
            {t('scene.progress.waiting', { people: num(progress.waiting) })}
            {progress.quiet_until && t('scene.progress.quiet', { until: dateTime(progress.quiet_until) })}
          </span>
        ) : undefined
      }
    >
      <ul className={styles.steps}>
        {steps.map((step) => (
          <li key={step}>
            <span>{t(`scene.progress.${step}`)}</span>
            <b>{num(progress[step])}</b>
            <div className={styles.bar}>
              <i style={{ width: `${String((100 * progress[step]) / whole)}%` }} />
            </div>
          </li>
        ))}
      </ul>
      <p className={styles.quiet} style={{ marginTop: 12 }}>
        {t('scene.progress.budget_left')} <Money minor={progress.budget_left} />
        {' / '}
        <Money minor={campaign.budget} />
      </p>
    </Card>
  );
}

/** The seven answers it was launched with. */
function Plan({ campaign }: { campaign: Campaign }): ReactElement {
  const { t } = useTranslation();
  const parts = (text: string) =>
    text.split(/(\{(?:name|coupon|amount|until)\})/).map((piece, at) =>
      (messageParts as readonly string[]).includes(piece) ? (
        <span key={at} className={styles.part}>
          {t(`scene.part.${piece.slice(1, -1)}`)}
        </span>
      ) : (
        piece
      ),
    );
  return (
    <>
      <Card title={t('scene.record.plan')}>
        <Facts
          items={[
            {
              key: 'why',
              label: t('scene.why.title'),
              value: t('scene.record.goal', {
                goal: t(`scene.goal.${campaign.goal}`),
                metric: t(`scene.metric.${campaign.metric}`),
              }),
            },
            { key: 'who', label: t('scene.who.title'), value: <SegmentName id={campaign.segment_id} /> },
            { key: 'what', label: t('scene.what.title'), value: <CouponName id={campaign.coupon_type_id} /> },
            {
              key: 'when',
              label: t('scene.when.title'),
              value: <Span from={campaign.starts_at ?? campaign.launched_at} to={campaign.ends_at} />,
            },
            {
              key: 'how',
              label: t('scene.how.title'),
              value: t(`scene.strategy.${campaign.strategy}`),
            },
            {
              key: 'per_person',
              label: t('scene.how.per_person'),
              value: <Num value={campaign.per_person} unit={t('scene.how.pieces')} />,
            },
            {
              key: 'budget',
              label: t('scene.how_much.budget'),
              value: <Money minor={campaign.budget} />,
            },
            {
              key: 'holdout',
              label: t('scene.how_much.holdout'),
              value: <Percent share={campaign.holdout_percent / 100} digits={0} />,
            },
            {
              key: 'launched',
              label: t('scene.record.launched'),
              value: <When at={campaign.launched_at} as="time" />,
            },
          ]}
        />
      </Card>
      <Card title={t('scene.record.message')}>
        <Bubble title={parts(campaign.message_title)} body={parts(campaign.message_body)} />
      </Card>
    </>
  );
}

function SegmentName({ id }: { id: number | undefined }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const segment = useRead<Schema<'SegmentDetail'>>(
    '/api/segments/{segment_id}',
    { params: { segment_id: id ?? 0 } },
    { enabled: id !== undefined && may('segment_read') },
  );
  if (id === undefined) return <>{t('scene.who.everybody')}</>;
  return <Link to={`/insight/segments/${String(id)}`}>{segment.data?.name ?? `#${String(id)}`}</Link>;
}

function CouponName({ id }: { id: number | undefined }): ReactElement {
  const may = useMay();
  const types = useRead<Page<Schema<'CouponType'>>>(
    '/api/coupon_types',
    { query: { limit: 200 } },
    { enabled: id !== undefined && may('offer_read') },
  );
  const name = types.data?.items.find((type) => type.id === id)?.name;
  return <>{name ?? (id === undefined ? '–' : `#${String(id)}`)}</>;
}
