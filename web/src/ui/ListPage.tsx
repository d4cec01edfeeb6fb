import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryValue } from '@/api/types';
import { useFormat } from '@/app/session';
import type { Step } from '@/theme/theme';
import { Card } from './Card';
import { Empty } from './Empty';
import { ListBar, Tools } from './ListBar';
import type { FilterSpec, SearchSpec, View } from './ListBar';
import styles from './ListPage.module.css';
import { ListRows } from './ListRows';
import { Page } from './Page';
import { Problem } from './Problem';
import { Skeleton } from './Skeleton';
import { useList } from './useList';
import { useNarrow } from './useNarrow';

export interface Column<Row> {
  key: string;
  title: string;
  /** What exactly a figure counts, on its head. */
  means?: string;
  render: (row: Row) => ReactNode;
  /** The one column that says what the row is, and links. */
  primary?: boolean;
  /** `right` for figures. */
  align?: 'right';
  width?: number;
  /** Left out until the reader asks for it. */
  optional?: boolean;
  /** Not shown on a phone. */
  wide?: boolean;
  /** What `sort` asks for when its head is clicked: the largest or latest first. */
  sort?: string;
  /** The value in an export; without it the column is not exported. */
  csv?: (row: Row) => string | number | null | undefined;
}

/** A list as its filters stand, and how many rows that is, where the server counts them. */
export interface WholeList {
  values: Record<string, string>;
  total: number | null;
}

export interface ListProps<Row> {
  /** Endpoint answering `{items, next_cursor, total}`. */
  path: string;
  params?: Record<string, string | number>;
  query?: Record<string, QueryValue>;
  rowKey: (row: Row) => string | number;
  columns: Column<Row>[];
  /** Names the list where the reader's columns are remembered, and the exported file. */
  name: string;
  search?: SearchSpec;
  filters?: FilterSpec[];
  /** Ready questions as tabs. */
  views?: View[];
  /** Before the search: what else the question depends on, a date for instance. */
  lead?: ReactNode;
  /** What this list is for, when nothing is in it. */
  empty: ReactNode;
  emptyAction?: ReactNode;
  /** Makes rows selectable; gets the chosen ones, or the whole list where the reader chose all of it. */
  bulk?: (rows: Row[], clear: () => void, whole: WholeList | null) => ReactNode;
  /** Offers to choose the whole list, also what is not on this page. */
  bulkWhole?: boolean;
  onRow?: (row: Row) => void;
  every?: number;
}

export interface ListPageProps<Row> extends ListProps<Row> {
  title: string;
  step?: Step;
  intro?: ReactNode;
  actions?: ReactNode;
  /** Above the list: how something just started goes. */
  banner?: ReactNode;
}

/** Title with count, filters, table, paging, export: the shape of every list. */
export function ListPage<Row extends object>({
  title,
  step,
  intro,
  actions,
  banner,
  ...list
}: ListPageProps<Row>): ReactElement {
  const [count, setCount] = useState<number | null>(null);
  const { num } = useFormat();
  return (
    <Page
      title={title}
      {...(step ? { step } : {})}
      {...(count === null ? {} : { count: num(count) })}
      intro={intro}
      actions={actions}
    >
      {banner}
      <List {...list} onCount={setCount} />
    </Page>
  );
}

/** The same list inside another page. */
export function List<Row extends object>(
  props: ListProps<Row> & { onCount?: (n: number | null) => void },
): ReactElement {
  const { columns, name, search, filters = [], views, lead, empty, emptyAction, bulk, rowKey } = props;
  const { t } = useTranslation();
  const { num } = useFormat();
  const [chosen, setChosen] = useState<Row[]>([]);
  const [isWhole, setWhole] = useState(false);
  const [shown, setShown] = useShownColumns(name, columns);
  const isNarrow = useNarrow();
  const list = useList<Row>({
    path: props.path,
    ...(props.params ? { params: props.params } : {}),
    ...(props.query ? { query: props.query } : {}),
    ...(props.every === undefined ? {} : { every: props.every }),
    filters: filterNames(search, filters, views, columns),
  });
  const { answer } = list;
  useCount(answer.data?.total, props.onCount);
  const rows = answer.data?.items ?? [];
  const clear = () => {
    setChosen([]);
    setWhole(false);
  };
  // Another question: what was chosen from the answer before is no longer in sight.
  const question = JSON.stringify(
    Object.entries(list.values).filter(([name, value]) => name !== 'sort' && value !== ''),
  );
  const [before, setBefore] = useState(question);
  if (before !== question) {
    setBefore(question);
    clear();
  }
  const total = answer.data?.total ?? null;
  // Nothing to ask of it: no empty band above, the tools stand at the foot.
  const asksNothing =
    !search && !views && lead === undefined && !filters.some((one) => !one.onlyNarrow || isNarrow);
  const isFirstEmpty = answer.isSuccess && rows.length === 0 && !list.isFiltered && !list.hasBefore;

  return (
    <Card flush className={styles.list ?? ''}>
      {!asksNothing && (!isFirstEmpty || lead !== undefined) && (
        <ListBar
          list={list}
          name={name}
          columns={columns}
          shown={shown}
          onShown={setShown}
          {...(search ? { search } : {})}
          filters={filters}
          {...(views ? { views } : {})}
          {...(lead === undefined ? {} : { lead })}
        />
      )}
      {bulk && chosen.length > 0 && (
        <div className={styles.selection}>
          <strong>
            {isWhole ? t('ui.list.chosen_whole') : t('ui.list.chosen', { count: chosen.length })}
          </strong>
          {bulk(chosen, clear, isWhole ? { values: list.values, total } : null)}
          {props.bulkWhole && !isWhole && (list.hasMore || list.hasBefore) && (
            <Button type="link" size="small" onClick={() => setWhole(true)}>
              {total === null ? t('ui.list.choose_whole') : t('ui.list.choose_all', { total: num(total) })}
            </Button>
          )}
          <Button type="link" size="small" onClick={clear}>
            {t('ui.list.clear')}
          </Button>
        </div>
      )}
      {answer.isPending && (
        <div className={styles.padded}>
          <Skeleton rows={8} />
        </div>
      )}
      {answer.isError && <Problem large error={answer.error} onRetry={answer.refetch} />}
      {isFirstEmpty && <Empty text={empty} action={emptyAction} />}
      {answer.isSuccess && rows.length === 0 && !isFirstEmpty && (
        <Empty
          text={t('ui.list.nothing')}
          action={
            <Button
              onClick={() => list.set(Object.fromEntries(Object.keys(list.values).map((key) => [key, ''])))}
            >
              {t('ui.list.clear_filters')}
            </Button>
          }
        />
      )}
      {rows.length > 0 && (
        <div className={answer.isPlaceholderData ? styles.stale : undefined}>
          <ListRows
            rows={rows}
            rowKey={rowKey}
            columns={columns.filter((column) => shown.includes(column.key))}
            sort={list.values.sort ?? ''}
            onSort={(sort) => list.set({ sort })}
            {...(bulk
              ? {
                  chosen: isWhole ? rows : chosen,
                  onChosen: (those: Row[]) => {
                    setWhole(false);
                    setChosen(those);
                  },
                }
              : {})}
            {...(props.onRow ? { onRow: props.onRow } : {})}
          />
        </div>
      )}
      {rows.length > 0 && (
        <Foot list={list} rows={rows.length} total={total}>
          {asksNothing && (
            <Tools list={list} name={name} columns={columns} shown={shown} onShown={setShown} />
          )}
        </Foot>
      )}
    </Card>
  );
}

interface FootProps {
  list: { before: number; hasMore: boolean; hasBefore: boolean; forward: () => void; back: () => void };
  rows: number;
  total: number | null;
  children?: ReactNode;
}

function Foot({ list, rows, total, children }: FootProps): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const range = { from: num(list.before + 1), to: num(list.before + rows) };
  const isWhole = !list.hasBefore && !list.hasMore;
  const text = isWhole
    ? t('ui.list.in_all', { count: rows, rows: num(rows) })
    : total === null
      ? t('ui.list.range', range)
      : t('ui.list.range_of', { ...range, total: num(total) });
  return (
    <div className={styles.foot}>
      <span>{text}</span>
      {!isWhole && (
        <span className={styles.pages}>
          <Button size="small" disabled={!list.hasBefore} onClick={list.back}>
            {t('ui.list.previous')}
          </Button>
          <Button size="small" disabled={!list.hasMore} onClick={list.forward}>
            {t('ui.list.next')}
          </Button>
        </span>
      )}
      {children}
    </div>
  );
}

function filterNames(
  search: SearchSpec | undefined,
  filters: FilterSpec[],
  views: View[] | undefined,
  columns: { sort?: string }[],
): string[] {
  const names = new Set<string>();
  if (search) names.add(search.name ?? 'search');
  for (const filter of filters) names.add(filter.name);
  for (const view of views ?? []) for (const name of Object.keys(view.query)) names.add(name);
  if (columns.some((column) => column.sort)) names.add('sort');
  return [...names];
}

function useCount(total: number | null | undefined, onCount: ((n: number | null) => void) | undefined): void {
  const [told, setTold] = useState<number | null>(null);
  const count = total ?? null;
  if (told !== count) {
    setTold(count);
    if (onCount) queueMicrotask(() => onCount(count));
  }
}

/** The columns shown, remembered per list on this device. */
function useShownColumns<Row>(name: string, columns: Column<Row>[]): [string[], (keys: string[]) => void] {
  const place = `huan.columns.${name}`;
  const [hiddenOrAdded, setChoice] = useState<Record<string, boolean>>(() => {
    try {
      return JSON.parse(localStorage.getItem(place) ?? '{}') as Record<string, boolean>;
    } catch {
      return {};
    }
  });
  const shown = columns
    .filter((column) => column.primary || (hiddenOrAdded[column.key] ?? !column.optional))
    .map((column) => column.key);
  const choose = (keys: string[]) => {
    const choice = Object.fromEntries(columns.map((column) => [column.key, keys.includes(column.key)]));
    localStorage.setItem(place, JSON.stringify(choice));
    setChoice(choice);
  };
  return [shown, choose];
}
