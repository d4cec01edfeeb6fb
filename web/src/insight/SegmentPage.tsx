import { ReloadOutlined } from '@ant-design/icons';
import { Button, DatePicker, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import type { Page as PageOf } from '@/api/types';
import { useFormat, useMay, useMe } from '@/app/session';
import { stageTones } from '@/customer/stages';
import { useConfirmCount, useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Chart } from '@/ui/chart/Chart';
import { List } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { Problem } from '@/ui/Problem';
import { Facts, RecordPage } from '@/ui/RecordPage';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { None, Num, When } from '@/ui/values';
import { dayOf, endOfDay, isToCome, pickerOf } from './asOf';
import type { SegmentDetail, SegmentMember, SegmentName } from './nouns';
import styles from './Segment.module.css';
import { ruleText } from './sentence';
import { useSegmentNames } from './useVocabulary';

/** One segment: its rule in words, how many, since when, who; as of any past day. */
export function SegmentPage(): ReactElement {
  const { segment_id = '' } = useParams();
  const read = useRead<SegmentDetail>('/api/segments/{segment_id}', { params: { segment_id } });
  if (read.isPending) return <Skeleton padded rows={8} />;
  if (!read.data) return <Problem large error={read.error} onRetry={read.refetch} />;
  return <Whole segment={read.data} />;
}

interface Refreshed {
  entered: number;
  left: number;
  first: boolean;
  snapshot: { size: number };
}

function Whole({ segment }: { segment: SegmentDetail }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const say = useSay();
  const confirm = useConfirmCount();
  const navigate = useNavigate();
  const nameOf = useSegmentNames();
  const place = { params: { segment_id: segment.id } };
  const refresh = useCommand<undefined, Refreshed>('post', '/api/segments/{segment_id}/refresh', {
    refreshes: ['/api/segments'],
    onDone: (done) =>
      say.done(
        done.first
          ? t('insight.refreshed_first', { size: format.num(done.snapshot.size) })
          : t('insight.refreshed', { entered: format.num(done.entered), left: format.num(done.left) }),
      ),
  });
  const archive = useCommand('delete', '/api/segments/{segment_id}', {
    refreshes: ['/api/segments'],
    onDone: () => void navigate('/insight/segments'),
  });
  const askArchive = () =>
    confirm({
      title: t('insight.archive_ask', { name: segment.name }),
      text: t('insight.archive_means'),
      action: t('insight.archive'),
      run: () => archive.mutateAsync(place),
    });
  return (
    <RecordPage
      title={segment.name}
      tag={
        <>
          {segment.snapshot && (
            <span className={styles.headSize}>
              {t('insight.people', {
                count: segment.snapshot.size,
                people: format.num(segment.snapshot.size),
              })}
            </span>
          )}
          {segment.snapshot && !segment.is_current && (
            <StatusTag tone="warn">{t('insight.segments.outdated')}</StatusTag>
          )}
          {segment.archived_at && <StatusTag status="ended">{t('insight.archived')}</StatusTag>}
        </>
      }
      line={ruleText(segment.rule, t, format, nameOf)}
      action={
        may('segment_write') && (
          <>
            <Button
              icon={<ReloadOutlined />}
              loading={refresh.isPending}
              onClick={() => refresh.mutate(place, { onError: say.failed })}
            >
              {t('insight.refresh')}
            </Button>
            <Link to={`/insight/segments/${String(segment.id)}/edit`}>
              <Button type="primary">{t('insight.segments.edit')}</Button>
            </Link>
          </>
        )
      }
      menu={
        may('segment_write')
          ? [{ key: 'archive', label: t('insight.archive'), danger: true, onClick: askArchive }]
          : []
      }
      right={
        <>
          <Card title={t('insight.freshness')}>
            <Facts
              items={[
                {
                  key: 'taken',
                  label: t('insight.taken_at'),
                  value: segment.snapshot ? <When at={segment.snapshot.taken_at} /> : <None />,
                },
                {
                  key: 'size',
                  label: t('insight.segments.size'),
                  value: <Num value={segment.snapshot?.size} />,
                },
                {
                  key: 'changed',
                  label: t('insight.segments.updated'),
                  value: <When at={segment.updated_at} />,
                },
              ]}
            />
            {segment.note !== '' && <p className={styles.note}>{segment.note}</p>}
          </Card>
          <Overlap segment={segment} />
          {segment.used_by.length > 0 && <Related title={t('insight.used_by')} segments={segment.used_by} />}
          {segment.refers_to.length > 0 && (
            <Related title={t('insight.refers_to')} segments={segment.refers_to} />
          )}
        </>
      }
    >
      {segment.history.length > 1 && <Growth segment={segment} />}
      <Members segment={segment} />
    </RecordPage>
  );
}

function Growth({ segment }: { segment: SegmentDetail }): ReactElement {
  const { t } = useTranslation();
  const { num, dateTime } = useFormat();
  const rows = [...segment.history].reverse();
  const change = (rows.at(-1)?.size ?? 0) - (rows[0]?.size ?? 0);
  const said = change === 0 ? 'steady' : change > 0 ? 'grew' : 'shrank';
  return (
    <Card>
      <Chart
        title={t(`insight.growth.${said}`, { change: num(Math.abs(change)) })}
        kind="line"
        height={200}
        name={`segment_${String(segment.id)}`}
        labelTitle={t('insight.taken_at')}
        labels={rows.map((row) => dateTime(row.taken_at))}
        series={[{ name: t('insight.segments.size'), values: rows.map((row) => row.size) }]}
        format={num}
        axis={t('insight.axis_people')}
      />
    </Card>
  );
}

function Members({ segment }: { segment: SegmentDetail }): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const { num, date } = useFormat();
  const [day, setDay] = useState('');
  const [count, setCount] = useState<number | null>(null);
  const columns: Column<SegmentMember>[] = [
    {
      key: 'name',
      title: t('customer.name'),
      primary: true,
      render: (row) => (
        <Link to={`/customers/${String(row.customer_id)}`}>{row.name || `#${String(row.customer_id)}`}</Link>
      ),
      csv: (row) => row.name,
    },
    {
      key: 'stage',
      title: t('insight.stage_title'),
      render: (row) =>
        row.stage ? (
          <StatusTag tone={stageTones[row.stage] ?? 'neutral'}>{t(`insight.stage.${row.stage}`)}</StatusTag>
        ) : (
          <None />
        ),
      csv: (row) => row.stage,
    },
    {
      key: 'id',
      title: t('insight.customer_id'),
      align: 'right',
      render: (row) => row.customer_id,
      csv: (row) => row.customer_id,
    },
  ];
  return (
    <Card
      flush
      className={styles.members ?? ''}
      title={
        <>
          {t('insight.members')} {count !== null && <span className={styles.count}>{num(count)}</span>}
        </>
      }
      hint={
        day === ''
          ? t('insight.from_snapshot')
          : t('insight.computed_for', { date: date(endOfDayBefore(day)) })
      }
    >
      <List<SegmentMember>
        lead={
          <DatePicker
            value={pickerOf(day)}
            disabledDate={isToCome}
            placeholder={t('insight.as_of_pick')}
            onChange={(value) => setDay(dayOf(value))}
          />
        }
        path="/api/segments/{segment_id}/members"
        params={{ segment_id: segment.id }}
        query={{ as_of: day === '' ? null : endOfDay(day, me.time_zone) }}
        name="segment_members"
        rowKey={(row) => row.customer_id}
        columns={columns}
        empty={segment.snapshot || day !== '' ? t('insight.no_members') : t('insight.no_snapshot')}
        onCount={setCount}
      />
    </Card>
  );
}

/** Noon of the day: the same calendar day in every zone people do business in. */
function endOfDayBefore(day: string): string {
  return `${day}T12:00:00Z`;
}

function Overlap({ segment }: { segment: SegmentDetail }): ReactElement | null {
  const { t } = useTranslation();
  const { num, percent } = useFormat();
  const [other, setOther] = useState<number | null>(null);
  const segments = useRead<PageOf<SegmentName>>('/api/segments', { query: { limit: 200 } });
  const options = (segments.data?.items ?? [])
    .filter(({ id }) => id !== segment.id)
    .map(({ id, name }) => ({ value: id, label: name }));
  const overlap = useRead<{ name: string; size: number; both: number }>(
    '/api/segments/{segment_id}/overlap',
    { params: { segment_id: segment.id }, query: { with_id: other } },
    { enabled: other !== null },
  );
  if (options.length === 0) return null;
  const own = segment.snapshot?.size ?? 0;
  const found = overlap.data;
  return (
    <Card title={t('insight.overlap')}>
      <Select<number>
        style={{ width: '100%' }}
        value={other}
        aria-label={t('insight.overlap_pick')}
        placeholder={t('insight.overlap_pick')}
        options={options}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={setOther}
      />
      {overlap.isError && <Problem error={overlap.error} onRetry={overlap.refetch} />}
      {found && (
        <>
          <p className={styles.figure}>
            {t('insight.people', { count: found.both, people: num(found.both) })}
          </p>
          <p className={styles.quiet}>
            {t('insight.overlap_says', {
              of_this: percent(own > 0 ? found.both / own : 0),
              of_other: percent(found.size > 0 ? found.both / found.size : 0),
            })}
          </p>
        </>
      )}
    </Card>
  );
}

function Related({ title, segments }: { title: string; segments: SegmentName[] }): ReactElement {
  return (
    <Card title={title}>
      <ul className={styles.sample}>
        {segments.map(({ id, name }) => (
          <li key={id}>
            <Link to={`/insight/segments/${String(id)}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
