import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import styles from './Customer.module.css';
import type { Advice } from './nouns';

/** What to offer, and why: from how they use us. */
export function NextBest({ customerId }: { customerId: number }): ReactElement {
  const { t, i18n } = useTranslation();
  const { num, money } = useFormat();
  const advice = useRead<{ items: Advice[] }>('/api/customers/{customer_id}/advice', {
    params: { customer_id: customerId },
  });
  const english = i18n.language === 'en';
  const items = advice.data?.items ?? [];
  return (
    <Card title={t('customer.next_best')} className={styles.advice ?? ''}>
      {advice.isPending && <Skeleton rows={2} />}
      {advice.isError && <Problem error={advice.error} onRetry={advice.refetch} />}
      {advice.isSuccess && items.length === 0 && <p className={styles.hint}>{t('customer.no_advice')}</p>}
      {items.map((item) => (
        <div key={item.business} className={styles.tip}>
          <strong>
            {item.gap ? t('customer.advice_gap') : english ? item.product_name_en : item.product_name_zh}
          </strong>
          <p>{english ? item.reason_en : item.reason_zh}</p>
          <small className={styles.under}>
            {t('customer.evidence', {
              count: item.evidence.count,
              uses: num(item.evidence.count),
              days: num(item.evidence.days),
            })}
            {item.evidence.saving ? ` · ${t('customer.saves', { amount: money(item.evidence.saving) })}` : ''}
          </small>
        </div>
      ))}
    </Card>
  );
}
