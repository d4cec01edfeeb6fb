import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useCommand } from '@/api/hooks';
import { FormDrawer } from '@/ui/FormDrawer';
import { useKindOptions } from './kinds';
import type { Identity } from './nouns';

interface Values {
  name?: string;
  city?: string;
  identities: (Partial<Identity> | undefined)[];
}

interface Sent {
  identities: Identity[];
  attributes: Record<string, string>;
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
  const save = ({ name, city, identities }: Values) => {
    const known = identities.flatMap((one) =>
      one?.kind && one.value?.trim() ? [{ kind: one.kind, value: one.value.trim() }] : [],
    );
    const attributes = Object.fromEntries(
      Object.entries({ name, city }).flatMap(([key, value]) => (value?.trim() ? [[key, value.trim()]] : [])),
    ) as Record<string, string>;
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
      <Form.Item name="name" label={t('customer.name')}>
        <Input maxLength={80} autoFocus />
      </Form.Item>
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
      <Form.Item name="city" label={t('customer.attribute.city')}>
        <Input maxLength={80} />
      </Form.Item>
    </FormDrawer>
  );
}
