import { LinkOutlined } from '@ant-design/icons';
import { Button, Drawer, Select, Space } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { useMay } from '@/app/session';
import { useSay } from '@/ui/actions';
import { Empty } from '@/ui/Empty';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import { channels, useConsentName } from './consentNames';
import styles from './Customer.module.css';
import type { CustomerHead } from './nouns';

interface ConsentHistoryProps {
  head: CustomerHead;
  onClose: () => void;
}

/** Everything somebody said about being contacted, with its proof, latest first. */
export function ConsentHistory({ head, onClose }: ConsentHistoryProps): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const history = useRead('/api/customers/{customer_id}/consents', { params: { customer_id: head.id } });
  return (
    <Drawer
      open
      title={t('profile.consent.history')}
      size={480}
      onClose={onClose}
      footer={may('customer_write') && <CopyLink customerId={head.id} />}
    >
      {history.isPending && <Skeleton rows={4} />}
      {history.isError && <Problem error={history.error} onRetry={history.refetch} />}
      {history.data?.items.length === 0 && <Empty text={t('profile.consent.nothing')} />}
      <ol className={styles.log}>
        {history.data?.items.map((record) => (
          <Record key={`${record.at}/${record.channel}/${record.purpose}`} record={record} />
        ))}
      </ol>
    </Drawer>
  );
}

function Record({ record }: { record: Schema<'ConsentRecord'> }): ReactElement {
  const { t } = useTranslation();
  const name = useConsentName();
  const { channel, purpose, granted, at, method, place, wording, proof, by_name, recorded_at } = record;
  const isSwitch = channel === 'all' && purpose === 'all';
  const said = isSwitch
    ? t(granted ? 'customer.allow_contact' : 'customer.stop_contact')
    : t(granted ? 'customer.granted' : 'customer.withdrawn');
  const how = [t(`profile.consent.method.${method}`), place, proof].filter(Boolean).join(' · ');
  const late = Date.parse(recorded_at) - Date.parse(at) > 60_000;
  return (
    <li>
      <p className={styles.logHead}>
        <strong>{name(channel, purpose)}</strong>
        <StatusTag tone={granted ? 'good' : 'warn'}>{said}</StatusTag>
        {record.holds && <small>{t('profile.consent.holds')}</small>}
      </p>
      <small className={styles.under}>
        <When at={at} as="time" /> · {how}
      </small>
      {wording !== '' && <blockquote className={styles.quote}>{wording}</blockquote>}
      <small className={styles.under}>
        {by_name === '' ? t('profile.consent.themselves') : t('profile.consent.by', { name: by_name })}
        {late && (
          <>
            {' · '}
            {t('profile.consent.recorded')} <When at={recorded_at} as="time" />
          </>
        )}
      </small>
    </li>
  );
}

/** The personal link by which they stop messages, for whoever writes to them by hand. */
function CopyLink({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const [channel, setChannel] = useState('email');
  const make = useCommand<{ channel: string }, { url: string }>(
    'post',
    '/api/customers/{customer_id}/unsubscribe_link',
    {
      onDone: ({ url }) =>
        void navigator.clipboard.writeText(url).then(() => say.done(t('profile.consent.copied')), say.failed),
    },
  );
  return (
    <Space wrap>
      <span>{t('profile.consent.link')}</span>
      <Select
        size="small"
        style={{ width: 120 }}
        aria-label={t('customer.consent_channel')}
        value={channel}
        options={channels
          .filter((value) => value !== 'all')
          .map((value) => ({ value, label: t(`customer.channel.${value}`) }))}
        onChange={setChannel}
      />
      <Button
        size="small"
        icon={<LinkOutlined />}
        loading={make.isPending}
        onClick={() =>
          make.mutate({ params: { customer_id: customerId }, body: { channel } }, { onError: say.failed })
        }
      >
        {t('profile.consent.copy')}
      </Button>
    </Space>
  );
}
