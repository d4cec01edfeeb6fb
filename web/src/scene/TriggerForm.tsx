import { useQuery } from '@tanstack/react-query';
import { Form, Input, InputNumber, Select, Switch } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { useCommand } from '@/api/hooks';
import type { ApiProblem } from '@/api/problem';
import { useFormat, useMay } from '@/app/session';
import type { SegmentPreview } from '@/insight/nouns';
import { RuleBuilder } from '@/insight/RuleBuilder';
import { ruleText } from '@/insight/sentence';
import type { Group } from '@/insight/tree';
import { isLacking, newGroup, ruleOf, treeOf } from '@/insight/tree';
import { useSegmentNames, useVocabulary } from '@/insight/useVocabulary';
import { FormDrawer } from '@/ui/FormDrawer';
import type { Campaign, Trigger } from './nouns';
import { useEventName } from './nouns';
import styles from './Scene.module.css';

/** Our own events worth reacting to. */
const events = [
  'order.completed',
  'order.refunded',
  'customer.created',
  'coupon.redeemed',
  'points.earned',
  'points.expired',
  'stage.changed',
  'finding.recorded',
  'call.ended',
];

interface Values {
  name: string;
  event: string;
  campaign_id: number;
  per_person: number;
  enabled: boolean;
}

interface TriggerFormProps {
  trigger: Trigger | null;
  campaigns: readonly Campaign[];
  onClose: () => void;
}

/** "When this happens, and this holds, give it": a trigger beside its list. */
export function TriggerForm({ trigger, campaigns, onClose }: TriggerFormProps): ReactElement {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [root, setRoot] = useState<Group>(() => (trigger?.rule ? treeOf(trigger.rule) : newGroup('all')));
  const [isTold, setTold] = useState(false);
  const refreshes = ['/api/triggers'];
  const outcome = { refreshes, onDone: onClose };
  const create = useCommand<object, Trigger>('post', '/api/triggers', outcome);
  const update = useCommand<object, Trigger>('put', '/api/triggers/{trigger_id}', outcome);
  const isOpen = root.items.length === 0;
  const isUnfinished = !isOpen && isLacking(root);
  const save = ({ enabled, ...values }: Values) => {
    setTold(isUnfinished);
    if (isUnfinished) return;
    const body = { ...values, ...(isOpen ? {} : { rule: ruleOf(root) }) };
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
        };
  const word = (key: string) => t(`scene.triggers.${key}`);
  const needed = (what: string) => [{ required: true, message: t('access.needed', { what }) }];
  return (
    <FormDrawer<Values>
      title={trigger === null ? word('add') : trigger.name}
      action={trigger === null ? word('add') : t('ui.save')}
      size={600}
      form={form}
      initial={initial}
      busy={create.isPending || update.isPending}
      error={create.error ?? update.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="name" label={word('name')} rules={needed(word('name'))}>
        <Input maxLength={120} autoFocus={trigger === null} placeholder={word('name_like')} />
      </Form.Item>
      <Form.Item
        name="event"
        label={word('when')}
        extra={word('event_means')}
        rules={[{ required: true, message: word('event_needed') }]}
      >
        <EventChoice />
      </Form.Item>
      <Form.Item
        label={word('only')}
        extra={isOpen ? word('anybody') : undefined}
        {...(isTold && isUnfinished ? { validateStatus: 'error', help: word('unfinished') } : {})}
      >
        <RuleBuilder root={root} onChange={setRoot} sizeOf={() => undefined} />
        {!isOpen && !isUnfinished && <Holds root={root} />}
      </Form.Item>
      <Form.Item
        name="campaign_id"
        label={word('give')}
        rules={[{ required: true, message: word('choose') }]}
      >
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={word('choose')}
          options={campaigns
            .filter((one) => one.strategy === 'trigger' || one.id === trigger?.campaign_id)
            .filter((one) => one.status !== 'ended' || one.id === trigger?.campaign_id)
            .map((one) => ({ value: one.id, label: one.name }))}
          notFoundContent={<Link to="/scene/campaigns">{word('no_campaign')}</Link>}
        />
      </Form.Item>
      <Form.Item name="per_person" label={word('per_person')} rules={needed(word('per_person'))}>
        <InputNumber min={1} max={100} precision={0} suffix={word('times')} style={{ width: 160 }} />
      </Form.Item>
      {trigger !== null && (
        <Form.Item name="enabled" label={word('state')} valuePropName="checked">
          <Switch checkedChildren={word('on')} unCheckedChildren={word('off')} />
        </Form.Item>
      )}
    </FormDrawer>
  );
}

/** Our events by their names, what clients have sent, or a name that is still to come. */
function EventChoice(props: { id?: string; value?: string; onChange?: (event: string) => void }) {
  const { t } = useTranslation();
  const eventName = useEventName();
  const [typed, setTyped] = useState('');
  const words = useVocabulary();
  const sent = words.events.map((event) => event.name).filter((name) => !events.includes(name));
  const { value } = props;
  const known = [...events, ...sent];
  const extra = [typed.trim(), value ?? ''].filter((name) => name !== '' && !known.includes(name));
  const option = (name: string) => ({ value: name, label: eventName(name) });
  return (
    <Select
      {...props}
      showSearch={{
        onSearch: setTyped,
        filterOption: (text, one) => JSON.stringify(one).toLowerCase().includes(text.trim().toLowerCase()),
      }}
      options={[
        { label: t('scene.triggers.ours'), options: events.map(option) },
        ...(sent.length > 0 ? [{ label: t('scene.triggers.sent'), options: sent.map(option) }] : []),
        ...[...new Set(extra)].map(option),
      ]}
    />
  );
}

/** The condition in words, and for how many it holds now. */
function Holds({ root }: { root: Group }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const nameOf = useSegmentNames();
  const rule = ruleOf(root);
  const asked = JSON.stringify({ rule });
  const [settled, setSettled] = useState(asked);
  useEffect(() => {
    const waiting = setTimeout(() => setSettled(asked), 500);
    return () => clearTimeout(waiting);
  }, [asked]);
  const preview = useQuery<SegmentPreview, ApiProblem>({
    queryKey: ['/api/segments/preview', settled],
    queryFn: ({ signal }) =>
      api.post<SegmentPreview>('/api/segments/preview', JSON.parse(settled) as unknown, { signal }),
    enabled: may('segment_read') && settled === asked,
    placeholderData: (before) => before,
    retry: false,
  });
  const people = preview.data?.size;
  return (
    <p className={styles.holds}>
      {ruleText(rule, t, format, nameOf)}
      {people !== undefined && (
        <strong>{t('scene.triggers.holds', { count: people, people: format.num(people) })}</strong>
      )}
    </p>
  );
}
