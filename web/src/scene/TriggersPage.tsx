import { AutoComplete, Button, Form, Input, InputNumber, Select, Switch } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page, Schema } from '@/api';
import { useCommand, useRead } from '@/api/hooks';
import { useMay } from '@/app/session';
import { FormDrawer } from '@/ui/FormDrawer';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { Num } from '@/ui/values';
import type { Campaign, Trigger } from './nouns';

/** Events worth reacting to, as the server names them; any other may be typed. */
const events = ['order.completed', 'order.refunded', 'customer.created', 'finding.recorded', 'call.ended'];

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
  const eventName = useEventName();
  const nameOf = (id: number) => campaigns.find((one) => one.id === id)?.name ?? `#${String(id)}`;
  return [
    {
      key: 'name',
      title: t('scene.triggers.name'),
      primary: true,
      render: (trigger) => (
        <Button type="link" style={{ padding: 0 }} onClick={() => edit(trigger)}>
          {trigger.name}
        </Button>
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

function useEventName(): (event: string) => string {
  const { t } = useTranslation();
  return (event) => t(`scene.event.${event.replace('.', '_')}`, { defaultValue: event });
}

interface Values {
  name: string;
  event: string;
  segment_id?: number | null;
  campaign_id: number;
  per_person: number;
  enabled: boolean;
}

interface TriggerFormProps {
  trigger: Trigger | null;
  campaigns: readonly Campaign[];
  onClose: () => void;
}

function TriggerForm({ trigger, campaigns, onClose }: TriggerFormProps): ReactElement {
  const { t } = useTranslation();
  const eventName = useEventName();
  const [form] = Form.useForm<Values>();
  const segments = useRead<Page<Schema<'Segment'>>>('/api/segments', { query: { limit: 200 } });
  const refreshes = ['/api/triggers'];
  const create = useCommand<object, Trigger>('post', '/api/triggers', { refreshes, onDone: onClose });
  const update = useCommand<object, Trigger>('put', '/api/triggers/{trigger_id}', {
    refreshes,
    onDone: onClose,
  });
  const rule = trigger?.rule;
  // A rule that says more than "is in this segment" was written elsewhere: it is kept as it is.
  const isOwnRule = rule !== undefined && Object.keys(rule).some((key) => key !== 'segment');
  const save = ({ segment_id, enabled, ...values }: Values) => {
    const sentRule = isOwnRule ? { rule } : segment_id ? { rule: { segment: { segment_id } } } : {};
    const body = { ...values, ...sentRule };
    if (trigger === null) create.mutate({ body });
    else
      update.mutate({
        params: { trigger_id: trigger.id },
        body: { ...body, enabled, seen_version: trigger.version },
      });
  };
  const initial: Partial<Values> =
    trigger === null
      ? { event: 'order.completed', per_person: 1, enabled: true }
      : {
          name: trigger.name,
          event: trigger.event,
          campaign_id: trigger.campaign_id,
          per_person: trigger.per_person,
          enabled: trigger.enabled,
          segment_id: rule?.segment?.segment_id ?? null,
        };
  const word = (key: string) => t(`scene.triggers.${key}`);
  const needed = (what: string) => [{ required: true, message: t('access.needed', { what }) }];
  return (
    <FormDrawer<Values>
      title={trigger === null ? word('add') : trigger.name}
      action={trigger === null ? word('add') : t('ui.save')}
      form={form}
      initial={initial}
      busy={create.isPending || update.isPending}
      error={create.error ?? update.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="name" label={word('name')} rules={needed(word('name'))}>
        <Input maxLength={120} placeholder={word('name_like')} />
      </Form.Item>
      <Form.Item name="event" label={word('event')} extra={word('event_means')} rules={needed(word('event'))}>
        <AutoComplete
          options={events.map((event) => ({ value: event, label: `${eventName(event)} · ${event}` }))}
        />
      </Form.Item>
      <Form.Item name="segment_id" label={word('only')} {...(isOwnRule ? { extra: word('own_rule') } : {})}>
        <Select
          allowClear
          disabled={isOwnRule}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={word('anybody')}
          loading={segments.isPending}
          options={(segments.data?.items ?? []).map((segment) => ({
            value: segment.id,
            label: segment.name,
          }))}
        />
      </Form.Item>
      <Form.Item
        name="campaign_id"
        label={word('campaign')}
        extra={word('campaign_means')}
        rules={needed(word('campaign'))}
      >
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={campaigns
            .filter((one) => one.strategy === 'trigger' || one.id === trigger?.campaign_id)
            .filter((one) => one.status !== 'ended' || one.id === trigger?.campaign_id)
            .map((one) => ({ value: one.id, label: one.name }))}
          notFoundContent={word('no_campaign')}
        />
      </Form.Item>
      <Form.Item name="per_person" label={word('per_person')} rules={needed(word('per_person'))}>
        <InputNumber min={1} max={100} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      {trigger !== null && (
        <Form.Item name="enabled" label={word('state')} valuePropName="checked">
          <Switch checkedChildren={word('on')} unCheckedChildren={word('off')} />
        </Form.Item>
      )}
    </FormDrawer>
  );
}
