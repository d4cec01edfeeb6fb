import { Form, Input, Select, Switch } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import type { CommandBody } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { useSay } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import styles from './ContactPoints.module.css';

export interface ContactDraft {
  point?: Schema<'ContactPointView'>;
  /** As events name it, for a new point. */
  channel?: string;
  place?: string;
}

const kinds = [
  'store',
  'garage',
  'counter',
  'website',
  'mini_program',
  'app',
  'hotline',
  'social',
  'marketplace',
  'event',
  'partner',
  'other',
] as const;

type Added = CommandBody<'post', '/api/contact_points'>;
type Changed = CommandBody<'put', '/api/contact_points/{contact_point_id}'>;
type Values = Added & { active?: boolean };

interface ContactPointFormProps {
  draft: ContactDraft;
  onClose: () => void;
}

/** Registers a contact point, or changes one. */
export function ContactPointForm({ draft, onClose }: ContactPointFormProps): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const { point } = draft;
  const [form] = Form.useForm<Values>();
  const options = {
    refreshes: ['/api/contact_points'],
    onDone: () => {
      say.done(t('capture.contacts.saved'));
      onClose();
    },
  };
  const add = useCommand<Added, unknown>('post', '/api/contact_points', options);
  const change = useCommand<Changed, unknown>('put', '/api/contact_points/{contact_point_id}', options);
  const submit = ({ active, ...body }: Values) => {
    if (!point) return add.mutate({ body });
    change.mutate({
      params: { contact_point_id: point.id },
      body: { ...body, active: active ?? true, seen_version: point.version },
    });
  };
  return (
    <FormDrawer<Values>
      title={point ? point.name : t('capture.contacts.add')}
      action={point ? t('ui.save') : t('capture.contacts.add')}
      form={form}
      initial={
        point ?? {
          kind: 'store',
          name: draft.place || draft.channel || '',
          channel: draft.channel ?? '',
          place: draft.place ?? '',
        }
      }
      busy={add.isPending || change.isPending}
      error={add.error ?? change.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('capture.contacts.name')}
        rules={[{ required: true, whitespace: true, message: t('capture.contacts.name_needed') }]}
      >
        <Input maxLength={80} autoFocus={!point} />
      </Form.Item>
      <Form.Item name="kind" label={t('capture.contacts.kind')}>
        <Select options={kinds.map((value) => ({ value, label: t(`capture.contact_kind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="address" label={t('capture.contacts.address')}>
        <Input maxLength={200} placeholder={t('capture.contacts.address_hint')} />
      </Form.Item>
      <p className={styles.lead}>{t('capture.contacts.mark_means')}</p>
      <div className={styles.pair}>
        <Form.Item name="channel" label={t('capture.contacts.channel')}>
          <Input maxLength={80} spellCheck={false} />
        </Form.Item>
        <Form.Item name="place" label={t('capture.contacts.place')}>
          <Input maxLength={120} spellCheck={false} />
        </Form.Item>
      </div>
      <Form.Item name="note" label={t('capture.contacts.note')}>
        <Input.TextArea maxLength={400} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
      {point && (
        <div className={styles.toggle}>
          <Form.Item name="active" valuePropName="checked" noStyle>
            <Switch size="small" aria-label={t('capture.contacts.open')} />
          </Form.Item>
          <span>
            {t('capture.contacts.open')}
            <small className={styles.under}>{t('capture.contacts.open_means')}</small>
          </span>
        </div>
      )}
    </FormDrawer>
  );
}
