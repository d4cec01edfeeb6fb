import { Button, Modal, Tabs } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import type { CreatedKey } from '@/access/nouns';
import { useCommand, useRead } from '@/api/hooks';
import type { Page as PageOf } from '@/api/types';
import { useMay } from '@/app/session';
import { useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Empty } from '@/ui/Empty';
import { Once } from '@/ui/Once';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { MetricTile, MetricTiles } from '@/ui/report';
import { Skeleton } from '@/ui/Skeleton';
import { Num, When } from '@/ui/values';
import { Connect } from './Connect';
import { LiveMessages } from './LiveMessages';
import type { Source } from './nouns';
import { RefusedMessages } from './RefusedMessages';
import styles from './Source.module.css';

/** One source: what comes from it right now, how to connect, what was refused and why. */
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
  const [shown, setShown] = useState(false);
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const show = (key: CreatedKey) => {
    setCreated(key);
    setShown(true);
  };
  return (
    <Page
      title={source.name}
      step="capture"
      intro={t(`capture.source_kind.${source.kind}`)}
      actions={may('key_manage') && <NewKey source={source} onCreated={show} />}
    >
      <Figures source={source} />
      <Parts source={source} secret={created?.secret ?? null} />
      {created && shown && (
        <Modal
          open
          title={t('capture.sources.key_title', { name: created.key.name })}
          onCancel={() => setShown(false)}
          mask={{ closable: false }}
          footer={
            <Button type="primary" onClick={() => setShown(false)}>
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

function Figures({ source }: { source: Source }): ReactElement {
  const { t } = useTranslation();
  return (
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
  );
}

const parts = ['live', 'connect', 'refused'] as const;
type Part = (typeof parts)[number];

function Parts({ source, secret }: { source: Source; secret: string | null }): ReactElement {
  const { t } = useTranslation();
  const [address, setAddress] = useSearchParams();
  // Whoever comes before the first message wants to connect. What was shown first stays when it arrives.
  const [first] = useState<Part>(source.last_seen_at ? 'live' : 'connect');
  const part = parts.find((one) => one === address.get('tab')) ?? first;
  const go = (tab: string) => setAddress({ tab }, { replace: true });
  return (
    <Card flush className={styles.parts ?? ''}>
      <Tabs
        activeKey={part}
        onChange={go}
        destroyOnHidden
        items={[
          {
            key: 'live',
            label: t('capture.live.title'),
            children: (
              <LiveMessages source={source} onConnect={() => go('connect')} onRefused={() => go('refused')} />
            ),
          },
          {
            key: 'connect',
            label: t('capture.connect.title'),
            children: <Connect source={source} secret={secret} />,
          },
          {
            key: 'refused',
            label: t('capture.sources.rejected_title'),
            children: <RefusedMessages source={source} />,
          },
        ]}
      />
    </Card>
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
