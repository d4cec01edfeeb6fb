import { Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import type { CommandBody } from '@/api/hooks';
import { FormDrawer } from '@/ui/FormDrawer';
import type { CustomerHead } from './nouns';
import { PersonPicker } from './PersonPicker';
import { endName, useRelationKinds } from './relationKinds';
import type { RelationMap } from './relationKinds';

const path = '/api/customers/{customer_id}/relations';

type Sent = CommandBody<'post', typeof path>;
interface Values {
  /** "parent_child:from": the other person stands at the "from" end. */
  role?: string;
  other_id?: number;
  note?: string;
}

/** Joins two people as what they are to each other. */
export function RelationForm({ head, onClose }: { head: CustomerHead; onClose: () => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const kinds = useRelationKinds().filter((kind) => !kind.retired);
  const [form] = Form.useForm<Values>();
  const add = useCommand<Sent, RelationMap>('post', path, {
    refreshes: ['/api/customers'],
    onDone: onClose,
  });
  const roles = kinds.flatMap((kind) => {
    const ends = kind.mutual ? [true] : [true, false];
    return ends.map((from) => ({
      value: `${kind.kind}:${from ? 'from' : 'to'}`,
      label: endName(kind, from, i18n.language),
    }));
  });
  const name = head.name || `#${String(head.id)}`;
  return (
    <FormDrawer<Values>
      title={t('profile.relation.add_to', { name })}
      action={t('profile.relation.add')}
      form={form}
      busy={add.isPending}
      error={add.error}
      onSubmit={({ role = '', other_id = 0, note }) => {
        const [kind = '', end] = role.split(':');
        add.mutate({
          params: { customer_id: head.id },
          body: { kind, other_id, is_from: end === 'to', ...(note ? { note } : {}) },
        });
      }}
      onClose={onClose}
    >
      <Form.Item
        name="other_id"
        label={t('profile.relation.who')}
        rules={[{ required: true, message: t('profile.relation.who_needed') }]}
      >
        <Chosen except={head.id} />
      </Form.Item>
      <Form.Item
        name="role"
        label={t('profile.relation.role', { name })}
        rules={[{ required: true, message: t('profile.relation.role_needed') }]}
      >
        <Select options={roles} placeholder={t('profile.relation.role_hint')} />
      </Form.Item>
      <Form.Item name="note" label={t('profile.relation.note')}>
        <Input maxLength={200} />
      </Form.Item>
    </FormDrawer>
  );
}

/** The person picker as a control of a form. */
function Chosen({ except, onChange }: { except: number; onChange?: (id: number) => void }): ReactElement {
  return <PersonPicker except={except} onChosen={(id) => onChange?.(id)} />;
}
