import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiKey } from '@/access/nouns';
import { base } from '@/api/base';
import { useRead } from '@/api/hooks';
import type { Page as PageOf } from '@/api/types';
import { useMay, useMe } from '@/app/session';
import { copyText } from '@/ui/Once';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import type { Source } from './nouns';
import type { Way } from './snippets';
import { packages, snippetOf, usualWay, ways } from './snippets';
import styles from './Source.module.css';

/** How to connect: keys, and the few lines that each kind of client needs. */
export function Connect({ source, secret }: { source: Source; secret: string | null }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <div className={styles.connect}>
      <section>
        <h3>{t('capture.sources.send')}</h3>
        <Ways source={source} secret={secret} />
      </section>
      <div className={styles.aside}>
        <section>
          <h3>{t('capture.connect.arrived')}</h3>
          <Arrived source={source} />
        </section>
        {may('key_manage') && (
          <section>
            <h3>{t('capture.sources.keys')}</h3>
            <p className={styles.quiet}>{t('capture.sources.keys_means')}</p>
            <Keys source={source} />
          </section>
        )}
      </div>
    </div>
  );
}

function Ways({ source, secret }: { source: Source; secret: string | null }): ReactElement {
  const { t } = useTranslation();
  const { currency } = useMe();
  const [way, setWay] = useState<Way>(usualWay[source.kind]);
  const facts = { host: `${window.location.origin}${base}`, writeKey: secret ?? 'WRITE_KEY', currency };
  const install = packages[way];
  return (
    <>
      <div className={styles.ways}>
        <Segmented<Way>
          aria-label={t('capture.sources.send')}
          value={way}
          onChange={setWay}
          options={ways.map((value) => ({ value, label: t(`capture.way.${value}`) }))}
        />
      </div>
      <p className={styles.quiet}>{t(`capture.way_means.${way}`)}</p>
      {install !== undefined && <Code key={install} code={install} what={t('capture.connect.install')} />}
      <Code key={way} code={snippetOf(way, facts)} what={t('capture.connect.code')} />
      <p className={styles.quiet}>{t(secret ? 'capture.connect.key_filled' : 'capture.connect.key_empty')}</p>
    </>
  );
}

function Code({ code, what }: { code: string; what: string }): ReactElement {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles.code}>
      <pre tabIndex={0} aria-label={what}>
        {code}
      </pre>
      <Button
        size="small"
        icon={copied ? <CheckOutlined /> : <CopyOutlined />}
        aria-label={t('capture.connect.copy', { what })}
        onClick={() => void copyText(code).then(setCopied)}
      >
        {copied ? t('ui.copied') : t('ui.copy')}
      </Button>
    </div>
  );
}

/** Whether anything has come from it: what one looks at after pasting the code. */
function Arrived({ source }: { source: Source }): ReactElement {
  const { t } = useTranslation();
  if (!source.last_seen_at) {
    return <StatusTag tone="busy">{t('capture.connect.waiting')}</StatusTag>;
  }
  return (
    <p>
      <StatusTag tone="good">{t('capture.connect.connected')}</StatusTag>{' '}
      <span className={styles.quiet}>
        {t('capture.sources.last_seen')} <When at={source.last_seen_at} />
      </span>
    </p>
  );
}

function Keys({ source }: { source: Source }): ReactElement {
  const { t } = useTranslation();
  const keys = useRead<PageOf<ApiKey>>('/api/keys', { query: { limit: 200 } });
  const mine = (keys.data?.items ?? []).filter((key) => key.source_id === source.id);
  if (keys.isPending) return <Skeleton rows={2} />;
  if (keys.isError) return <Problem error={keys.error} onRetry={keys.refetch} />;
  if (mine.length === 0) return <p className={styles.quiet}>{t('capture.sources.no_keys')}</p>;
  return (
    <ul className={styles.keys}>
      {mine.map((key) => (
        <li key={key.id}>
          <code>{key.hint}</code>
          <small className={styles.quiet}>
            <When at={key.created_at} as="date" />
          </small>
          <StatusTag status={key.revoked_at ? 'disabled' : 'active'}>
            {t(key.revoked_at ? 'capture.sources.revoked' : 'capture.sources.active')}
          </StatusTag>
        </li>
      ))}
    </ul>
  );
}
