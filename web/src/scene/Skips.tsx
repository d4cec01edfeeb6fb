import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schema } from '@/api';
import { useRead } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { When } from '@/ui/values';
import { campaignPath, personName, reasonWords } from './nouns';
import styles from './Scene.module.css';

/** Everybody the campaign passed over, by the reason. */
export function Skips({ campaignId }: { campaignId: number }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const [reason, setReason] = useState('');
  const [limit, setLimit] = useState(20);
  const read = useRead<Schema<'SkipPage'>>(
    `${campaignPath}/skips`,
    { params: { campaign_id: campaignId }, query: { reason, limit } },
    { keep: true },
  );
  const counts = read.data?.by_reason ?? [];
  const items = read.data?.items ?? [];
  return (
    <Card title={t('scene.skips.title')} hint={t('scene.skips.hint')}>
      {read.isError && <Problem error={read.error} onRetry={read.refetch} />}
      {read.isPending && <Skeleton rows={3} />}
      {read.data && counts.length === 0 && <p className={styles.quiet}>{t('scene.skips.none')}</p>}
      {counts.length > 0 && (
        <div className={styles.reasons}>
          {counts.map((count) => (
            <Button
              key={count.reason}
              size="small"
              type={reason === count.reason ? 'primary' : 'default'}
              aria-pressed={reason === count.reason}
              onClick={() => setReason(reason === count.reason ? '' : count.reason)}
            >
              {reasonWords(t, count.reason)} {num(count.people)}
            </Button>
          ))}
        </div>
      )}
      <ul className={`${styles.lines} ${styles.skips}`}>
        {items.map((skip) => (
          <li key={skip.id}>
            <Link to={`/customers/${String(skip.customer_id)}`}>
              {personName(t, skip.customer_id, skip.customer_name)}
            </Link>
            <span className={styles.quiet}>
              {t(`scene.kept.${skip.what}`)} · {reasonWords(t, skip.reason)} · <When at={skip.at} />
            </span>
          </li>
        ))}
      </ul>
      {read.data?.next_cursor && limit < 200 && (
        <Button size="small" type="link" style={{ padding: 0 }} onClick={() => setLimit(200)}>
          {t('scene.skips.more')}
        </Button>
      )}
    </Card>
  );
}
