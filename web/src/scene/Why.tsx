import { Select } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page, Schema } from '@/api';
import { useRead } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import type { Explanation } from './nouns';
import { campaignPath, personName, reasonWords } from './nouns';
import styles from './Scene.module.css';

/** "Why did this person (not) get it?" */
export function Why({ campaignId }: { campaignId: number }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [customerId, setCustomerId] = useState<number | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 300);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useRead<Page<Schema<'CustomerSummary'>>>(
    '/api/customers',
    { query: { search: asked, limit: 10 } },
    { enabled: may('customer_read'), keep: true },
  );
  const why = useRead<Explanation>(
    `${campaignPath}/why`,
    { params: { campaign_id: campaignId }, query: { customer_id: customerId } },
    { enabled: customerId !== null },
  );
  return (
    <Card title={t('scene.ask.title')} hint={t('scene.ask.hint')}>
      <Select
        style={{ width: '100%' }}
        allowClear
        showSearch={{ filterOption: false, onSearch: setText, searchValue: text }}
        placeholder={t('scene.ask.search')}
        aria-label={t('scene.ask.search')}
        loading={found.isFetching}
        value={customerId}
        notFoundContent={t('scene.ask.nobody')}
        options={(found.data?.items ?? []).map((customer) => ({
          value: customer.id,
          label: [personName(t, customer.id, customer.name), customer.phone, ...(customer.plates ?? [])]
            .filter(Boolean)
            .join(' · '),
        }))}
        onChange={(id: number | null | undefined) => setCustomerId(id ?? null)}
      />
      {why.isError && <Problem error={why.error} onRetry={why.refetch} />}
      {customerId !== null && why.isPending && <Skeleton rows={2} />}
      {why.data && customerId !== null && <Answer why={why.data} />}
    </Card>
  );
}

function Answer({ why }: { why: Explanation }): ReactElement {
  const { t } = useTranslation();
  const { dateTime } = useFormat();
  const reason = why.skip_reason === undefined ? '' : reasonWords(t, why.skip_reason);
  const facts: string[] = [
    ...(why.in_audience ? [t('scene.ask.inside')] : []),
    ...(!why.in_audience && why.answer !== 'outside' ? [t('scene.ask.not_inside')] : []),
    ...(why.held_out ? [t('scene.ask.held_out')] : []),
    ...(why.sent_at === undefined
      ? []
      : [t(why.read ? 'scene.ask.sent_read' : 'scene.ask.sent_unread', { at: dateTime(why.sent_at) })]),
    ...(why.visited_at === undefined
      ? []
      : [t('scene.ask.visited', { at: dateTime(why.visited_at), count: why.visits })]),
    ...(why.coupons ?? []).map((coupon) =>
      coupon.redeemed_at === undefined
        ? t('scene.ask.claimed', { at: dateTime(coupon.claimed_at) })
        : t('scene.ask.redeemed', { at: dateTime(coupon.claimed_at), used: dateTime(coupon.redeemed_at) }),
    ),
    ...(why.skips ?? []).map((skip) =>
      t('scene.ask.skipped', {
        at: dateTime(skip.at),
        what: t(`scene.kept.${skip.what}`),
        reason: reasonWords(t, skip.reason),
      }),
    ),
    ...(why.would_be_skipped ?? []).map((skip) =>
      t('scene.ask.would', { reason: reasonWords(t, skip.reason) }),
    ),
  ];
  return (
    <div className={styles.answer} role="status">
      <strong>
        <Link to={`/customers/${String(why.customer_id)}`}>
          {personName(t, why.customer_id, why.customer_name)}
        </Link>{' '}
        {t(`scene.answer.${why.answer}`, { reason })}
      </strong>
      <ul>
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </div>
  );
}
