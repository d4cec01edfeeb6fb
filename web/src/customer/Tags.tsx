import { PlusOutlined } from '@ant-design/icons';
import { Button, DatePicker, Form, Popover, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { useSay, useUndoToast } from '@/ui/actions';
import { Problem } from '@/ui/Problem';
import styles from './Customer.module.css';
import type { CustomerHead } from './nouns';
import type { TagValues } from './tagging';
import { TagField, useAddTag } from './tagging';

export function Tags({ head }: { head: CustomerHead }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormat();
  const may = useMay();
  const say = useSay();
  const remove = useCommand('delete', '/api/customers/{customer_id}/tags/{tag}', {
    refreshes: ['/api/customers'],
  });
  const back = useCommand<{ tag: string; until?: string }>('post', '/api/customers/{customer_id}/tags', {
    refreshes: ['/api/customers'],
  });
  const undoToast = useUndoToast();
  const params = { customer_id: head.id };
  const takeOff = (tag: string, until: string | null | undefined) =>
    remove.mutate(
      { params: { ...params, tag } },
      {
        onError: say.failed,
        onSuccess: () =>
          undoToast({
            text: t('customer.tag_removed', { tag }),
            undo: () =>
              back.mutate({ params, body: { tag, ...(until ? { until } : {}) } }, { onError: say.failed }),
          }),
      },
    );
  const writable = may('customer_write');
  return (
    <div className={styles.tags}>
      {head.tags.map(({ tag, until, added_at }) => (
        <Tooltip
          key={tag}
          title={t(until ? 'customer.tag_until' : 'customer.tag_since', { date: date(until ?? added_at) })}
        >
          <Tag
            closable={writable}
            onClose={(event) => {
              event.preventDefault();
              takeOff(tag, until);
            }}
          >
            {tag}
          </Tag>
        </Tooltip>
      ))}
      {head.tags.length === 0 && !writable && <span className={styles.hint}>{t('customer.no_tags')}</span>}
      {writable && <AddTag customerId={head.id} />}
    </div>
  );
}

function AddTag({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
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
