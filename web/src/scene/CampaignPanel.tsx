import type { UseQueryResult } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import { useFormat } from '@/app/session';
import { useConfirmCount, useSay } from '@/ui/actions';
import { Consequence, ConsequencePanel } from '@/ui/EditorPage';
import type { Campaign, CampaignDetail, CampaignPreview } from './nouns';
import { campaignPath, personName, problemWords, reasonWords, refreshes } from './nouns';
import styles from './Scene.module.css';
import type { DraftState } from './useDraft';

/** What launching the draft would do, and the button that does it. */
export function CampaignPanel({
  detail,
  preview,
  state,
}: {
  detail: CampaignDetail;
  preview: UseQueryResult<CampaignPreview, ApiProblem>;
  state: DraftState;
}): ReactElement {
  const { t } = useTranslation();
  const { num, money } = useFormat();
  const { data } = preview;
  const summary =
    data &&
    t('scene.panel.summary', {
      people: num(data.audience_size),
      cost: money(data.cost_high, { whole: true }),
    });
  return (
    <ConsequencePanel
      busy={state.isBehind || preview.isFetching}
      pending={preview.isPending}
      error={preview.error}
      onRetry={preview.refetch}
      summary={summary}
      foot={
        data && <Launch campaign={detail.campaign} preview={data} state={state} busy={preview.isFetching} />
      }
    >
      {data && (
        <>
          <People preview={data} everybody={state.draft.segment_id === null} />
          <Clashes preview={data} />
          <Skips preview={data} />
          <Cost preview={data} />
          <Consequence title={t('scene.panel.message')}>
            <Bubble title={data.message_title} body={data.message_body} />
          </Consequence>
          <Problems preview={data} segmentId={state.draft.segment_id} retry={preview.refetch} />
        </>
      )}
    </ConsequencePanel>
  );
}

function People({ preview, everybody }: { preview: CampaignPreview; everybody: boolean }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const sample = preview.sample ?? [];
  return (
    <Consequence
      title={t('scene.panel.people')}
      figure={everybody && preview.segment_size === 0 ? t('scene.who.everybody') : num(preview.audience_size)}
    >
      {preview.segment_size > 0 && (
        <p className={styles.quiet}>
          {t('scene.panel.of', { size: num(preview.segment_size), holdout: num(preview.holdout_size) })}
        </p>
      )}
      {sample.length > 0 && (
        <p className={styles.people}>
          <span className={styles.quiet}>{t('scene.panel.such_as')}</span>
          {sample.slice(0, 8).map((person) => (
            <Link key={person.customer_id} to={`/customers/${String(person.customer_id)}`}>
              {personName(t, person.customer_id, person.name)}
            </Link>
          ))}
        </p>
      )}
    </Consequence>
  );
}

function Clashes({ preview }: { preview: CampaignPreview }): ReactElement | null {
  const { t } = useTranslation();
  const { num } = useFormat();
  const clashes = preview.clashes ?? [];
  if (clashes.length === 0) return null;
  return (
    <Consequence title={t('scene.panel.clashes')}>
      <ul className={styles.lines}>
        {clashes.map((clash) => (
          <li key={clash.campaign_id}>
            <Link to={`/scene/campaigns/${String(clash.campaign_id)}`}>{clash.name}</Link>
            <span className={styles.warn}>{t('scene.panel.overlap', { people: num(clash.overlap) })}</span>
          </li>
        ))}
      </ul>
    </Consequence>
  );
}

function Skips({ preview }: { preview: CampaignPreview }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const skips = preview.skips ?? [];
  return (
    <Consequence title={t('scene.panel.skips')}>
      {skips.length === 0 ? (
        <p className={styles.quiet}>{t('scene.panel.no_skips')}</p>
      ) : (
        <ul className={styles.lines}>
          {skips.map((skip) => (
            <li key={skip.reason}>
              <span>{reasonWords(t, skip.reason)}</span>
              <strong>{num(skip.people)}</strong>
            </li>
          ))}
        </ul>
      )}
      {preview.skips_estimated && skips.length > 0 && (
        <p className={styles.quiet}>{t('scene.panel.estimated')}</p>
      )}
    </Consequence>
  );
}

function Cost({ preview }: { preview: CampaignPreview }): ReactElement {
  const { t } = useTranslation();
  const { money } = useFormat();
  const { cost_low, cost_high, cost_most, earlier_campaigns } = preview;
  const whole = (minor: number) => money(minor, { whole: true });
  const known = earlier_campaigns > 0;
  return (
    <Consequence
      title={t('scene.panel.cost')}
      figure={
        known && whole(cost_low) !== whole(cost_high)
          ? t('scene.panel.range', { low: whole(cost_low), high: whole(cost_high) })
          : known
            ? whole(cost_low)
            : t('scene.panel.at_most', { most: whole(cost_most) })
      }
    >
      <p className={styles.quiet}>
        {known
          ? t('scene.panel.rests_on', { count: earlier_campaigns, most: whole(cost_most) })
          : t('scene.panel.rests_on_nothing')}
      </p>
    </Consequence>
  );
}

/** The message as it arrives. */
export function Bubble({ title, body }: { title: ReactNode; body: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const isEmpty = (part: ReactNode) => part === '' || (Array.isArray(part) && part.join('') === '');
  if (isEmpty(title) && isEmpty(body)) return <p className={styles.quiet}>{t('scene.panel.no_message')}</p>;
  return (
    <div className={styles.bubble}>
      <strong>{title}</strong>
      <p>{body}</p>
      <span className={styles.bubbleLink}>{t('scene.panel.open_link')}</span>
    </div>
  );
}

function Problems({
  preview,
  segmentId,
  retry,
}: {
  preview: CampaignPreview;
  segmentId: number | null;
  retry: () => unknown;
}): ReactElement | null {
  const { t } = useTranslation();
  const say = useSay();
  const recount = useCommand<undefined>('post', '/api/segments/{segment_id}/refresh', {
    refreshes: ['/api/segments'],
    onDone: () => void retry(),
  });
  const problems = preview.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <Consequence title={t('scene.panel.before_launch')}>
      <ul className={styles.todo}>
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.field}`}>
            {problemWords(t, problem)}
            {problem.code === 'scene.segment_not_ready' && segmentId !== null && (
              <Button
                size="small"
                type="link"
                loading={recount.isPending}
                onClick={() => recount.mutate({ params: { segment_id: segmentId } }, { onError: say.failed })}
              >
                {t('scene.panel.recount')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Consequence>
  );
}

interface LaunchProps {
  campaign: Campaign;
  preview: CampaignPreview;
  state: DraftState;
  busy: boolean;
}

function Launch({ campaign, preview, state, busy }: LaunchProps): ReactElement {
  const { t } = useTranslation();
  const { num, money, dateTime } = useFormat();
  const confirm = useConfirmCount();
  const say = useSay();
  const launch = useCommand<{ seen_version: number; despite_clashes?: boolean }, Campaign>(
    'post',
    `${campaignPath}/launch`,
    { refreshes: [...refreshes, '/api/coupon_types'], onDone: () => say.done(t('scene.launch.done')) },
  );
  const clashes = preview.clashes ?? [];
  const blocked = (preview.problems ?? []).length > 0;
  const what = {
    people: num(preview.audience_size),
    holdout: num(preview.holdout_size),
    cost: money(preview.cost_most, { whole: true }),
  };
  const text = [
    preview.segment_size > 0 ? t('scene.launch.means', what) : t('scene.launch.means_open', what),
    ...clashes.map((clash) => t('scene.launch.clash', { name: clash.name, people: num(clash.overlap) })),
    ...(preview.quiet_until ? [t('scene.launch.quiet', { until: dateTime(preview.quiet_until) })] : []),
    t('scene.launch.fixed'),
  ].join(' ');
  return (
    <>
      {clashes.length > 0 && !blocked && (
        <Alert type="warning" showIcon title={t('scene.launch.clashes')} className={styles.gap ?? ''} />
      )}
      <Button
        type="primary"
        block
        size="large"
        disabled={blocked || state.isBehind || busy}
        loading={launch.isPending}
        onClick={() =>
          confirm({
            title: t('scene.launch.ask', { name: state.draft.name }),
            text,
            danger: false,
            action: clashes.length > 0 ? t('scene.launch.despite') : t('scene.launch.do'),
            run: () =>
              launch.mutateAsync({
                params: { campaign_id: campaign.id },
                body: {
                  seen_version: state.version,
                  ...(clashes.length > 0 ? { despite_clashes: true } : {}),
                },
              }),
          })
        }
      >
        {t('scene.launch.do')}
      </Button>
      {blocked && <p className={styles.quiet}>{t('scene.launch.blocked')}</p>}
    </>
  );
}
