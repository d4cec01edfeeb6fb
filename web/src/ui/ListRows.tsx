import { Table } from 'antd';
import type { ReactElement } from 'react';
import styles from './ListPage.module.css';
import type { Column } from './ListPage';
import { useNarrow } from './useNarrow';

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

/** Rows as a table, and on a phone as cards with the primary column as their head. */
export function ListRows<Row extends object>(props: ListRowsProps<Row>): ReactElement {
  return useNarrow() ? <Cards {...props} /> : <Rows {...props} />;
}

function Rows<Row extends object>(props: ListRowsProps<Row>) {
  const { rows, rowKey, columns, chosen, onChosen, onRow, sort, onSort } = props;
  return (
    <div className={styles.table}>
      <Table<Row>
        dataSource={rows}
        rowKey={rowKey}
        pagination={false}
        size="small"
        scroll={{ x: 'max-content' }}
        showSorterTooltip={false}
        onChange={(_pages, _filters, sorter) => {
          const by = Array.isArray(sorter) ? sorter[0] : sorter;
          const column = columns.find(({ key }) => key === by?.columnKey);
          onSort(by?.order ? (column?.sort ?? '') : '');
        }}
        columns={columns.map((column) => ({
          key: column.key,
          title: column.title,
          render: (_value: unknown, row: Row) => column.render(row),
          ...(column.align ? { align: column.align } : {}),
          ...(column.width ? { width: column.width } : {}),
          ...(column.sort
            ? {
                sorter: true,
                sortDirections: ['descend' as const],
                sortOrder: sort === column.sort ? ('descend' as const) : null,
              }
            : {}),
          ...(column.primary && styles.primary ? { className: styles.primary } : {}),
        }))}
        {...(onChosen
          ? {
              rowSelection: {
                selectedRowKeys: (chosen ?? []).map(rowKey),
                preserveSelectedRowKeys: true,
                onChange: (_keys: React.Key[], selected: Row[]) => onChosen(selected),
              },
            }
          : {})}
        {...(onRow
          ? { onRow: (row: Row) => ({ onClick: () => onRow(row), style: { cursor: 'pointer' } }) }
          : {})}
      />
    </div>
  );
}

/** A card leaves out what is not known; a table keeps its columns. */
function isSaid<Row>(row: Row): (column: Column<Row>) => boolean {
  return ({ csv }) => csv === undefined || ![null, undefined, ''].includes(csv(row) as null);
}

function Cards<Row extends object>({ rows, rowKey, columns, onRow }: ListRowsProps<Row>) {
  const head = columns.find((column) => column.primary) ?? columns[0];
  const facts = columns.filter((column) => column !== head && !column.wide && column.title !== '');
  const action = columns.find((column) => column !== head && column.title === '');
  return (
    <ul className={styles.cards}>
      {rows.map((row) => (
        <li key={rowKey(row)} className={styles.card} onClick={onRow && (() => onRow(row))}>
          <div className={styles.cardHead}>
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
      ))}
    </ul>
  );
}
