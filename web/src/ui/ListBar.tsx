import { CloseOutlined, DownloadOutlined, SearchOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/app/session';
import { useUndoToast } from './actions';
import { FilterSelect } from './FilterSelect';
import { later } from './later';
import styles from './ListPage.module.css';
import type { Column } from './ListPage';
import { useSavedViews } from './savedViews';
import type { SavedView } from './savedViews';
import { useNarrow } from './useNarrow';

const ColumnChoice = lazy(async () => ({ default: (await import('./ListTools')).ColumnChoice }));
const Export = lazy(async () => ({ default: (await import('./ListTools')).Export }));
const SaveView = later(async () => (await import('./ListTools')).SaveView);

export interface SearchSpec {
  placeholder: string;
  /** Member of the query; `search` when absent. */
  name?: string;
}

export interface FilterSpec {
  name: string;
  label: string;
  options: { value: string; label: string }[];
  /** Only on a phone: elsewhere the table's heads do it. */
  onlyNarrow?: boolean;
}

export interface View {
  key: string;
  label: string;
  /** Filters this view sets; other filters it names are cleared. */
  query: Record<string, string>;
}

export interface ListBarProps<Row> {
  list: {
    values: Record<string, string>;
    address: string;
    set: (changes: Record<string, string | undefined>) => void;
    all: (progress?: (rows: number) => void) => Promise<Row[]>;
  };
  name: string;
  columns: Column<Row>[];
  shown: string[];
  onShown: (keys: string[]) => void;
  search?: SearchSpec;
  filters: FilterSpec[];
  views?: View[];
  lead?: ReactNode;
}

/** Views, search, filters; at the right what may be done with the whole list. */
export function ListBar<Row>(props: ListBarProps<Row>): ReactElement {
  const { list, search, filters, views, lead, name } = props;
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const own = useSavedViews(name);
  const hasFilters = search !== undefined || filters.length > 0 || lead !== undefined;
  const all: View = { key: 'all', label: t('ui.list.all'), query: {} };
  const given = views ?? (own.saved.length > 0 ? [all] : []);
  const tabs: (View | SavedView)[] = [...given, ...own.saved];
  const isAsking = hasFilters && Object.values(list.values).some((value) => value !== '');
  const undoToast = useUndoToast();
  const forget = (view: SavedView) => {
    own.forget(view.id);
    undoToast({
      text: t('ui.list.view_forgotten', { name: view.label }),
      undo: () => own.save(view.label, view.query, view.shared),
    });
  };
  return (
    <>
      {tabs.length > 0 && (
        <div className={styles.tabs}>
          <Views views={tabs} values={list.values} set={list.set} onForget={forget} />
          {!hasFilters && <Tools {...props} />}
        </div>
      )}
      {(hasFilters || tabs.length === 0) && (
        <div className={styles.bar}>
          <div className={styles.filters}>
            {lead}
            {search && <Search spec={search} values={list.values} set={list.set} />}
            {filters
              .filter((filter) => !filter.onlyNarrow || isNarrow)
              .map((filter) => (
                <FilterSelect
                  key={filter.name}
                  label={filter.label}
                  value={list.values[filter.name] ?? ''}
                  options={filter.options}
                  onChange={(value) => list.set({ [filter.name]: value })}
                />
              ))}
            {isAsking && <SaveView values={list.values} views={tabs} onSave={own.save} />}
          </div>
          <Tools {...props} />
        </div>
      )}
    </>
  );
}

/** What the tools of a list need of it. */
export type ToolProps = Pick<ListBarProps<never>, 'list' | 'name' | 'columns' | 'shown' | 'onShown'>;

/** Which columns, and what to take along: two signs, until somebody wants one of them. */
export function Tools<Row>(
  props: Pick<ListBarProps<Row>, 'list' | 'name' | 'columns' | 'shown' | 'onShown'>,
): ReactElement {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const may = useMay();
  const columns = props.columns.filter((column) => !isNarrow || !column.wide);
  // The tools never look into a row; they hand each to the column it came for.
  const tools = { ...props, columns } as unknown as ToolProps;
  const isExported = may('export_run') || columns.some(({ key, csv }) => csv && props.shown.includes(key));
  return (
    <div className={styles.tools}>
      {columns.some((column) => !column.primary && column.title !== '') && (
        <Tool icon={<TableOutlined />} label={t('ui.list.columns')}>
          <ColumnChoice {...tools} />
        </Tool>
      )}
      {isExported && (
        <Tool icon={<DownloadOutlined />} label={t('ui.list.export')}>
          <Export {...tools} />
        </Tool>
      )}
    </div>
  );
}

function Tool({ icon, label, children }: { icon: ReactElement; label: string; children: ReactElement }) {
  const [isWanted, setWanted] = useState(false);
  const face = (
    <Button type="text" icon={icon} aria-label={label} title={label} onClick={() => setWanted(true)} />
  );
  return isWanted ? <Suspense fallback={face}>{children}</Suspense> : face;
}

interface Valued {
  values: Record<string, string>;
  set: (changes: Record<string, string | undefined>) => void;
}

function Views({
  views,
  values,
  set,
  onForget,
}: Valued & { views: (View | SavedView)[]; onForget: (view: SavedView) => void }): ReactElement {
  const { t } = useTranslation();
  const names = [...new Set(views.flatMap((view) => Object.keys(view.query)))];
  const current = views.find((view) =>
    names.every((name) => (view.query[name] ?? '') === (values[name] ?? '')),
  );
  return (
    <>
      <div className={styles.views} role="tablist">
        {views.map((view) => (
          <button
            key={view.key}
            type="button"
            role="tab"
            className={styles.view}
            aria-selected={view === current}
            title={'id' in view && !view.mine ? t('ui.list.view_of', { name: view.ownerName }) : undefined}
            onClick={() => set(Object.fromEntries(names.map((name) => [name, view.query[name] ?? ''])))}
          >
            {view.label}
          </button>
        ))}
      </div>
      {current && 'id' in current && current.mine && (
        <Button
          type="text"
          size="small"
          className={styles.forget ?? ''}
          icon={<CloseOutlined />}
          aria-label={t('ui.list.forget_view', { name: current.label })}
          title={t('ui.list.forget_view', { name: current.label })}
          onClick={() => onForget(current)}
        />
      )}
    </>
  );
}

function Search({ spec, values, set }: Valued & { spec: SearchSpec }): ReactElement {
  const name = spec.name ?? 'search';
  const asked = values[name] ?? '';
  const [text, setText] = useState(asked);
  const [seen, setSeen] = useState(asked);
  // The address changed from elsewhere (a view, the back button): the field follows.
  if (seen !== asked) {
    setSeen(asked);
    setText(asked);
  }
  useEffect(() => {
    if (text.trim() === asked) return undefined;
    const timer = setTimeout(() => set({ [name]: text.trim() }), 300);
    return () => clearTimeout(timer);
  });
  return (
    <Input
      className={styles.search ?? ''}
      prefix={<SearchOutlined aria-hidden />}
      aria-label={spec.placeholder}
      placeholder={spec.placeholder}
      allowClear
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
