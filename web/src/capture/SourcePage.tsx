import { CopyOutlined } from '@ant-design/icons';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { ApiKey, CreatedKey } from '@/access/nouns';
import { base } from '@/api/base';
import { useCommand, useRead } from '@/api/hooks';
import type { Page as PageOf } from '@/api/types';
import { useFormat, useMay, useMe } from '@/app/session';
import { useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Empty } from '@/ui/Empty';
import { List } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { copyText, Once } from '@/ui/Once';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { MetricTile, MetricTiles } from '@/ui/report';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { Num, When } from '@/ui/values';
import type { RejectedMessage, Source } from './nouns';
import styles from './Source.module.css';

/** One source: what came from it, its keys, how to send, what was refused and why. */
export function SourcePage(): ReactElement {
  const { t } = useTranslation();
  const { source_id = '' } = useParams();
  const sources = useRead<PageOf<Source>>('/api/sources', { query: { limit: 200 } }, { every: 10_000 });
  const source = sources.data?.items.find((one) => one.id === Number(source_id));
  if (sources.isPending) return <Skeleton padded rows={8} />;
  if (sources.isError && !sources.data) {
    return <Problem large error={sources.error} onRetry={sources.refetch} />;
  }
  if (!source) return <Empty text={t('capture.sources.unknown')} />;
  return <Whole source={source} />;
}

function Whole({ source }: { source: Source }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const name = source.name;
  return (
    <Page
      title={name}
      step="capture"
      intro={t(`capture.source_kind.${source.kind}`)}
      actions={may('key_manage') && <NewKey source={source} onCreated={setCreated} />}
    >
      <MetricTiles>
        <MetricTile
          name={t('capture.sources.accepted')}
          definition={t('capture.sources.accepted_means')}
          value={<Num value={source.accepted} />}
        />
        <MetricTile
          name={t('capture.sources.repeated')}
          definition={t('capture.sources.repeated_means')}
          value={<Num value={source.repeated} />}
        />
        <MetricTile
          name={t('capture.sources.rejected')}
          definition={t('capture.sources.rejected_means')}
          value={<Num value={source.rejected} />}
        />
        <MetricTile
          name={t('capture.sources.last_seen')}
          value={
            <span className={styles.moment}>
              {source.last_seen_at ? <When at={source.last_seen_at} /> : t('capture.sources.never')}
            </span>
          }
        />
      </MetricTiles>
      <div className={styles.columns}>
        {may('key_manage') && (
          <Card title={t('capture.sources.keys')} hint={t('capture.sources.keys_means')}>
            <Keys source={source} />
          </Card>
        )}
        <Snippet />
      </div>
      <Card title={t('capture.sources.rejected_title')} flush className={styles.rejected ?? ''}>
        <Rejected source={source} />
      </Card>
      {created && (
        <Modal
          open
          title={t('capture.sources.key_title', { name: created.key.name })}
          onCancel={() => setCreated(null)}
          mask={{ closable: false }}
          footer={
            <Button type="primary" onClick={() => setCreated(null)}>
              {t('capture.sources.key_kept')}
            </Button>
          }
        >
          <Once secret={created.secret}>
            <p>{t('capture.sources.key_once')}</p>
          </Once>
        </Modal>
      )}
    </Page>
  );
}

interface KeySent {
  kind: 'write';
  name: string;
  source_id: number;
  permissions: string[];
}

function NewKey({
  source,
  onCreated,
}: {
  source: Source;
  onCreated: (key: CreatedKey) => void;
}): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const create = useCommand<KeySent, CreatedKey>('post', '/api/keys', {
    refreshes: ['/api/keys'],
    onDone: onCreated,
  });
  const body: KeySent = { kind: 'write', name: source.name, source_id: source.id, permissions: [] };
  return (
    <Button
      type="primary"
      loading={create.isPending}
      onClick={() => create.mutate({ body }, { onError: say.failed })}
    >
      {t('capture.sources.new_key')}
    </Button>
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

function Snippet(): ReactElement {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const me = useMe();
  const code = snippetFor(`${window.location.origin}${base}`, me.currency);
  return (
    <Card
      title={t('capture.sources.send')}
      hint={t('capture.sources.send_means')}
      extra={
        <Button size="small" icon={<CopyOutlined />} onClick={() => void copyText(code).then(setCopied)}>
          {copied ? t('ui.copied') : t('ui.copy')}
        </Button>
      }
    >
      <pre className={styles.snippet} tabIndex={0}>
        {code}
      </pre>
    </Card>
  );
}

function snippetFor(host: string, currency: string): string {
  return `import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({
  writeKey: process.env.HUAN_WRITE_KEY,
  host: '${host}',
  path: '/v1/batch',
});

analytics.identify({
  userId: 'u-1024',
  traits: { name: 'Chen Gang', phone: '+8613812345678' },
});
analytics.track({
  userId: 'u-1024',
  event: 'Order Completed',
  properties: { order_id: 'A-1', total: 35.0, currency: '${currency}' },
});
await analytics.closeAndFlush();`;
}

function Rejected({ source }: { source: Source }): ReactElement {
  const { t } = useTranslation();
  const reasonOf = ({ code, detail }: RejectedMessage) =>
    t(`problem.${code}`, { defaultValue: detail || code });
  const { dateTime } = useFormat();
  const columns: Column<RejectedMessage>[] = [
    {
      key: 'reason',
      title: t('capture.rejected.reason'),
      primary: true,
      render: (row) => reasonOf(row),
      csv: (row) => reasonOf(row),
    },
    {
      key: 'field',
      title: t('capture.rejected.field'),
      render: (row) => <code>{row.field}</code>,
      csv: (row) => row.field,
    },
    {
      key: 'body',
      title: t('capture.rejected.body'),
      wide: true,
      render: (row) => (
        <details className={styles.body}>
          <summary>{row.message_id || t('capture.rejected.show')}</summary>
          <pre>{row.body}</pre>
        </details>
      ),
      csv: (row) => row.body,
    },
    {
      key: 'at',
      title: t('capture.rejected.at'),
      render: (row) => <span title={dateTime(row.at, true)}>{dateTime(row.at)}</span>,
      csv: (row) => row.at,
    },
  ];
  return (
    <List<RejectedMessage>
      path="/api/sources/{source_id}/rejected"
      params={{ source_id: source.id }}
      name="rejected_messages"
      rowKey={(row) => row.id}
      columns={columns}
      empty={t('capture.rejected.empty')}
    />
  );
}
