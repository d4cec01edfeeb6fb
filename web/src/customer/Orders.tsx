import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { List } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { Money, None, Num, When } from '@/ui/values';
import styles from './Customer.module.css';
import type { OrderView } from './nouns';

const tones = { completed: 'good', partly_refunded: 'warn', refunded: 'neutral' } as const;

export function Orders({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const columns: Column<OrderView>[] = [
    {
      key: 'at',
      title: t('customer.order.at'),
      primary: true,
      render: (order) => <When at={order.ordered_at} as="date" />,
      csv: (order) => order.ordered_at,
    },
    {
      key: 'what',
      title: t('customer.order.what'),
      render: (order) =>
        order.lines.length > 0 ? (
          order.lines.map((line) => `${line.name || line.sku} ×${String(line.quantity)}`).join(', ')
        ) : (
          <Num value={order.quantity} unit={t('customer.order.pieces')} />
        ),
      csv: (order) => order.quantity,
    },
    {
      key: 'amount',
      title: t('customer.order.amount'),
      align: 'right',
      render: (order) => (
        <>
          <Money minor={order.amount} />
          {order.discount > 0 && (
            <small className={styles.under}>
              {t('customer.order.less')} <Money minor={order.discount} />
            </small>
          )}
        </>
      ),
      csv: (order) => order.amount,
    },
    {
      key: 'discount',
      title: t('customer.order.discount'),
      align: 'right',
      optional: true,
      render: (order) => (order.discount > 0 ? <Money minor={order.discount} /> : <None />),
      csv: (order) => order.discount,
    },
    {
      key: 'store',
      title: t('customer.order.store'),
      render: (order) =>
        order.store ? (
          <span className={styles.store} title={order.store}>
            {order.store}
          </span>
        ) : (
          <None />
        ),
      csv: (order) => order.store,
    },
    {
      key: 'status',
      title: t('customer.order.status'),
      render: (order) => (
        <StatusTag tone={tones[order.status]}>{t(`customer.order_status.${order.status}`)}</StatusTag>
      ),
      csv: (order) => order.status,
    },
    {
      key: 'number',
      title: t('customer.order.number'),
      optional: true,
      render: (order) => <code className={styles.code}>{order.number}</code>,
      csv: (order) => order.number,
    },
  ];
  return (
    <List<OrderView>
      path="/api/customers/{customer_id}/orders"
      params={{ customer_id: customerId }}
      name="customer_orders"
      rowKey={(order) => order.id}
      columns={columns}
      empty={t('customer.no_orders')}
    />
  );
}
