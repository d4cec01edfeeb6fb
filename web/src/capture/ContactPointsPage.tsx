import { Button, Segmented } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { useFormat, useMay } from '@/app/session';
import { Card } from '@/ui/Card';
import { Empty } from '@/ui/Empty';
import type { Column } from '@/ui/ListPage';
import { ListRows } from '@/ui/ListRows';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { useNarrow } from '@/ui/useNarrow';
import { None, Num, When } from '@/ui/values';
import { ContactPointForm } from './ContactPointForm';
import type { ContactDraft } from './ContactPointForm';
import styles from './ContactPoints.module.css';

type Point = Schema<'ContactPointView'>;
type Unknown = Schema<'UnknownContact'>;

/** Every place where people meet us, and how often they do. */
export function ContactPointsPage(): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const may = useMay();
  const [days, setDays] = useState(30);
  const [draft, setDraft] = useState<ContactDraft | null>(null);
  const list = useRead<Schema<'ContactPointList'>>(
    '/api/contact_points',
    { query: { days } },
    { keep: true },
  );
  const writable = may('source_manage');
  const data = list.data;
  return (
    <>
      <Page
        title={t('capture.contacts.title')}
        step="capture"
        intro={t('capture.contacts.intro')}
        actions={
          <>
            <Segmented
              value={days}
              aria-label={t('capture.contacts.span')}
              options={[30, 90, 365].map((value) => ({
                value,
                label: t('capture.contacts.days', { count: value, days: num(value) }),
              }))}
              onChange={setDays}
            />
            {writable && (
              <Button type="primary" onClick={() => setDraft({})}>
                {t('capture.contacts.add')}
              </Button>
            )}
          </>
        }
      >
        <div className={styles.stack}>
          <Card flush>
            {list.isPending && <Skeleton padded rows={6} />}
            {list.isError && <Problem large error={list.error} onRetry={list.refetch} />}
            {data && data.items.length > 0 && (
              <Points points={data.items} total={data.events} onEdit={(point) => setDraft({ point })} />
            )}
            {data?.items.length === 0 && (
              <Empty
                text={t('capture.contacts.empty')}
                action={writable && <Button onClick={() => setDraft({})}>{t('capture.contacts.add')}</Button>}
              />
            )}
          </Card>
          {data && data.unknown.length > 0 && (
            <Card title={t('capture.contacts.unknown')} hint={t('capture.contacts.unknown_means')} flush>
              <Unknowns unknown={data.unknown} onRegister={writable ? setDraft : null} />
            </Card>
          )}
        </div>
      </Page>
      {draft && <ContactPointForm draft={draft} onClose={() => setDraft(null)} />}
    </>
  );
}

interface PointsProps {
  points: Point[];
  /** Events of the span that say where they happened. */
  total: number;
  onEdit: (point: Point) => void;
}

function Points({ points, total, onEdit }: PointsProps): ReactElement {
  const { t } = useTranslation();
  const { percent } = useFormat();
  const may = useMay();
  const columns: Column<Point>[] = [
    {
      key: 'name',
      title: t('capture.contacts.name'),
      primary: true,
      render: (point) => (
        <>
          {may('source_manage') ? (
            <Button type="link" className={styles.name ?? ''} onClick={() => onEdit(point)}>
              {point.name}
            </Button>
          ) : (
            <strong>{point.name}</strong>
          )}
          {!point.active && <StatusTag tone="neutral">{t('capture.contacts.closed')}</StatusTag>}
          {point.address !== '' && <small className={styles.under}>{point.address}</small>}
        </>
      ),
    },
    {
      key: 'kind',
      title: t('capture.contacts.kind'),
      render: (point) => t(`capture.contact_kind.${point.kind}`),
    },
    {
      key: 'mark',
      title: t('capture.contacts.mark'),
      wide: true,
      render: (point) => <code>{[point.channel, point.place].filter(Boolean).join(' · ')}</code>,
    },
    {
      key: 'events',
      title: t('capture.contacts.events'),
      align: 'right',
      render: (point) => <Num value={point.events} />,
    },
    {
      key: 'share',
      title: t('capture.contacts.share'),
      align: 'right',
      wide: true,
      render: (point) => (total > 0 ? percent(point.events / total, 0) : <None />),
    },
    {
      key: 'people',
      title: t('capture.contacts.people'),
      align: 'right',
      render: (point) => <Num value={point.people} />,
    },
    {
      key: 'orders',
      title: t('capture.contacts.orders'),
      align: 'right',
      render: (point) => <Num value={point.orders} />,
    },
    { key: 'last', title: t('capture.contacts.last'), render: (point) => <When at={point.last_at} /> },
  ];
  return <ListRows rows={points} rowKey={(point) => point.id} columns={columns} sort="" onSort={() => {}} />;
}

interface UnknownsProps {
  unknown: Unknown[];
  onRegister: ((draft: ContactDraft) => void) | null;
}

function Unknowns({ unknown, onRegister }: UnknownsProps): ReactElement {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const channelName = (channel: string) =>
    channel === '' ? (
      <None />
    ) : (
      <span className={styles.channel}>
        {t(`customer.order_channel.${channel}`, { defaultValue: channel })}
      </span>
    );
  const columns: Column<Unknown>[] = [
    {
      key: 'place',
      title: t('capture.contacts.place'),
      primary: true,
      render: (one) => one.place || (isNarrow ? channelName(one.channel) : t('capture.contacts.no_place')),
    },
    {
      key: 'channel',
      title: t('capture.contacts.channel'),
      render: (one) => channelName(one.channel),
      // On a card it is said once, as its head.
      csv: (one) => (one.place === '' ? '' : one.channel),
    },
    {
      key: 'events',
      title: t('capture.contacts.events'),
      align: 'right',
      render: (one) => <Num value={one.events} />,
    },
    {
      key: 'people',
      title: t('capture.contacts.people'),
      align: 'right',
      render: (one) => <Num value={one.people} />,
    },
    ...(onRegister
      ? [
          {
            key: 'do',
            title: '',
            align: 'right' as const,
            render: (one: Unknown) => (
              <Button
                type="link"
                size="small"
                onClick={() => onRegister({ channel: one.channel, place: one.place })}
              >
                {t('capture.contacts.register')}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <ListRows
      rows={unknown}
      rowKey={(one) => `${one.channel}/${one.place}`}
      columns={columns}
      sort=""
      onSort={() => {}}
    />
  );
}
