import {
  EditOutlined,
  FormOutlined,
  GiftOutlined,
  IdcardOutlined,
  NotificationOutlined,
  PhoneOutlined,
  ShoppingOutlined,
  ToolOutlined,
} from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Popover, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import { useFormat } from '@/app/session';
import type { Step } from '@/theme/theme';
import { stepColors, stepInks } from '@/theme/theme';
import { Empty } from '@/ui/Empty';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { eventText } from './eventText';
import { useKindName } from './kinds';
import type { TimelineExtent, TimelineItem, TimelineKind, TimelineYear } from './nouns';
import { timelineKinds } from './nouns';
import styles from './Timeline.module.css';

const signs: Record<TimelineKind, { step: Step; icon: ReactElement }> = {
  order: { step: 'sales', icon: <ShoppingOutlined /> },
  coupon: { step: 'offer', icon: <GiftOutlined /> },
  campaign: { step: 'scene', icon: <NotificationOutlined /> },
  behaviour: { step: 'effect', icon: <FormOutlined /> },
  profile: { step: 'insight', icon: <IdcardOutlined /> },
  service: { step: 'capture', icon: <ToolOutlined /> },
  sales: { step: 'sales', icon: <PhoneOutlined /> },
  note: { step: 'sales', icon: <EditOutlined /> },
};

const path = '/api/customers/{customer_id}/timeline';

/** All that happened with a person, newest first: narrowed by kind and channel, from any year back. */
export function Timeline({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormat();
  const [kind, setKind] = useState<TimelineKind | null>(null);
  const [channel, setChannel] = useState<string | null>(null);
  const [from, setFrom] = useState<TimelineYear | null>(null);
  const params = { customer_id: customerId };
  const extent = useRead<TimelineExtent>(
    '/api/customers/{customer_id}/timeline/extent',
    { params, query: { kind, channel: channel ?? undefined } },
    { keep: true },
  );
  const pages = useInfiniteQuery({
    queryKey: [path, params, { kind, channel, until: from?.until }],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<TimelineItem>>(path, {
        params,
        query: { kind, channel: channel ?? undefined, before: from?.until, cursor: pageParam, limit: 40 },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const last = items.at(-1);
  return (
    <div className={styles.timeline}>
      <Filters
        extent={extent.data}
        kind={kind}
        onKind={setKind}
        channel={channel}
        onChannel={setChannel}
        from={from}
        onFrom={setFrom}
      />
      {pages.isPending && <Skeleton rows={6} />}
      {pages.isError && <Problem large error={pages.error} onRetry={pages.refetch} />}
      {pages.isSuccess && items.length === 0 && <Empty text={t('customer.no_events')} />}
      {byDay(items, date).map(({ day, items: those }) => (
        <section key={day} className={styles.day}>
          <h3>{day}</h3>
          <ol>
            {those.map((item) => (
              <Item key={item.seq} item={item} customerId={customerId} />
            ))}
          </ol>
        </section>
      ))}
      {pages.hasNextPage ? (
        <Button
          block
          type="text"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t('customer.earlier')}
        </Button>
      ) : (
        last && <p className={styles.end}>{t('people.timeline.end', { date: date(last.occurred_at) })}</p>
      )}
    </div>
  );
}

interface FiltersProps {
  extent: TimelineExtent | undefined;
  kind: TimelineKind | null;
  onKind: (kind: TimelineKind | null) => void;
  channel: string | null;
  onChannel: (channel: string | null) => void;
  from: TimelineYear | null;
  onFrom: (year: TimelineYear | null) => void;
}

/** Kinds as chips, channels and years as lists; each says how much there is of it. */
function Filters(props: FiltersProps): ReactElement {
  const { extent, kind, onKind, channel, onChannel, from, onFrom } = props;
  const { t } = useTranslation();
  const { num } = useFormat();
  const channelName = useChannelName();
  const counts = new Map(extent?.kinds.map((one) => [one.kind, one.events]));
  const kinds = timelineKinds.filter((one) => extent === undefined || counts.has(one) || one === kind);
  const channels = extent?.channels ?? [];
  const years = extent?.years ?? [];
  const counted = (label: string, events: number) => (
    <span className={styles.counted}>
      {label} <small>{num(events)}</small>
    </span>
  );
  return (
    <div className={styles.filters}>
      <div className={styles.chips} role="group" aria-label={t('customer.filter')}>
        <Chip on={kind === null} onClick={() => onKind(null)}>
          {t('customer.all')}
        </Chip>
        {kinds.map((one) => (
          <Chip key={one} on={kind === one} step={signs[one].step} onClick={() => onKind(one)}>
            {t(`customer.timeline_kind.${one}`)}
          </Chip>
        ))}
      </div>
      <div className={styles.lists}>
        {(channels.length > 1 || channel !== null) && (
          <Select<string | null>
            size="small"
            value={channel}
            aria-label={t('people.timeline.channel')}
            popupMatchSelectWidth={false}
            onChange={onChannel}
            options={[
              { value: null, label: t('people.timeline.all_channels') },
              ...channels.map((one) => ({
                value: one.channel,
                title: channelName(one.channel),
                label: counted(channelName(one.channel), one.events),
              })),
            ]}
          />
        )}
        {(years.length > 1 || from !== null) && (
          <Select<number>
            size="small"
            value={from?.year ?? 0}
            aria-label={t('people.timeline.jump')}
            popupMatchSelectWidth={false}
            onChange={(year) => onFrom(years.find((one) => one.year === year) ?? null)}
            options={[
              { value: 0, label: t('people.timeline.latest') },
              ...years.map((one) => ({
                value: one.year,
                title: String(one.year),
                label: counted(t('people.timeline.year', { year: one.year }), one.events),
              })),
            ]}
          />
        )}
      </div>
    </div>
  );
}

function useChannelName(): (channel: string) => string {
  const { t } = useTranslation();
  return (channel) =>
    channel === ''
      ? t('people.timeline.no_channel')
      : t(`customer.order_channel.${channel}`, { defaultValue: channel });
}

function byDay(items: TimelineItem[], date: (at: string) => string) {
  const days: { day: string; items: TimelineItem[] }[] = [];
  for (const item of items) {
    const day = date(item.occurred_at);
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return days;
}

function Chip({
  on,
  step,
  onClick,
  children,
}: {
  on: boolean;
  step?: Step;
  onClick: () => void;
  children: string;
}): ReactElement {
  return (
    <button type="button" className={styles.chip} aria-pressed={on} onClick={onClick}>
      {step && <span className={styles.dot} style={{ background: `var(--step-${step})` }} aria-hidden />}
      {children}
    </button>
  );
}

function Item({ item, customerId }: { item: TimelineItem; customerId: number }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { step, icon } = signs[item.kind] ?? signs.behaviour;
  const { title, detail } = eventText(item, t, format, useKindName());
  const campaign = item.properties.campaign_id;
  const channel = t(`customer.order_channel.${item.channel}`, { defaultValue: item.channel });
  // By which door our own people wrote it down tells a reader nothing.
  const door = ['field', 'api'].includes(item.channel) ? '' : channel;
  const where = [item.place, door].filter((word) => word !== '').join(' · ');
  const who = item.actor.startsWith('user:') ? item.actor.replace(/^\S+\s*/, '') : '';
  return (
    <li className={styles.item}>
      <span
        className={styles.icon}
        style={{ background: stepColors[step], color: stepInks[step] }}
        aria-hidden
      >
        {icon}
      </span>
      <div className={styles.body}>
        <p>
          <strong>{title}</strong>{' '}
          {detail !== '' && (
            <span className={item.kind === 'note' ? styles.note : styles.detail}>{detail}</span>
          )}
        </p>
        <small className={styles.meta}>
          <time dateTime={item.occurred_at} title={format.dateTime(item.occurred_at, true)}>
            {format.time(item.occurred_at)}
          </time>
          {where !== '' && <span>{where}</span>}
          {who !== '' && <span>{who}</span>}
          {!item.live && <span>{t('customer.imported')}</span>}
          {typeof campaign === 'number' && campaign > 0 && item.kind !== 'sales' && (
            <Why campaignId={campaign} customerId={customerId} />
          )}
        </small>
      </div>
    </li>
  );
}

/** Why they got this, or did not. */
function Why({ campaignId, customerId }: { campaignId: number; customerId: number }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const why = useRead<{ answer: string; sentence: string; skip_reason?: string | null }>(
    '/api/campaigns/{campaign_id}/why',
    { params: { campaign_id: campaignId }, query: { customer_id: customerId } },
    { enabled: open },
  );
  const answer = why.data;
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={
        <div style={{ maxWidth: 300 }}>
          {why.isPending && <Skeleton rows={2} />}
          {why.isError && <Problem error={why.error} />}
          {answer && (
            <p>
              {t(`customer.why.${answer.answer}`, { defaultValue: answer.sentence })}
              {answer.skip_reason &&
                ` ${t(`customer.skip.${answer.skip_reason}`, { defaultValue: answer.skip_reason })}`}
            </p>
          )}
        </div>
      }
    >
      <button type="button" className={styles.why}>
        {t('customer.why.title')}
      </button>
    </Popover>
  );
}
