import { useTranslation } from 'react-i18next';
import { useFormat, useMay } from '@/app/session';
import { isHeld, useCoupons, usePoints } from './coupons';
import type { CustomerHead } from './nouns';
import { plateText } from './nouns';

const day = 86_400_000;

/** The next date that matters: insurance or inspection of one of their cars. */
export function nextDue(head: CustomerHead, now = Date.now()): { what: string; days: number } | null {
  const dates = head.vehicles.flatMap((vehicle) => [
    { what: 'insurance', at: vehicle.insurance_until },
    { what: 'inspection', at: vehicle.inspection_until },
  ]);
  const coming = dates.flatMap(({ what, at }) => {
    const days = at ? Math.ceil((new Date(at).getTime() - now) / day) : -1;
    return days >= 0 && days <= 90 ? [{ what, days }] : [];
  });
  return coming.sort((left, right) => left.days - right.days)[0] ?? null;
}

/** How many coupons they could use now; 0 for who may not know. */
function useHeld(customerId: number): number {
  const may = useMay();
  const coupons = useCoupons(customerId, may('offer_read'));
  return (coupons.data?.items ?? []).filter(isHeld).length;
}

/** How many points they can spend now; 0 for who may not know. */
function useBalance(customerId: number): number {
  const may = useMay();
  return usePoints(customerId, may('offer_read')).data?.balance ?? 0;
}

/** Who this is, in one sentence: car, habit, what is due, what moves them. */
export function usePortrait(head: CustomerHead): string {
  const { t } = useTranslation();
  const held = useHeld(head.id);
  const balance = useBalance(head.id);
  const { num, date, ago } = useFormat();
  const parts: string[] = [];
  for (const vehicle of head.vehicles.slice(0, 2)) {
    parts.push([plateText(vehicle.plate), vehicle.model].filter(Boolean).join(' '));
  }
  const city = head.attributes.find((one) => one.key === 'city')?.value;
  if (typeof city === 'string') parts.push(city);
  if (head.order_count === 0) parts.push(t('customer.portrait.no_order'));
  else if (head.orders_30_days >= 2) {
    parts.push(t('customer.portrait.per_month', { count: head.orders_30_days }));
  } else if (head.order_count === 1 && head.first_order_at) {
    parts.push(t('customer.portrait.once', { date: date(head.first_order_at) }));
  } else if (head.first_order_at) {
    const since = date(head.first_order_at);
    parts.push(t('customer.portrait.since', { orders: num(head.order_count), since }));
  }
  if (head.order_count > 1 && head.orders_30_days === 0 && head.last_order_at) {
    const days = head.days_since_order ?? 0;
    parts.push(
      days > 60
        ? t('customer.portrait.silent', { days: num(days) })
        : t('customer.portrait.last', { ago: ago(head.last_order_at) }),
    );
  }
  if (held > 0) parts.push(t('people.holds', { count: held }));
  if (balance > 0) parts.push(t('people.has_points', { count: balance, points: num(balance) }));
  const due = nextDue(head);
  if (due) parts.push(t(`customer.portrait.due_${due.what}`, { count: due.days }));
  const sensitive = head.attributes.find((one) => one.key === 'price_sensitive')?.value;
  if (typeof sensitive === 'boolean') {
    parts.push(t(sensitive ? 'customer.portrait.price_sensitive' : 'customer.portrait.not_price_sensitive'));
  }
  return parts.join(t('customer.portrait.comma'));
}
