import { PlusOutlined } from '@ant-design/icons';
import { Button, DatePicker, Form, Popover } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/ui/Problem';
import styles from './Customer.module.css';
import type { TagValues } from './tagging';
import { TagField, useAddTag } from './tagging';

/** A tag for one person, and the last day on which it holds. Open from the start. */
export function AddTag({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(true);
  const [form] = Form.useForm<TagValues>();
  const add = useAddTag(customerId, () => {
    setOpen(false);
    form.resetFields();
  });
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={
        <Form<TagValues> form={form} className={styles.pop ?? ''} onFinish={add.save}>
          {add.error && <Problem error={add.error} />}
          <Form.Item name="tag" noStyle rules={[{ required: true, whitespace: true }]}>
            <TagField enabled={open} placeholder={t('customer.tag')} />
          </Form.Item>
          <Form.Item name="until" noStyle>
            <DatePicker style={{ width: '100%' }} placeholder={t('customer.tag_no_end')} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={add.isPending}>
            {t('customer.add_tag')}
          </Button>
        </Form>
      }
    >
      <Button size="small" type="dashed" icon={<PlusOutlined />}>
        {t('customer.add_tag')}
      </Button>
    </Popover>
  );
}
