import { Button, Form, Input, Modal, Select, Switch } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CreatedWebhook, Webhook } from '@/access/nouns';
import { useCommand } from '@/api/hooks';
import { useConfirmCount, useSay } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { Once } from '@/ui/Once';
import { When } from '@/ui/values';
import { commonEvents, useEventWords } from './eventName';

/** Other systems that are told what happens here, as it happens. */
export function WebhooksPage(): ReactElement {
  const { t, i18n } = useTranslation();
  const eventWords = useEventWords();
  const list = new Intl.ListFormat(i18n.language, { style: 'narrow' });
  const [edited, setEdited] = useState<Webhook | 'new' | null>(null);
  const [created, setCreated] = useState<CreatedWebhook | null>(null);
  const add = (
    <Button type="primary" onClick={() => setEdited('new')}>
      {t('jobs.webhooks.add')}
    </Button>
  );
  const columns: Column<Webhook>[] = [
    {
      key: 'name',
      title: t('jobs.webhooks.name'),
      primary: true,
      render: (webhook) => <Link to={`/settings/webhooks/${String(webhook.id)}`}>{webhook.name}</Link>,
      csv: (webhook) => webhook.name,
    },
    {
      key: 'url',
      title: t('jobs.webhooks.url'),
      render: (webhook) => <span style={{ overflowWrap: 'anywhere' }}>{webhook.url}</span>,
      csv: (webhook) => webhook.url,
    },
    {
      key: 'events',
      title: t('jobs.webhooks.events'),
      render: (webhook) => (
        <span title={webhook.events.join(', ')}>{list.format(webhook.events.map(eventWords))}</span>
      ),
      csv: (webhook) => webhook.events.join(' '),
    },
    { key: 'active', title: t('jobs.webhooks.active'), render: (webhook) => <Active webhook={webhook} /> },
    {
      key: 'since',
      title: t('access.keys.since'),
      optional: true,
      render: (w) => <When at={w.created_at} as="date" />,
    },
    {
      key: 'act',
      title: '',
      align: 'right',
      render: (webhook) => (
        <Button type="text" size="small" onClick={() => setEdited(webhook)}>
          {t('jobs.webhooks.edit')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <ListPage<Webhook>
        title={t('jobs.webhooks.title')}
        intro={t('jobs.webhooks.intro')}
        name="webhooks"
        path="/api/webhooks"
        rowKey={(webhook) => webhook.id}
        columns={columns}
        empty={t('jobs.webhooks.empty')}
        emptyAction={add}
        actions={add}
      />
      {edited !== null && (
        <WebhookForm
          webhook={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onCreated={setCreated}
        />
      )}
      {created !== null && (
        <Modal
          open
          title={t('jobs.webhooks.secret_title', { name: created.webhook.name })}
          onCancel={() => setCreated(null)}
          mask={{ closable: false }}
          footer={
            <Button type="primary" onClick={() => setCreated(null)}>
              {t('access.keys.shown_done')}
            </Button>
          }
        >
          <Once secret={created.secret}>
            <p>{t('jobs.webhooks.secret_once')}</p>
          </Once>
        </Modal>
      )}
    </>
  );
}

function Active({ webhook }: { webhook: Webhook }): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const update = useCommand<{ version: number; active: boolean }, Webhook>(
    'put',
    '/api/webhooks/{webhook_id}',
    {
      refreshes: ['/api/webhooks'],
    },
  );
  return (
    <Switch
      size="small"
      aria-label={t('jobs.webhooks.active')}
      checked={webhook.active}
      loading={update.isPending}
      onChange={(active) =>
        update.mutate(
          { params: { webhook_id: webhook.id }, body: { version: webhook.version, active } },
          { onError: say.failed },
        )
      }
    />
  );
}

interface Values {
  name: string;
  url: string;
  events: string[];
}

interface WebhookFormProps {
  webhook: Webhook | null;
  onClose: () => void;
  onCreated: (created: CreatedWebhook) => void;
}

function WebhookForm({ webhook, onClose, onCreated }: WebhookFormProps): ReactElement {
  const { t } = useTranslation();
  const eventWords = useEventWords();
  const [form] = Form.useForm<Values>();
  const confirm = useConfirmCount();
  const refreshes = ['/api/webhooks'];
  const create = useCommand<Values, CreatedWebhook>('post', '/api/webhooks', {
    refreshes,
    onDone: (made) => {
      onClose();
      onCreated(made);
    },
  });
  const update = useCommand<Values & { version: number }, Webhook>('put', '/api/webhooks/{webhook_id}', {
    refreshes,
    onDone: onClose,
  });
  const remove = useCommand('delete', '/api/webhooks/{webhook_id}', { refreshes, onDone: onClose });
  const save = (body: Values) => {
    if (webhook === null) create.mutate({ body });
    else update.mutate({ params: { webhook_id: webhook.id }, body: { ...body, version: webhook.version } });
  };
  const askRemove = (old: Webhook) =>
    confirm({
      title: t('jobs.webhooks.remove_ask', { name: old.name }),
      text: t('jobs.webhooks.remove_means'),
      action: t('jobs.webhooks.remove'),
      run: () => remove.mutateAsync({ params: { webhook_id: old.id } }),
    });
  const required = (what: string) => ({ required: true, message: t('access.needed', { what }) });
  const initial =
    webhook === null
      ? { events: ['order.*'] }
      : { name: webhook.name, url: webhook.url, events: webhook.events };
  return (
    <FormDrawer<Values>
      title={webhook === null ? t('jobs.webhooks.add') : webhook.name}
      action={webhook === null ? t('jobs.webhooks.add') : t('ui.save')}
      form={form}
      initial={initial}
      busy={create.isPending || update.isPending}
      error={create.error ?? update.error}
      onSubmit={save}
      onClose={onClose}
      extra={
        webhook !== null && (
          <Button danger onClick={() => askRemove(webhook)}>
            {t('jobs.webhooks.remove')}
          </Button>
        )
      }
    >
      <Form.Item name="name" label={t('jobs.webhooks.name')} rules={[required(t('jobs.webhooks.name'))]}>
        <Input maxLength={80} autoFocus={webhook === null} />
      </Form.Item>
      <Form.Item
        name="url"
        label={t('jobs.webhooks.url')}
        extra={t('jobs.webhooks.url_means')}
        rules={[
          required(t('jobs.webhooks.url')),
          { pattern: /^https?:\/\//, message: t('jobs.problem.bad_url') },
        ]}
      >
        <Input type="url" maxLength={500} placeholder={t('ui.url_example')} />
      </Form.Item>
      <Form.Item
        name="events"
        label={t('jobs.webhooks.events')}
        extra={t('jobs.webhooks.events_means')}
        rules={[required(t('jobs.webhooks.events'))]}
      >
        <Select
          mode="tags"
          tokenSeparators={[',', ' ']}
          options={commonEvents.map((value) => ({ value, label: eventWords(value) }))}
          optionRender={(option) => (
            <span style={{ display: 'flex', justifyContent: 'space-between', gap: 12 }}>
              {option.label} <code style={{ color: 'var(--text-3)' }}>{option.value}</code>
            </span>
          )}
        />
      </Form.Item>
    </FormDrawer>
  );
}
