import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page } from '@/api';
import { useRead } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { ruleText } from '@/insight/sentence';
import { useSegmentNames } from '@/insight/useVocabulary';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { Num } from '@/ui/values';
import type { Campaign, Trigger } from './nouns';
import { useEventName } from './nouns';
import styles from './Scene.module.css';
import { TriggerForm } from './TriggerForm';

/** "When this happens, and this holds, give it." */
export function TriggersPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [edited, setEdited] = useState<Trigger | 'new' | null>(null);
  const campaigns = useRead<Page<Campaign>>('/api/campaigns', { query: { limit: 200 } });
  const all = campaigns.data?.items ?? [];
  const add = may('campaign_manage') && (
    <Button type="primary" onClick={() => setEdited('new')}>
      {t('scene.triggers.add')}
    </Button>
  );
  return (
    <>
      <ListPage<Trigger>
        title={t('scene.triggers.title')}
        step="scene"
        intro={t('scene.triggers.intro')}
        name="triggers"
        path="/api/triggers"
        rowKey={(trigger) => trigger.id}
        columns={useColumns(setEdited, all)}
        empty={t('scene.triggers.empty')}
        emptyAction={add}
        actions={add}
      />
      {edited !== null && (
        <TriggerForm
          trigger={edited === 'new' ? null : edited}
          campaigns={all}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}

function useColumns(edit: (trigger: Trigger) => void, campaigns: readonly Campaign[]): Column<Trigger>[] {
  const { t } = useTranslation();
  const may = useMay();
  const format = useFormat();
  const eventName = useEventName();
  const segmentName = useSegmentNames();
  const nameOf = (id: number) => campaigns.find((one) => one.id === id)?.name ?? `#${String(id)}`;
  const conditionOf = ({ rule }: Trigger) =>
    rule === undefined ? t('scene.triggers.always') : ruleText(rule, t, format, segmentName);
  return [
    {
      key: 'name',
      title: t('scene.triggers.name'),
      primary: true,
      render: (trigger) =>
        may('campaign_manage') ? (
          <Button type="link" className={styles.nameButton ?? ''} onClick={() => edit(trigger)}>
            {trigger.name}
          </Button>
        ) : (
          trigger.name
        ),
      csv: (trigger) => trigger.name,
    },
    {
      key: 'event',
      title: t('scene.triggers.event'),
      render: (trigger) => eventName(trigger.event),
      csv: (trigger) => trigger.event,
    },
    {
      key: 'condition',
      title: t('scene.triggers.condition'),
      render: (trigger) => <span className={styles.condition}>{conditionOf(trigger)}</span>,
      csv: conditionOf,
    },
    {
      key: 'campaign',
      title: t('scene.triggers.campaign'),
      render: ({ campaign_id }) => (
        <Link to={`/scene/campaigns/${String(campaign_id)}`}>{nameOf(campaign_id)}</Link>
      ),
      csv: ({ campaign_id }) => nameOf(campaign_id),
    },
    {
      key: 'state',
      title: t('scene.triggers.state'),
      render: ({ enabled }) => (
        <StatusTag status={enabled ? 'active' : 'disabled'}>
          {enabled ? t('scene.triggers.on') : t('scene.triggers.off')}
        </StatusTag>
      ),
      csv: ({ enabled }) => (enabled ? t('scene.triggers.on') : t('scene.triggers.off')),
    },
    {
      key: 'granted',
      title: t('scene.triggers.granted'),
      align: 'right',
      render: (trigger) => <Num value={trigger.granted} />,
      csv: (trigger) => trigger.granted,
    },
    {
      key: 'skipped',
      title: t('scene.triggers.skipped'),
      align: 'right',
      render: (trigger) => <Num value={trigger.skipped} />,
      csv: (trigger) => trigger.skipped,
    },
  ];
}
