import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useCommand } from '@/api/hooks';
import { FormDrawer } from '@/ui/FormDrawer';
import { useKindOptions } from './kinds';
import { FieldInput } from './FieldInput';
import { nameIn, useFields } from './fields';
import type { FieldView } from './fields';
import type { AttributeValue, Identity } from './nouns';

interface Values {
  identities: (Partial<Identity> | undefined)[];
  attributes?: Record<string, AttributeValue | null | undefined>;
}

interface Sent {
  identities: Identity[];
  attributes: Record<string, AttributeValue>;
}

/** A person by hand: at least one thing we know them by. Somebody we know already is opened instead. */
export function CustomerForm({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const kinds = useKindOptions();
  const [form] = Form.useForm<Values>();
  const create = useCommand<Sent, { id?: number; customer_id?: number }>('post', '/api/customers', {
    refreshes: ['/api/customers'],
    onDone: (made) => void navigate(`/customers/${String(made.customer_id ?? made.id)}`),
  });
  const { fields } = useFields();
  // What is required, and what one likes to know first.
  const asked = fields.filter(
    (field) => !field.retired && (field.required || ['name', 'city'].includes(field.key)),
  );
  const save = ({ attributes: typed = {}, identities }: Values) => {
    const known = identities.flatMap((one) =>
      one?.kind && one.value?.trim() ? [{ kind: one.kind, value: one.value.trim() }] : [],
    );
    const attributes = Object.fromEntries(
      Object.entries(typed).flatMap(([key, value]) => {
        const cleaned = typeof value === 'string' ? value.trim() : value;
        return cleaned === '' || cleaned === null || cleaned === undefined ? [] : [[key, cleaned]];
      }),
    ) as Record<string, AttributeValue>;
    create.mutate({ body: { identities: known, attributes } });
  };
  return (
    <FormDrawer<Values>
      title={t('customer.add')}
      action={t('customer.add')}
      form={form}
      initial={{ identities: [{ kind: 'phone' }] }}
      busy={create.isPending}
      error={create.error}
      onSubmit={save}
      onClose={onClose}
    >
      {asked.slice(0, 1).map((field) => (
        <Asked key={field.key} field={field} />
      ))}
      <Form.Item label={t('customer.known_by')} extra={t('customer.known_by_means')}>
        <Form.List name="identities">
          {(fields, { add, remove }) => (
            <div style={{ display: 'grid', gap: 8 }}>
              {fields.map((field, index) => (
                <div key={field.key} style={{ display: 'flex', gap: 8 }}>
                  <Form.Item name={[field.name, 'kind']} noStyle>
                    <Select
                      style={{ width: 150, flex: 'none' }}
                      aria-label={t('customer.known_by')}
                      options={kinds}
                      popupMatchSelectWidth={false}
                    />
                  </Form.Item>
                  <Form.Item
                    name={[field.name, 'value']}
                    noStyle
                    rules={
                      index === 0
                        ? [{ required: true, whitespace: true, message: t('customer.known_by_needed') }]
                        : []
                    }
                  >
                    <Input maxLength={200} aria-label={t('customer.value')} />
                  </Form.Item>
                  {fields.length > 1 && (
                    <Button
                      type="text"
                      icon={<DeleteOutlined />}
                      aria-label={t('customer.remove')}
                      onClick={() => remove(field.name)}
                    />
                  )}
                </div>
              ))}
              <Button
                type="dashed"
                icon={<PlusOutlined />}
                onClick={() => add({ kind: 'plate' })}
                disabled={fields.length >= 6}
              >
                {t('customer.add_identity')}
              </Button>
            </div>
          )}
        </Form.List>
      </Form.Item>
      {asked.slice(1).map((field) => (
        <Asked key={field.key} field={field} />
      ))}
    </FormDrawer>
  );
}

function Asked({ field }: { field: FieldView }): ReactElement {
  const { t, i18n } = useTranslation();
  const hint = i18n.language === 'zh-CN' ? field.hint_zh : field.hint_en;
  return (
    <Form.Item
      name={['attributes', field.key]}
      label={nameIn(field, i18n.language)}
      {...(hint === '' ? {} : { extra: hint })}
      rules={field.required ? [{ required: true, message: t('problem.field.required') }] : []}
    >
      <FieldInput field={field} />
    </Form.Item>
  );
}
