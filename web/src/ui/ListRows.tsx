import down from '@ant-design/icons-svg/es/asn/CaretDownFilled';
import { useDeferredValue, useRef } from 'react';
import type { ChangeEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './ListPage.module.css';
import type { Column } from './ListPage';
import { Sign } from './Sign';
import { useNarrow } from './useNarrow';
import { useWindow } from './useWindow';

interface ListRowsProps<Row> {
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  columns: Column<Row>[];
  chosen?: Row[];
  onChosen?: (rows: Row[]) => void;
  onRow?: (row: Row) => void;
  sort: string;
  onSort: (sort: string) => void;
}

/** What is drawn at once; the rest follows without anybody waiting for it. */
const firstScreen = 20;

/** Rows as a table, and on a phone as cards with the primary column as their head. */
export function ListRows<Row extends object>(props: ListRowsProps<Row>): ReactElement {
  const { rows } = props;
  const many = useDeferredValue(rows.length, Math.min(rows.length, firstScreen));
  const drawn = { ...props, rows: many < rows.length ? rows.slice(0, many) : rows };
  return useNarrow() ? <Cards {...drawn} whole={rows} /> : <Rows {...drawn} whole={rows} />;
}

/** `rows` of the `whole` are drawn by now; what is chosen is chosen of the whole. */
type Drawn<Row> = ListRowsProps<Row> & { whole: readonly Row[] };

/** Ticks: one, everything on the page, or from the last one to this with Shift. */
function useTicks<Row>({ whole, rowKey, chosen = [], onChosen }: Drawn<Row>) {
  const last = useRef<number | null>(null);
  const keys = new Set(chosen.map(rowKey));
  const tick = (index: number, on: boolean, range: boolean) => {
    const from = range && last.current !== null ? Math.min(last.current, index) : index;
    const to = range && last.current !== null ? Math.max(last.current, index) : index;
    last.current = index;
    const those = whole.slice(from, to + 1);
    const kept = chosen.filter((row) => !those.some((one) => rowKey(one) === rowKey(row)));
    onChosen?.(on ? [...kept, ...those] : kept);
  };
  const isAll = whole.length > 0 && whole.every((row) => keys.has(rowKey(row)));
  return { keys, tick, isAll, tickAll: (on: boolean) => onChosen?.(on ? [...whole] : []) };
}

interface TickProps {
  label: string;
  checked: boolean;
  some?: boolean;
  onTick: (on: boolean, range: boolean) => void;
}

function Tick({ label, checked, some = false, onTick }: TickProps): ReactElement {
  const change = (event: ChangeEvent<HTMLInputElement>) => {
    const by = event.nativeEvent;
    onTick(event.target.checked, by instanceof MouseEvent && by.shiftKey);
  };
  return (
    <label className={styles.tick} onClick={(event) => event.stopPropagation()}>
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        ref={(element) => {
          if (element) element.indeterminate = some && !checked;
        }}
        onChange={change}
      />
    </label>
  );
}

/** What a row is called, for who hears rather than sees it. */
function nameOf<Row>(head: Column<Row> | undefined, row: Row, key: string | number): string {
  return String(head?.csv?.(row) ?? key);
}

function Rows<Row extends object>(props: Drawn<Row>) {
  const { rows, whole, rowKey, columns, onChosen, onRow } = props;
  const { t } = useTranslation();
  const ticks = useTicks(props);
  const body = useRef<HTMLTableSectionElement>(null);
  const { from, to, above, below } = useWindow(body, rows.length);
  const head = columns.find((column) => column.primary) ?? columns[0];
  const width = columns.length + (onChosen ? 1 : 0);
  const blank = (height: number) =>
    height > 0 && (
      <tr aria-hidden>
        <td colSpan={width} style={{ height, padding: 0, border: 0 }} />
      </tr>
    );
  return (
    <div className={styles.table}>
      <table aria-rowcount={whole.length + 1}>
        <thead>
          <tr>
            {onChosen && (
              <th className={styles.ticks} scope="col">
                <Tick
                  label={t('ui.list.choose_page')}
                  checked={ticks.isAll}
                  some={ticks.keys.size > 0}
                  onTick={(on) => ticks.tickAll(on)}
                />
              </th>
            )}
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {blank(above)}
          {rows.slice(from, to).map((row, index) => {
            const key = rowKey(row);
            const isChosen = ticks.keys.has(key);
            return (
              <tr
                key={key}
                {...(onRow ? { onClick: () => onRow(row), 'data-opens': true } : {})}
                {...(isChosen ? { 'data-chosen': true } : {})}
              >
                {onChosen && (
                  <td className={styles.ticks}>
                    <Tick
                      label={t('ui.list.choose_row', { name: nameOf(head, row, key) })}
                      checked={isChosen}
                      onTick={(on, range) => ticks.tick(from + index, on, range)}
                    />
                  </td>
                )}
                {columns.map((column) => (
                  <td
                    key={column.key}
                    className={column.primary ? styles.primary : undefined}
                    data-align={column.align}
                  >
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {blank(below)}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps<Row> {
  column: Column<Row>;
  sort: string;
  onSort: (sort: string) => void;
}

function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const isSorted = column.sort !== undefined && sort === column.sort;
  const shape = {
    'data-align': column.align,
    title: column.means,
    'data-means': column.means !== undefined,
    ...(column.width ? { style: { width: column.width } } : {}),
  };
  if (column.sort === undefined)
    return (
      <th scope="col" {...shape}>
        {column.title}
      </th>
    );
  return (
    <th
      scope="col"
      {...shape}
      aria-sort={isSorted ? 'descending' : 'none'}
      onClick={() => onSort(isSorted ? '' : (column.sort ?? ''))}
    >
      <button type="button" className={styles.sorter} data-sorted={isSorted}>
        {column.title}
        <Sign of={down} />
      </button>
    </th>
  );
}

/** A card leaves out what is not known; a table keeps its columns. */
function isSaid<Row>(row: Row): (column: Column<Row>) => boolean {
  return ({ csv }) => csv === undefined || ![null, undefined, ''].includes(csv(row) as null);
}

function Cards<Row extends object>(props: Drawn<Row>) {
  const { rows, rowKey, columns, onChosen, onRow } = props;
  const { t } = useTranslation();
  const ticks = useTicks(props);
  const head = columns.find((column) => column.primary) ?? columns[0];
  const facts = columns.filter((column) => column !== head && !column.wide && column.title !== '');
  const action = columns.find((column) => column !== head && column.title === '');
  return (
    <ul className={styles.cards}>
      {rows.map((row, index) => {
        const key = rowKey(row);
        return (
          <li key={key} className={styles.card} onClick={onRow && (() => onRow(row))}>
            <div className={styles.cardHead}>
              {onChosen && (
                <Tick
                  label={t('ui.list.choose_row', { name: nameOf(head, row, key) })}
                  checked={ticks.keys.has(key)}
                  onTick={(on) => ticks.tick(index, on, false)}
                />
              )}
              <span className={styles.primary}>{head?.render(row)}</span>
              {action?.render(row)}
            </div>
            <dl className={styles.facts}>
              {facts.filter(isSaid(row)).map((column) => (
                <div key={column.key} className={styles.fact}>
                  <dt>{column.title}</dt>
                  <dd>{column.render(row)}</dd>
                </div>
              ))}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}
