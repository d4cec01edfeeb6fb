import { PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, DatePicker, Form, Popover, Tag, Tooltip } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { useSay } from '@/ui/actions';
import { Problem } from '@/ui/Problem';
import styles from './Customer.module.css';
import type { CustomerHead } from './nouns';

interface Values {
  tag: string;
  until?: Dayjs | null;
}

export function Tags({ head }: { head: CustomerHead }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormat();
  const may = useMay();
  const say = useSay();
  const remove = useCommand('delete', '/api/customers/{customer_id}/tags/{tag}', {
    refreshes: ['/api/customers'],
  });
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
              remove.mutate({ params: { customer_id: head.id, tag } }, { onError: say.failed });
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
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Values>();
  const words = useRead<{ tags: string[] }>(
    '/api/rule_vocabulary',
    {},
    { enabled: open && may('segment_read'), staleTime: 300_000 },
  );
  const add = useCommand<{ tag: string; until?: string }, unknown>(
    'post',
    '/api/customers/{customer_id}/tags',
    {
      refreshes: ['/api/customers'],
      onDone: () => {
        setOpen(false);
        form.resetFields();
      },
    },
  );
  const save = ({ tag, until }: Values) =>
    add.mutate({
      params: { customer_id: customerId },
      body: {
        tag: tag.trim(),
        ...(until ? { until: until.add(1, 'day').startOf('day').toISOString() } : {}),
      },
    });
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={
        <Form<Values> form={form} className={styles.pop ?? ''} onFinish={save}>
          {add.error && <Problem error={add.error} />}
          <Form.Item name="tag" noStyle rules={[{ required: true, whitespace: true }]}>
            <AutoComplete
              autoFocus
              maxLength={60}
              aria-label={t('customer.tag')}
              placeholder={t('customer.tag')}
              options={(words.data?.tags ?? []).map((value) => ({ value }))}
            />
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
