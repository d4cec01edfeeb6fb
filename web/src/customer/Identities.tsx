import { Button, Form, Input, Popover, Select, Tooltip } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useMay } from '@/app/session';
import { Problem } from '@/ui/Problem';
import { StatusTag } from '@/ui/StatusTag';
import styles from './Customer.module.css';
import { useKindName, useKindOptions } from './kinds';
import type { CustomerHead, Identity } from './nouns';
import { plateText } from './nouns';

/** What we know a person by, and why a key joins nobody where it does not. */
export function Identities({
  head,
  revealed,
}: {
  head: CustomerHead;
  revealed: Identity[] | null;
}): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const kindName = useKindName();
  const full = new Map<string, string[]>();
  for (const { kind, value } of revealed ?? []) full.set(kind, [...(full.get(kind) ?? []), value]);
  const seen = new Map<string, number>();
  return (
    <>
      <ul className={styles.rows}>
        {head.identities.map((identity) => {
          const place = seen.get(identity.kind) ?? 0;
          seen.set(identity.kind, place + 1);
          const shown = full.get(identity.kind)?.[place] ?? identity.value;
          return (
            <li key={`${identity.kind} ${identity.value} ${String(place)}`} className={styles.row}>
              <span className={styles.grow}>
                <small className={styles.label}>{kindName(identity.kind)}</small>
                <span className={styles.key}>{identity.kind === 'plate' ? plateText(shown) : shown}</span>
              </span>
              {identity.state !== 'joins' && (
                <Tooltip title={t(`customer.key_means.${identity.state}`)}>
                  <span tabIndex={0}>
                    <StatusTag tone={identity.state === 'weak' ? 'neutral' : 'warn'}>
                      {t(`customer.key_state.${identity.state}`)}
                    </StatusTag>
                  </span>
                </Tooltip>
              )}
            </li>
          );
        })}
      </ul>
      {revealed && <p className={`${styles.hint} ${styles.apart}`}>{t('customer.revealed')}</p>}
      {may('customer_write') && <AddIdentity customerId={head.id} />}
    </>
  );
}

function AddIdentity({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const kinds = useKindOptions();
  const [form] = Form.useForm<Identity>();
  const add = useCommand<{ identities: Identity[] }, unknown>(
    'post',
    '/api/customers/{customer_id}/identities',
    {
      refreshes: ['/api/customers'],
      onDone: () => {
        setOpen(false);
        form.resetFields();
      },
    },
  );
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={
        <Form<Identity>
          form={form}
          className={styles.pop ?? ''}
          initialValues={{ kind: 'phone' }}
          onFinish={(identity) =>
            add.mutate({ params: { customer_id: customerId }, body: { identities: [identity] } })
          }
        >
          {add.error && <Problem error={add.error} />}
          <Form.Item name="kind" noStyle>
            <Select aria-label={t('customer.known_by')} options={kinds} popupMatchSelectWidth={false} />
          </Form.Item>
          <Form.Item name="value" noStyle rules={[{ required: true }]}>
            <Input maxLength={200} aria-label={t('customer.value')} placeholder={t('customer.value')} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={add.isPending}>
            {t('customer.add_identity')}
          </Button>
        </Form>
      }
    >
      <Button type="link" size="small" className={styles.more ?? ''}>
        {t('customer.add_identity')}
      </Button>
    </Popover>
  );
}
