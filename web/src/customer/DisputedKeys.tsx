import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/app/session';
import { List } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import { keyText } from './identity';
import type { ConflictView } from './identity';
import styles from './Identity.module.css';
import { useKindName } from './kinds';
import { People } from './PersonLink';

/** Two people can be compared; of a shared device the limit can be looked at. */
function Next({ row }: { row: ConflictView }): ReactElement | null {
  const { t } = useTranslation();
  const may = useMay();
  const [left, right, third] = row.customers;
  if (left !== undefined && right !== undefined && third === undefined) {
    return (
      <Link to={`/customers/${String(left)}/merge?with=${String(right)}`}>
        <Button size="small">{t('customer.review.compare')}</Button>
      </Link>
    );
  }
  if (row.state !== 'crowded' || !may('settings_manage')) return null;
  return <Link to="/settings/identity">{t('customer.review.limit')}</Link>;
}

/** Keys that would join people but may not, and why: a wrong number, a shared device, two cards. */
export function DisputedKeys(): ReactElement {
  const { t } = useTranslation();
  const kindName = useKindName();
  const columns: Column<ConflictView>[] = [
    {
      key: 'key',
      title: t('customer.review.key'),
      primary: true,
      render: (row) => (
        <>
          <small className={styles.under}>{kindName(row.kind)}</small>
          {keyText(row.kind, row.value)}
        </>
      ),
      csv: (row) => `${kindName(row.kind)} ${row.value}`,
    },
    {
      key: 'why',
      title: t('customer.review.why'),
      render: (row) => (
        <div className={styles.why}>
          <StatusTag tone="warn">{t(`customer.key_state.${row.state}`)}</StatusTag>
          <small className={styles.under}>{t(`customer.key_means.${row.state}`)}</small>
        </div>
      ),
      csv: (row) => t(`customer.key_state.${row.state}`),
    },
    {
      key: 'people',
      title: t('customer.review.people'),
      render: (row) => <People ids={row.customers} />,
      csv: (row) => row.customers.join(' '),
    },
    {
      key: 'at',
      title: t('customer.review.since'),
      render: (row) => <When at={row.at} />,
      csv: (row) => row.at,
    },
    {
      key: 'act',
      title: '',
      align: 'right',
      render: (row) => <Next row={row} />,
    },
  ];
  return (
    <>
      <p className={styles.lead}>{t('customer.review.disputed_mean')}</p>
      <List<ConflictView>
        path="/api/identity_conflicts"
        name="identity_conflicts"
        rowKey={(row) => row.id}
        columns={columns}
        empty={t('customer.review.no_disputed')}
      />
    </>
  );
}
