import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/app/session';
import type { Step } from '@/theme/theme';
import { stepColors } from '@/theme/theme';
import { When } from '@/ui/values';
import styles from './Home.module.css';
import type { FeedItem } from './nouns';

/** Which step an event belongs to, by its noun. */
const stepOf: Record<string, Step> = {
  coupon: 'offer',
  campaign: 'scene',
  finding: 'capture',
  order: 'effect',
  lead: 'sales',
  call: 'sales',
  commission: 'sales',
};

/** What just happened, newest first. */
export function Feed({ items }: { items: FeedItem[] }): ReactElement {
  const { t } = useTranslation();
  if (items.length === 0) return <p className={styles.quiet}>{t('home.feed.none')}</p>;
  // By when it happened, not by when we heard of it.
  const newest = [...items].sort((one, other) => other.at.localeCompare(one.at)).slice(0, 12);
  return (
    <ul className={styles.feed}>
      {newest.map((item) => (
        <li key={item.id}>
          <span
            className={styles.dot}
            style={{ background: stepColors[stepOf[item.event.split('.')[0] ?? ''] ?? 'capture'] }}
            aria-hidden
          />
          <Line item={item} />
          <When at={item.at} />
        </li>
      ))}
    </ul>
  );
}

function Line({ item }: { item: FeedItem }): ReactElement {
  const { t } = useTranslation();
  const { money } = useFormat();
  return (
    <span className={styles.who}>
      {t(`home.feed.${item.event.replace('.', '_')}`, { defaultValue: item.event })}
      {item.amount !== null && item.amount !== undefined && ` ${money(item.amount)}`}
      {item.who && ' · '}
      {item.who && item.customer_id && <Link to={`/customers/${String(item.customer_id)}`}>{item.who}</Link>}
    </span>
  );
}
