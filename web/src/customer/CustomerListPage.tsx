import { Button, Tag } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import { useFormat, useMay, useMe } from '@/app/session';
import { later } from '@/ui/later';
import { ListPage } from '@/ui/ListPage';
import type { Column, WholeList } from '@/ui/ListPage';
import type { FilterSpec } from '@/ui/ListBar';
import { Money, None, Num, When } from '@/ui/values';
import type { BulkAction } from './bulk';
import { peopleOf } from './bulk';
import { useColleagues } from './colleagues';
import type { CustomerSummary } from './nouns';
import { plateText } from './nouns';

const BulkBanner = later(async () => (await import('./BulkBanner')).BulkBanner);
const BulkDrawer = later(async () => (await import('./BulkDrawer')).BulkDrawer);
const CustomerForm = later(async () => (await import('./CustomerForm')).CustomerForm);

/** Everybody we know, found by whatever a person at the counter says: name, initials, phone, plate. */
export function CustomerListPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const [started, setStarted] = useState<number | null>(null);
  const filters = useFilters();
  const add = may('customer_write') ? (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('customer.add')}
    </Button>
  ) : undefined;
  return (
    <>
      <ListPage<CustomerSummary>
        title={t('customer.title')}
        name="customers"
        path="/api/customers"
        rowKey={(row) => row.id}
        columns={useColumns()}
        search={{ placeholder: t('customer.search') }}
        filters={filters}
        empty={t('customer.empty')}
        emptyAction={
          may('import_run') ? (
            <Link to="/capture/imports">
              <Button type="primary">{t('customer.to_import')}</Button>
            </Link>
          ) : (
            add
          )
        }
        actions={add}
        {...(started === null
          ? {}
          : { banner: <BulkBanner key={started} id={started} onClose={() => setStarted(null)} /> })}
        {...(may('customer_write')
          ? {
              bulkWhole: true,
              bulk: (rows, clear, whole) => (
                <BulkButton
                  rows={rows}
                  whole={whole}
                  onStarted={({ id }) => {
                    setStarted(id);
                    clear();
                  }}
                />
              ),
            }
          : {})}
      />
      {adding && <CustomerForm onClose={() => setAdding(false)} />}
    </>
  );
}

/** What may be done with the chosen ones. */
function BulkButton({
  rows,
  whole,
  onStarted,
}: {
  rows: CustomerSummary[];
  whole: WholeList | null;
  onStarted: (action: BulkAction) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const [open, setOpen] = useState(false);
  const count = whole ? whole.total : rows.length;
  return (
    <>
      <Button size="small" type="primary" onClick={() => setOpen(true)}>
        {t('people.bulk.do')}
      </Button>
      {open && (
        <BulkDrawer
          people={whole ? peopleOf(whole.values) : { customer_ids: rows.map(({ id }) => id) }}
          whom={
            count === null || whole
              ? t('people.bulk.everybody')
              : t('people.bulk.chosen', { count, people: num(count) })
          }
          onStarted={(action) => {
            setOpen(false);
            onStarted(action);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function useColumns(): Column<CustomerSummary>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      title: t('customer.name'),
      primary: true,
      render: (row) => <Link to={`/customers/${String(row.id)}`}>{row.name || `#${String(row.id)}`}</Link>,
      csv: (row) => row.name || row.id,
    },
    {
      key: 'phone',
      title: t('customer.phone'),
      render: (row) => row.phone ?? <None />,
      csv: (row) => row.phone,
    },
    {
      key: 'plates',
      title: t('customer.plate'),
      render: (row) => (row.plates.length > 0 ? row.plates.map(plateText).join(', ') : <None />),
      csv: (row) => row.plates.join(' '),
    },
    {
      key: 'email',
      title: t('customer.email'),
      optional: true,
      render: (row) => row.email ?? <None />,
      csv: (row) => row.email,
    },
    {
      key: 'tags',
      title: t('customer.tags'),
      render: (row) => <Tags tags={row.tags} />,
      csv: (row) => row.tags.join(' '),
    },
    {
      key: 'owner',
      title: t('people.owner'),
      optional: true,
      render: (row) => row.owner_name || <None />,
      csv: (row) => row.owner_name,
    },
    {
      key: 'orders',
      title: t('customer.orders'),
      means: t('customer.means.orders'),
      align: 'right',
      sort: 'orders',
      render: (row) => <Num value={row.order_count} />,
      csv: (row) => row.order_count,
    },
    {
      key: 'amount',
      title: t('customer.amount'),
      means: t('customer.means.amount'),
      align: 'right',
      sort: 'amount',
      render: (row) => <Money minor={row.order_amount} />,
      csv: (row) => row.order_amount,
    },
    {
      key: 'last_order',
      title: t('customer.last_order'),
      means: t('customer.means.last_order'),
      sort: 'last_order',
      render: (row) => <When at={row.last_order_at} />,
      csv: (row) => row.last_order_at,
    },
    {
      key: 'first_seen',
      title: t('customer.first_seen'),
      means: t('customer.means.first_seen'),
      wide: true,
      render: (row) => <When at={row.first_seen} as="date" />,
      csv: (row) => row.first_seen,
    },
    {
      key: 'last_seen',
      title: t('customer.last_seen'),
      optional: true,
      render: (row) => <When at={row.last_seen} />,
      csv: (row) => row.last_seen,
    },
  ];
}

/** A tag narrows the list to everybody who has it. */
function Tags({ tags }: { tags: string[] }): ReactElement {
  const [, setAddress] = useSearchParams();
  if (tags.length === 0) return <None />;
  return (
    <>
      {tags.map((tag) => (
        <Tag
          key={tag}
          style={{ cursor: 'pointer' }}
          onClick={() =>
            setAddress((before) => {
              const after = new URLSearchParams(before);
              after.set('tag', tag);
              return after;
            })
          }
        >
          {tag}
        </Tag>
      ))}
    </>
  );
}

interface Named {
  id: number;
  name: string;
}

function useFilters(): FilterSpec[] {
  const { t } = useTranslation();
  const may = useMay();
  const [address] = useSearchParams();
  const enabled = may('segment_read');
  const segments = useRead<Page<Named>>('/api/segments', { query: { limit: 200 } }, { enabled });
  const me = useMe();
  const { colleagues } = useColleagues(me.scope !== 'own');
  const words = useRead<{ tags: string[] }>('/api/rule_vocabulary', {}, { enabled, staleTime: 300_000 });
  const tags = new Set(words.data?.tags ?? []);
  const chosen = address.get('tag');
  if (chosen) tags.add(chosen);
  const filters: FilterSpec[] = [
    {
      name: 'segment_id',
      label: t('customer.segment'),
      options: (segments.data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
    },
    {
      name: 'tag',
      label: t('customer.tag'),
      options: [...tags].map((tag) => ({ value: tag, label: tag })),
    },
    {
      name: 'owner_id',
      label: t('people.owner'),
      options: [
        { value: String(me.user_id), label: t('people.mine') },
        { value: '0', label: t('people.nobody') },
        ...colleagues
          .filter(({ id }) => id !== me.user_id)
          .map(({ id, name }) => ({ value: String(id), label: name })),
      ],
    },
    {
      name: 'sort',
      onlyNarrow: true,
      label: t('customer.sort.label'),
      options: (['last_order', 'amount', 'orders'] as const).map((value) => ({
        value,
        label: t(`customer.sort.${value}`),
      })),
    },
  ];
  return filters.filter((filter) => filter.options.length > 0);
}
