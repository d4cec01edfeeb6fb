import { Button, Form, Input, Popover, Select, Switch } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useMay } from '@/app/session';
import { useConfirmCount, useSay } from '@/ui/actions';
import { Problem } from '@/ui/Problem';
import { When } from '@/ui/values';
import styles from './Customer.module.css';
import type { ConsentView, CustomerHead } from './nouns';

interface Sent {
  channel: string;
  purpose: string;
  granted: boolean;
  proof?: string;
}

const channels = ['inbox', 'sms', 'phone', 'wecom', 'email'];
const purposes = ['marketing', 'service'];

function useSetConsent(onDone?: () => void) {
  return useCommand<Sent, unknown>('put', '/api/customers/{customer_id}/consent', {
    refreshes: ['/api/customers'],
    ...(onDone ? { onDone } : {}),
  });
}

/** What they agreed to, over which channel. "Do not contact" beats every single yes. */
export function Consents({ head }: { head: CustomerHead }): ReactElement {
  const may = useMay();
  const single = head.consents.filter((one) => one.channel !== 'all');
  return (
    <>
      <ul className={styles.rows}>
        {single.map((consent) => (
          <Row key={`${consent.channel}/${consent.purpose}`} head={head} consent={consent} />
        ))}
        <DoNotContact head={head} />
      </ul>
      {may('customer_write') && <AddConsent customerId={head.id} />}
    </>
  );
}

function Row({ head, consent }: { head: CustomerHead; consent: ConsentView }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const say = useSay();
  const set = useSetConsent();
  const { channel, purpose, granted, at, proof } = consent;
  const name = t('customer.consent_to', {
    channel: t(`customer.channel.${channel}`, { defaultValue: channel }),
    purpose: t(`customer.purpose.${purpose}`, { defaultValue: purpose }),
  });
  return (
    <li className={styles.row} style={head.do_not_contact ? { opacity: 0.5 } : undefined}>
      <span className={styles.grow}>
        {name}
        <small className={styles.under}>
          <When at={at} as="date" /> {proof !== '' && `· ${proof}`}
        </small>
      </span>
      <Switch
        size="small"
        aria-label={name}
        checked={granted}
        loading={set.isPending}
        disabled={!may('customer_write')}
        onChange={(next) =>
          set.mutate(
            { params: { customer_id: head.id }, body: { channel, purpose, granted: next } },
            { onError: say.failed },
          )
        }
      />
    </li>
  );
}

function DoNotContact({ head }: { head: CustomerHead }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const confirm = useConfirmCount();
  const set = useSetConsent();
  const send = (granted: boolean) =>
    set.mutateAsync({
      params: { customer_id: head.id },
      body: { channel: 'all', purpose: 'all', granted },
    });
  return (
    <li className={styles.row}>
      <span className={styles.grow}>
        {t('customer.do_not_contact')}
        <small className={styles.under}>{t('customer.do_not_contact_means')}</small>
      </span>
      <Switch
        size="small"
        aria-label={t('customer.do_not_contact')}
        checked={head.do_not_contact}
        disabled={!may('customer_write')}
        onChange={(on) =>
          confirm({
            title: t(on ? 'customer.stop_contact_ask' : 'customer.allow_contact_ask', {
              name: head.name || `#${String(head.id)}`,
            }),
            text: t('customer.do_not_contact_means'),
            action: t(on ? 'customer.stop_contact' : 'customer.allow_contact'),
            danger: on,
            run: () => send(!on),
          })
        }
      />
    </li>
  );
}

function AddConsent({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Omit<Sent, 'granted'>>();
  const set = useSetConsent(() => {
    setOpen(false);
    form.resetFields();
  });
  const options = (words: string[], kind: 'channel' | 'purpose') =>
    words.map((value) => ({ value, label: t(`customer.${kind}.${value}`) }));
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={
        <Form<Omit<Sent, 'granted'>>
          form={form}
          className={styles.pop ?? ''}
          initialValues={{ channel: 'sms', purpose: 'marketing' }}
          onFinish={(values) =>
            set.mutate({ params: { customer_id: customerId }, body: { ...values, granted: true } })
          }
        >
          {set.error && <Problem error={set.error} />}
          <Form.Item name="channel" noStyle>
            <Select aria-label={t('customer.consent_channel')} options={options(channels, 'channel')} />
          </Form.Item>
          <Form.Item name="purpose" noStyle>
            <Select aria-label={t('customer.consent_purpose')} options={options(purposes, 'purpose')} />
          </Form.Item>
          <Form.Item name="proof" noStyle>
            <Input maxLength={400} placeholder={t('customer.consent_proof')} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={set.isPending}>
            {t('customer.add_consent')}
          </Button>
        </Form>
      }
    >
      <Button type="link" size="small" className={styles.more ?? ''}>
        {t('customer.add_consent')}
      </Button>
    </Popover>
  );
}
