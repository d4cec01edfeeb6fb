import { DatePicker, Form, Input, Segmented, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import type { CommandBody } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { FormDrawer } from '@/ui/FormDrawer';
import { fromPicker, toPicker } from '@/ui/wallClock';
import { channels, methods, purposes, useConsentName } from './consentNames';
import styles from './Customer.module.css';
import type { CustomerHead } from './nouns';

export interface ConsentDraft {
  channel: string;
  purpose: string;
  granted: boolean;
  /** Channel, purpose and answer are still to be chosen. */
  isNew?: boolean;
}

interface Values {
  channel: string;
  purpose: string;
  granted: boolean;
  method: string;
  at: Dayjs | null;
  place?: string;
  wording?: string;
  proof?: string;
}

type Sent = CommandBody<'put', '/api/customers/{customer_id}/consent'>;
type Switched = CommandBody<'put', '/api/customers/{customer_id}/do_not_contact'>;

interface ConsentFormProps {
  head: CustomerHead;
  draft: ConsentDraft;
  onClose: () => void;
}

/** Writes down what somebody said about being contacted, with its proof. */
export function ConsentForm({ head, draft, onClose }: ConsentFormProps): ReactElement {
  const { t } = useTranslation();
  const name = useConsentName();
  const { time_zone: zone } = useFormat().locale;
  const [form] = Form.useForm<Values>();
  const options = { refreshes: ['/api/customers'], onDone: onClose };
  const set = useCommand<Sent, unknown>('put', '/api/customers/{customer_id}/consent', options);
  const turn = useCommand<Switched, unknown>('put', '/api/customers/{customer_id}/do_not_contact', options);
  const isSwitch = draft.channel === 'all' && draft.purpose === 'all';
  const person = head.name || `#${String(head.id)}`;
  const said = t(draft.granted ? 'customer.granted' : 'customer.withdrawn');
  const title = isSwitch
    ? t(draft.granted ? 'customer.allow_contact_ask' : 'customer.stop_contact_ask', { name: person })
    : draft.isNew
      ? t('customer.add_consent')
      : `${name(draft.channel, draft.purpose)}: ${said}`;
  const action = isSwitch
    ? t(draft.granted ? 'customer.allow_contact' : 'customer.stop_contact')
    : t('profile.consent.record');
  const submit = ({ method, at, place, wording, proof, ...chosen }: Values) => {
    const shared = {
      method: method as Sent['method'],
      ...(place ? { place } : {}),
      ...(wording ? { wording } : {}),
      ...(proof ? { proof } : {}),
    };
    const params = { customer_id: head.id };
    if (isSwitch) return turn.mutate({ params, body: { ...shared, on: !draft.granted } });
    const { channel, purpose, granted } = draft.isNew ? chosen : draft;
    set.mutate({
      params,
      body: { ...shared, channel, purpose, granted, ...(at ? { at: fromPicker(at, zone) } : {}) },
    });
  };
  const choices = (words: string[], kind: string) =>
    words.map((value) => ({ value, label: t(`${kind}.${value}`) }));
  return (
    <FormDrawer<Values>
      title={title}
      action={action}
      form={form}
      initial={{ ...draft, method: draft.granted ? 'form' : 'call', at: null }}
      busy={set.isPending || turn.isPending}
      error={set.error ?? turn.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {isSwitch && <p className={styles.lead}>{t('profile.consent.switch_means')}</p>}
      {draft.isNew && (
        <>
          <Form.Item name="granted" label={t('profile.consent.answer')}>
            <Segmented
              options={[
                { value: true, label: t('profile.consent.yes') },
                { value: false, label: t('profile.consent.no') },
              ]}
            />
          </Form.Item>
          <div className={styles.pair}>
            <Form.Item name="channel" label={t('customer.consent_channel')}>
              <Select options={choices(channels, 'customer.channel')} />
            </Form.Item>
            <Form.Item name="purpose" label={t('customer.consent_purpose')}>
              <Select options={choices(purposes, 'customer.purpose')} />
            </Form.Item>
          </div>
        </>
      )}
      <div className={styles.pair}>
        <Form.Item name="method" label={t('profile.consent.how')}>
          <Select options={choices(methods, 'profile.consent.method')} />
        </Form.Item>
        {!isSwitch && (
          <Form.Item name="at" label={t('profile.consent.when')}>
            <DatePicker
              showTime={{ format: 'HH:mm' }}
              format="YYYY-MM-DD HH:mm"
              style={{ width: '100%' }}
              placeholder={t('profile.consent.now')}
              maxDate={toPicker(Date.now(), zone)}
            />
          </Form.Item>
        )}
      </div>
      <Form.Item name="place" label={t('profile.consent.place')}>
        <Input maxLength={120} placeholder={t('profile.consent.place_hint')} />
      </Form.Item>
      <Form.Item
        name="wording"
        label={t('profile.consent.wording')}
        extra={t('profile.consent.wording_means')}
      >
        <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
      <Form.Item name="proof" label={t('profile.consent.proof')}>
        <Input maxLength={400} placeholder={t('profile.consent.proof_hint')} />
      </Form.Item>
    </FormDrawer>
  );
}
