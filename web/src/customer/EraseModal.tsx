import { Form, Input, Modal, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { useSay } from '@/ui/actions';

interface EraseModalProps {
  customerId: number;
  name: string;
  onClose: () => void;
}

interface Values {
  reason: Schema<'Erasure'>['reason'];
  confirm: string;
}

/** Asks twice before somebody is forgotten: nothing brings them back. */
export function EraseModal({ customerId, name, onClose }: EraseModalProps): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const [form] = Form.useForm<Values>();
  const typed = Form.useWatch('confirm', form);
  const erase = useCommand<Values>('post', '/api/customers/{customer_id}/erase', {
    refreshes: ['/api/customers', '/api/erasures'],
    onDone: () => {
      say.done(t('customer.privacy.begun'));
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('customer.privacy.title', { name })}
      okText={t('customer.privacy.action')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ danger: true, disabled: typed !== 'ERASE', loading: erase.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{t('customer.privacy.text')}</p>
      <Form<Values>
        form={form}
        layout="vertical"
        style={{ marginTop: 16 }}
        initialValues={{ reason: 'asked', confirm: '' }}
        onFinish={(body) =>
          erase.mutate({ params: { customer_id: customerId }, body }, { onError: say.failed })
        }
      >
        <Form.Item name="reason" label={t('customer.privacy.why')}>
          <Select
            options={(['asked', 'mistake', 'term_over'] as const).map((value) => ({
              value,
              label: t(`access.privacy.why.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="confirm" label={t('customer.privacy.type')}>
          <Input autoComplete="off" placeholder={t('customer.privacy.word')} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
