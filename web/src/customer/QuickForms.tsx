import { DatePicker, Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import { useFormat } from '@/app/session';
import { leadKinds } from '@/sales/nouns';
import { useSay } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import { useColleagues } from './colleagues';
import type { TagValues } from './tagging';
import { TagField, useAddTag } from './tagging';

interface FormProps {
  customerId: number;
  onClose: () => void;
}

export function NoteForm({ customerId, onClose }: FormProps): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const [form] = Form.useForm<{ text: string }>();
  const add = useCommand<{ text: string }, unknown>('post', '/api/customers/{customer_id}/notes', {
    refreshes: ['/api/customers'],
    onDone: () => {
      say.done(t('people.note.kept'));
      onClose();
    },
  });
  return (
    <FormDrawer<{ text: string }>
      title={t('people.note.title')}
      action={t('people.note.save')}
      form={form}
      busy={add.isPending}
      error={add.error}
      onSubmit={(body) => add.mutate({ params: { customer_id: customerId }, body })}
      onClose={onClose}
    >
      <Form.Item name="text" label={t('people.note.text')} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea
          autoFocus
          maxLength={2000}
          autoSize={{ minRows: 5, maxRows: 16 }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.submit();
          }}
        />
      </Form.Item>
    </FormDrawer>
  );
}

export function TagForm({ customerId, onClose }: FormProps): ReactElement {
  const { t } = useTranslation();
  const [form] = Form.useForm<TagValues>();
  const add = useAddTag(customerId, onClose);
  return (
    <FormDrawer<TagValues>
      title={t('customer.add_tag')}
      action={t('customer.add_tag')}
      form={form}
      busy={add.isPending}
      error={add.error}
      onSubmit={add.save}
      onClose={onClose}
    >
      <Form.Item name="tag" label={t('customer.tag')} rules={[{ required: true, whitespace: true }]}>
        <TagField />
      </Form.Item>
      <Form.Item name="until" label={t('people.bulk.until')}>
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
    </FormDrawer>
  );
}

interface LeadValues {
  kind: string;
  note?: string;
  owner_id?: number;
}

export function LeadForm({ customerId, onClose }: FormProps): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const { colleagues } = useColleagues();
  const [form] = Form.useForm<LeadValues>();
  const create = useCommand<LeadValues & { customer_id: number }, unknown>('post', '/api/leads', {
    refreshes: ['/api/leads', '/api/customers', '/api/workbench'],
    onDone: () => {
      say.done(t('people.lead.added'));
      onClose();
    },
  });
  return (
    <FormDrawer<LeadValues>
      title={t('people.lead.title')}
      action={t('people.lead.save')}
      form={form}
      busy={create.isPending}
      error={create.error}
      onSubmit={(values) => create.mutate({ body: { ...values, customer_id: customerId } })}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t('people.lead.kind')} rules={[{ required: true }]}>
        <Select
          autoFocus
          options={leadKinds.map((value) => ({
            value,
            label: t(`sales.kind.${value}`, { defaultValue: value }),
          }))}
        />
      </Form.Item>
      <Form.Item name="note" label={t('people.lead.note')}>
        <Input.TextArea maxLength={400} autoSize={{ minRows: 3, maxRows: 8 }} />
      </Form.Item>
      <Form.Item name="owner_id" label={t('people.lead.owner')} extra={t('people.lead.owner_hint')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          options={colleagues
            .filter(({ role }) => role === 'agent')
            .map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}

interface CouponType {
  id: number;
  name: string;
  face_value: number;
  stock: number;
  issued: number;
  claim_from: string;
  claim_until: string;
}

export function GrantForm({ customerId, onClose }: FormProps): ReactElement {
  const { t } = useTranslation();
  const { money, num } = useFormat();
  const say = useSay();
  const [form] = Form.useForm<{ coupon_type_id: number }>();
  const types = useRead<Page<CouponType>>('/api/coupon_types', {
    query: { status: 'published', limit: 200 },
  });
  const grant = useCommand<{ coupon_type_id: number; customer_id: number; channel: string }, unknown>(
    'post',
    '/api/coupons/claim',
    {
      refreshes: ['/api/coupons', '/api/customers'],
      onDone: () => {
        say.done(t('people.grant.granted'));
        onClose();
      },
    },
  );
  const now = new Date().toISOString();
  const open = (types.data?.items ?? []).filter((type) => type.claim_from <= now && now < type.claim_until);
  return (
    <FormDrawer<{ coupon_type_id: number }>
      title={t('people.grant.title')}
      action={t('people.grant.save')}
      form={form}
      busy={grant.isPending}
      error={grant.error ?? types.error}
      onSubmit={({ coupon_type_id }) =>
        grant.mutate({ body: { coupon_type_id, customer_id: customerId, channel: 'staff' } })
      }
      onClose={onClose}
    >
      <Form.Item
        name="coupon_type_id"
        label={t('people.grant.type')}
        rules={[{ required: true }]}
        extra={types.isSuccess && open.length === 0 ? t('people.grant.none') : undefined}
      >
        <Select
          autoFocus
          loading={types.isPending}
          options={open.map((type) => ({
            value: type.id,
            label: `${money(type.face_value)} · ${type.name} · ${t('people.grant.left', {
              count: type.stock - type.issued,
            }).replace(String(type.stock - type.issued), num(type.stock - type.issued))}`,
          }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}
