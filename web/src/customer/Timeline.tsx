import {
  FormOutlined,
  GiftOutlined,
  IdcardOutlined,
  NotificationOutlined,
  PhoneOutlined,
  ShoppingOutlined,
  ToolOutlined,
} from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Popover } from 'antd';
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
import type { TimelineItem, TimelineKind } from './nouns';
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
};

/** All that happened with a person, newest first, by day. */
export function Timeline({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormat();
  const [kind, setKind] = useState<TimelineKind | null>(null);
  const path = '/api/customers/{customer_id}/timeline';
  const pages = useInfiniteQuery({
    queryKey: [path, { customer_id: customerId }, { kind }],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<TimelineItem>>(path, {
        params: { customer_id: customerId },
        query: { kind, cursor: pageParam, limit: 40 },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const days = byDay(items, date);
  return (
    <div className={styles.timeline}>
      <div className={styles.chips} role="group" aria-label={t('customer.filter')}>
        <Chip on={kind === null} onClick={() => setKind(null)}>
          {t('customer.all')}
        </Chip>
        {timelineKinds.map((one) => (
          <Chip key={one} on={kind === one} step={signs[one].step} onClick={() => setKind(one)}>
            {t(`customer.timeline_kind.${one}`)}
          </Chip>
        ))}
      </div>
      {pages.isPending && <Skeleton rows={6} />}
      {pages.isError && <Problem large error={pages.error} onRetry={pages.refetch} />}
      {pages.isSuccess && items.length === 0 && <Empty text={t('customer.no_events')} />}
      {days.map(({ day, items: those }) => (
        <section key={day} className={styles.day}>
          <h3>{day}</h3>
          <ol>
            {those.map((item) => (
              <Item key={item.seq} item={item} customerId={customerId} />
            ))}
          </ol>
        </section>
      ))}
      {pages.hasNextPage && (
        <Button
          block
          type="text"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t('customer.earlier')}
        </Button>
      )}
    </div>
  );
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
          <strong>{title}</strong> {detail !== '' && <span className={styles.detail}>{detail}</span>}
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
