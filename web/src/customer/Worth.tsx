import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/app/session';
import { Card } from '@/ui/Card';
import { Facts } from '@/ui/RecordPage';
import { Meant } from '@/ui/report';
import { Money, Num, When } from '@/ui/values';
import styles from './Customer.module.css';
import type { CustomerHead } from './nouns';

/** What they are worth: amount, number and rhythm of their orders. */
export function Worth({ head }: { head: CustomerHead }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const gap = head.days_between_orders;
  return (
    <Card title={t('customer.value_title')} hint={t('customer.means.amount')}>
      <p className={styles.worth}>
        <Money minor={head.order_amount} />
      </p>
      <p className={styles.hint}>
        {t('customer.over_orders', { count: head.order_count, orders: num(head.order_count) })}
      </p>
      <Facts
        items={[
          {
            key: 'avg',
            label: <Meant name={t('customer.average_order')} definition={t('customer.means.average')} />,
            value: <Money minor={head.average_order} />,
          },
          {
            key: 'gap',
            label: <Meant name={t('customer.every')} definition={t('customer.means.every')} />,
            value: gap ? (
              t('customer.days', { count: Math.round(gap), days: num(gap, { maximumFractionDigits: 1 }) })
            ) : (
              <Num value={null} />
            ),
          },
          {
            key: 'last',
            label: <Meant name={t('customer.last_order')} definition={t('customer.means.last_order')} />,
            value: <When at={head.last_order_at} />,
          },
          {
            key: 'month',
            label: (
              <Meant name={t('customer.orders_30_days')} definition={t('customer.means.orders_30_days')} />
            ),
            value: <Num value={head.orders_30_days} />,
          },
          {
            key: 'year',
            label: (
              <Meant name={t('customer.orders_365_days')} definition={t('customer.means.orders_365_days')} />
            ),
            value: <Num value={head.orders_365_days} />,
          },
          {
            key: 'first',
            label: <Meant name={t('customer.first_seen')} definition={t('customer.means.first_seen')} />,
            value: <When at={head.first_seen} as="date" />,
          },
        ]}
      />
    </Card>
  );
}
