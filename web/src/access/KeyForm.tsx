import { Button, Checkbox, Form, Input, Modal, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import type { Permission } from '@/app/permission';
import { useMe } from '@/app/session';
import { Choices } from '@/ui/Choices';
import { FormDrawer } from '@/ui/FormDrawer';
import { Once } from '@/ui/Once';
import styles from './Keys.module.css';
import type { CreatedKey } from './nouns';

interface Values {
  kind: 'server' | 'write';
  name: string;
  source_id?: number;
  permissions?: Permission[];
}

/** A key gets no more rights than whoever makes it. */
export function KeyForm({
  onClose,
  onCreated,
}: {
  onClose: () => void;
  onCreated: (key: CreatedKey) => void;
}): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form) ?? 'server';
  const mayHaveSources = me.permissions.includes('source_manage');
  const sources = useRead<Page<{ id: number; name: string }>>(
    '/api/sources',
    { query: { limit: 200 } },
    { enabled: kind === 'write' && mayHaveSources },
  );
  const create = useCommand<Values, CreatedKey>('post', '/api/keys', {
    refreshes: ['/api/keys'],
    onDone: (created) => {
      onClose();
      onCreated(created);
    },
  });
  const save = ({ kind: chosen, name, source_id, permissions }: Values) =>
    create.mutate({
      body:
        chosen === 'write' && source_id !== undefined
          ? { kind: chosen, name, source_id, permissions: [] }
          : { kind: chosen, name, permissions: permissions ?? [] },
    });
  const grantable = me.permissions.filter((permission) => !callersOwn.has(permission));

  return (
    <FormDrawer<Values>
      title={t('access.keys.add')}
      action={t('access.keys.add')}
      form={form}
      initial={{ kind: 'server' }}
      busy={create.isPending}
      error={create.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('access.keys.name')}
        rules={[
          { required: true, whitespace: true, message: t('access.needed', { what: t('access.keys.name') }) },
        ]}
      >
        <Input maxLength={80} autoFocus placeholder={t('access.keys.name_example')} />
      </Form.Item>
      <Form.Item name="kind" label={t('access.keys.kind')}>
        <Choices
          options={(['server', 'write'] as const).map((value) => ({
            value,
            label: t(`access.key_kind.${value}`),
            means: t(`access.key_kind_means.${value}`),
            disabled: value === 'write' && !mayHaveSources,
          }))}
        />
      </Form.Item>
      {kind === 'write' ? (
        <Form.Item
          name="source_id"
          label={t('access.keys.source')}
          rules={[{ required: true, message: t('access.needed', { what: t('access.keys.source') }) }]}
        >
          <Select
            loading={sources.isFetching}
            options={(sources.data?.items ?? []).map((source) => ({ value: source.id, label: source.name }))}
          />
        </Form.Item>
      ) : (
        <Form.Item
          name="permissions"
          label={t('access.keys.may')}
          rules={[{ required: true, message: t('access.keys.may_missing') }]}
        >
          <Checkbox.Group className={styles.rights ?? ''}>
            {grantable.map((permission) => (
              <Checkbox key={permission} value={permission}>
                {t(`access.permission.${permission}`)}
              </Checkbox>
            ))}
          </Checkbox.Group>
        </Form.Item>
      )}
    </FormDrawer>
  );
}

/** Rights of a kind of caller; nobody can be given them. */
const callersOwn = new Set<string>(['open', 'signed_in', 'customer_token', 'ingest']);

export function KeyShown({ created, onClose }: { created: CreatedKey; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t('access.keys.shown_title', { name: created.key.name })}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('access.keys.shown_done')}
        </Button>
      }
    >
      <Once secret={created.secret}>
        <p>{t('access.keys.shown_once')}</p>
      </Once>
    </Modal>
  );
}
