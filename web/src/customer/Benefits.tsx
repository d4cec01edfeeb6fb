import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/app/session';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { Money, When } from '@/ui/values';
import { isHeld, useCoupons } from './coupons';
import styles from './Customer.module.css';

/** Coupons they hold, the one that ends first on top; used and ended ones below. */
export function Benefits({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const { money } = useFormat();
  const coupons = useCoupons(customerId);
  const items = [...(coupons.data?.items ?? [])].sort(
    (left, right) =>
      Number(isHeld(right)) - Number(isHeld(left)) || left.usable_until.localeCompare(right.usable_until),
  );
  return (
    <Card title={t('customer.benefits')}>
      {coupons.isPending && <Skeleton rows={2} />}
      {coupons.isError && <Problem error={coupons.error} onRetry={coupons.refetch} />}
      {coupons.isSuccess && items.length === 0 && <p className={styles.hint}>{t('customer.no_benefits')}</p>}
      <ul className={styles.rows}>
        {items.slice(0, 8).map((coupon) => (
          <li
            key={coupon.id}
            className={styles.row}
            style={isHeld(coupon) ? undefined : { color: 'var(--text-2)' }}
          >
            <strong className={styles.face}>
              <Money minor={coupon.face_value} whole />
            </strong>
            <span className={styles.grow}>
              {coupon.name}
              <small className={styles.under}>
                {coupon.threshold > 0 &&
                  `${t('customer.from_amount', { amount: money(coupon.threshold) })} · `}
                {t('customer.until')} <When at={coupon.usable_until} as="date" />
              </small>
            </span>
            <StatusTag status={coupon.state}>{t(`customer.coupon_state.${coupon.state}`)}</StatusTag>
          </li>
        ))}
      </ul>
    </Card>
  );
}
