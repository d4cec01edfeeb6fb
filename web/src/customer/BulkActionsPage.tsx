import { Button, Drawer, Segmented } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Page } from '@/api/types';
import { Empty } from '@/ui/Empty';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import type { Tone } from '@/ui/StatusTag';
import { Num, When } from '@/ui/values';
import { BulkFigures } from './BulkBanner';
import styles from './Bulk.module.css';
import type { BulkAction, BulkPerson } from './bulk';
import { canUndo, useDeedText, useUndoBulk, useWhomText } from './bulk';

const tones: Record<BulkAction['state'], Tone> = {
  running: 'busy',
  done: 'good',
  undoing: 'busy',
  undone: 'neutral',
  stopped: 'warn',
};

/** Everything that was done to many people at once, with the way back. */
export function BulkActionsPage(): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState<BulkAction | null>(null);
  return (
    <>
      <ListPage<BulkAction>
        title={t('people.bulk.title')}
        intro={t('people.bulk.intro')}
        name="bulk_actions"
        path="/api/bulk_actions"
        rowKey={(action) => action.id}
        columns={useColumns(setOpen)}
        every={5_000}
        empty={t('people.bulk.empty')}
        emptyAction={
          <Link to="/customers">
            <Button type="primary">{t('people.bulk.to_customers')}</Button>
          </Link>
        }
      />
      {open && <Whom action={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function useColumns(show: (action: BulkAction) => void): Column<BulkAction>[] {
  const { t } = useTranslation();
  const deed = useDeedText();
  const whom = useWhomText();
  const { undo } = useUndoBulk();
  return [
    {
      key: 'what',
      title: t('people.bulk.what'),
      primary: true,
      render: (action) => (
        <Button type="link" style={{ padding: 0, height: 'auto' }} onClick={() => show(action)}>
          {deed(action)}
        </Button>
      ),
      csv: deed,
    },
    { key: 'people', title: t('people.bulk.people'), render: whom, csv: whom },
    {
      key: 'changed',
      title: t('people.bulk.changed'),
      align: 'right',
      render: (action) => <Num value={action.changed} />,
      csv: (action) => action.changed,
    },
    {
      key: 'same',
      title: t('people.bulk.same_column'),
      align: 'right',
      render: (action) => <Num value={action.same} />,
      csv: (action) => action.same,
    },
    {
      key: 'state',
      title: t('people.bulk.result'),
      render: (action) => (
        <span className={styles.states}>
          <StatusTag tone={tones[action.state]}>{t(`people.bulk.state.${action.state}`)}</StatusTag>
          {(action.undone > 0 || action.kept > 0) && <BulkFigures action={action} />}
        </span>
      ),
      csv: (action) => action.state,
    },
    {
      key: 'by',
      title: t('people.bulk.by'),
      render: (action) => action.created_by_name,
      csv: (action) => action.created_by_name,
    },
    {
      key: 'at',
      title: t('people.bulk.at'),
      render: (action) => <When at={action.created_at} />,
      csv: (action) => action.created_at,
    },
    {
      key: 'undo',
      title: '',
      align: 'right',
      render: (action) =>
        canUndo(action) ? (
          <Button size="small" onClick={() => undo(action)}>
            {t('people.bulk.undo')}
          </Button>
        ) : null,
    },
  ];
}

const states = ['changed', 'undone', 'kept'] as const;

function Whom({ action, onClose }: { action: BulkAction; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const deed = useDeedText();
  const [state, setState] = useState<(typeof states)[number] | 'all'>('all');
  const path = '/api/bulk_actions/{bulk_action_id}/people';
  const people = useInfiniteQuery({
    queryKey: [path, action.id, state],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<BulkPerson>>(path, {
        params: { bulk_action_id: action.id },
        query: { state: state === 'all' ? undefined : state, cursor: pageParam, limit: 50 },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
  });
  const items = people.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer open title={deed(action)} size={460} onClose={onClose}>
      <Segmented
        value={state}
        onChange={setState}
        options={[
          { value: 'all', label: t('ui.list.all') },
          ...states.map((value) => ({ value, label: t(`people.bulk.change_state.${value}`) })),
        ]}
      />
      {people.isPending && <Skeleton rows={5} />}
      {people.isError && <Problem error={people.error} onRetry={people.refetch} />}
      {people.isSuccess && items.length === 0 && <Empty text={t('people.bulk.nobody_changed')} />}
      <ul className={styles.people} aria-label={t('people.bulk.who')}>
        {items.map((person) => (
          <li key={`${String(person.customer_id)}-${person.at}`} className={styles.person}>
            <span>
              <Link to={`/customers/${String(person.customer_id)}`}>
                {person.name || `#${String(person.customer_id)}`}
              </Link>{' '}
              {person.phone}
            </span>
            <StatusTag tone={person.state === 'kept' ? 'warn' : 'neutral'}>
              {t(`people.bulk.change_state.${person.state}`)}
            </StatusTag>
          </li>
        ))}
      </ul>
      {people.hasNextPage && (
        <Button
          block
          type="text"
          loading={people.isFetchingNextPage}
          onClick={() => void people.fetchNextPage()}
        >
          {t('ui.list.next')}
        </Button>
      )}
    </Drawer>
  );
}
