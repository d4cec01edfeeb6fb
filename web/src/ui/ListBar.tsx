import { CloseOutlined, DownloadOutlined, SearchOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Checkbox, Dropdown, Flex, Input, Popover, Select, Space } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { base } from '@/api/base';
import { useMay } from '@/app/session';
import { useSay, useUndoToast } from './actions';
import { csvText, download } from './csv';
import styles from './ListPage.module.css';
import type { Column } from './ListPage';
import { useSavedViews } from './savedViews';
import type { SavedView } from './savedViews';
import { useNarrow } from './useNarrow';

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
                <Select
                  key={filter.name}
                  className={styles.filter ?? ''}
                  aria-label={filter.label}
                  placeholder={filter.label}
                  allowClear
                  showSearch={filter.options.length > 8 ? { optionFilterProp: 'label' } : false}
                  popupMatchSelectWidth={false}
                  value={list.values[filter.name] || undefined}
                  options={filter.options}
                  onChange={(value: string | undefined) => list.set({ [filter.name]: value })}
                />
              ))}
            {hasFilters && <SaveView values={list.values} views={tabs} onSave={own.save} />}
          </div>
          <Tools {...props} />
        </div>
      )}
    </>
  );
}

const asked = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

/** Keeps what is asked right now under a name; offered once it is a question no tab asks. */
function SaveView({
  values,
  views,
  onSave,
}: {
  values: Record<string, string>;
  views: View[];
  onSave: (label: string, query: Record<string, string>, shared: boolean) => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState('');
  const [shared, setShared] = useState(false);
  const query = asked(values);
  const known = views.some((view) => sameQuery(asked(view.query), query));
  if (Object.keys(query).length === 0 || known) return null;
  const save = () => {
    onSave(label.trim(), query, shared);
    setLabel('');
    setShared(false);
    setOpen(false);
  };
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      title={t('ui.list.save_view')}
      content={
        <Flex vertical gap={8}>
          <Space.Compact>
            <Input
              autoFocus
              value={label}
              maxLength={24}
              aria-label={t('ui.list.view_name')}
              placeholder={t('ui.list.view_name')}
              onChange={(event) => setLabel(event.target.value)}
              onPressEnter={() => label.trim() !== '' && save()}
            />
            <Button type="primary" disabled={label.trim() === ''} onClick={save}>
              {t('ui.save')}
            </Button>
          </Space.Compact>
          <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
            {t('ui.list.share_view')}
          </Checkbox>
        </Flex>
      }
    >
      <Button type="link" size="small">
        {t('ui.list.save_view')}
      </Button>
    </Popover>
  );
}

function sameQuery(left: Record<string, string>, right: Record<string, string>): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/** Which columns, and what to take along. */
export function Tools<Row>(
  props: Pick<ListBarProps<Row>, 'list' | 'name' | 'columns' | 'shown' | 'onShown'>,
): ReactElement {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const columns = props.columns.filter((column) => !isNarrow || !column.wide);
  return (
    <div className={styles.tools}>
      {columns.some((column) => !column.primary && column.title !== '') && (
        <ColumnChoice {...props} columns={columns} />
      )}
      <Export {...props} label={t('ui.list.export')} />
    </div>
  );
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

function ColumnChoice<Row>({
  columns,
  shown,
  onShown,
}: Pick<ListBarProps<Row>, 'columns' | 'shown' | 'onShown'>): ReactElement {
  const { t } = useTranslation();
  const choices = columns.filter((column) => column.title !== '');
  const content = (
    <Checkbox.Group
      style={{ display: 'flex', flexDirection: 'column', gap: 6 }}
      value={shown}
      onChange={(keys) => {
        const offered = choices.map((column) => column.key);
        onShown([...keys, ...shown.filter((key) => !offered.includes(key))]);
      }}
      options={choices.map((column) => ({
        value: column.key,
        label: column.title,
        disabled: column.primary ?? false,
      }))}
    />
  );
  return (
    <Popover content={content} trigger="click" placement="bottomRight" title={t('ui.list.columns')}>
      <Button
        type="text"
        icon={<TableOutlined />}
        aria-label={t('ui.list.columns')}
        title={t('ui.list.columns')}
      />
    </Popover>
  );
}

function Export<Row>({
  list,
  name,
  columns,
  shown,
  label,
}: Pick<ListBarProps<Row>, 'list' | 'name' | 'columns' | 'shown'> & { label: string }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [count, setCount] = useState<number | null>(null);
  const say = useSay();
  const exported = columns.filter((column) => column.csv && shown.includes(column.key));
  const save = async () => {
    setCount(0);
    try {
      const rows = await list.all(setCount);
      const lines = rows.map((row) => exported.map((column) => column.csv?.(row)));
      download(`${name}.csv`, csvText([exported.map((column) => column.title), ...lines]));
    } catch (error) {
      say.failed(error);
    } finally {
      setCount(null);
    }
  };
  const whole = (format: 'csv' | 'xlsx') => ({
    key: format,
    label: (
      <a download href={`${base}/api/export/list?format=${format}&list=${encodeURIComponent(list.address)}`}>
        {t(`ui.list.export_${format}`)}
      </a>
    ),
  });
  const items = [
    ...(exported.length > 0
      ? [{ key: 'shown', label: t('ui.list.export_shown'), onClick: () => void save() }]
      : []),
    ...(may('export_run') ? [whole('xlsx'), whole('csv')] : []),
  ];
  if (items.length === 0) return <></>;
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button
        type="text"
        icon={<DownloadOutlined />}
        aria-label={label}
        title={label}
        loading={count !== null}
      >
        {count ? count : null}
      </Button>
    </Dropdown>
  );
}
