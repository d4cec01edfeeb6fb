import { Button, DatePicker, Form, Input, InputNumber, Progress } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { useConfirmCount } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { Money, When } from '@/ui/values';
import { MoneyInput } from './MoneyInput';
import type { CouponType } from './nouns';

/** Coupons by definition: what each is worth, how many there are, and what is left. */
export function CouponTypesPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [edited, setEdited] = useState<CouponType | 'new' | null>(null);
  const add = may('offer_manage') && (
    <Button type="primary" onClick={() => setEdited('new')}>
      {t('offer.coupon_types.add')}
    </Button>
  );
  return (
    <>
      <ListPage<CouponType>
        title={t('offer.coupon_types.title')}
        step="offer"
        intro={t('offer.coupon_types.intro')}
        name="coupon_types"
        path="/api/coupon_types"
        rowKey={(type) => type.id}
        columns={useColumns(setEdited)}
        empty={t('offer.coupon_types.empty')}
        emptyAction={add}
        actions={add}
      />
      {edited !== null && (
        <CouponTypeForm type={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </>
  );
}

function useColumns(edit: (type: CouponType) => void): Column<CouponType>[] {
  const { t } = useTranslation();
  const { money, num } = useFormat();
  return [
    {
      key: 'name',
      title: t('offer.coupon_types.name'),
      primary: true,
      render: (type) =>
        type.status === 'draft' ? (
          <Button type="link" style={{ padding: 0 }} onClick={() => edit(type)}>
            {type.name}
          </Button>
        ) : (
          type.name
        ),
      csv: (type) => type.name,
    },
    {
      key: 'worth',
      title: t('offer.coupon_types.worth'),
      render: (type) =>
        type.threshold > 0
          ? t('offer.coupon_types.off_from', { value: money(type.face_value), from: money(type.threshold) })
          : t('offer.coupon_types.off', { value: money(type.face_value) }),
      csv: (type) => type.face_value,
    },
    {
      key: 'issued',
      title: t('offer.coupon_types.issued'),
      width: 180,
      render: (type) => (
        <span>
          {num(type.issued)} / {num(type.stock)}
          <Progress
            percent={type.stock ? (100 * type.issued) / type.stock : 0}
            size="small"
            showInfo={false}
          />
        </span>
      ),
      csv: (type) => type.issued,
    },
    {
      key: 'budget',
      title: t('offer.coupon_types.budget_left'),
      align: 'right',
      render: (type) => <Money minor={type.budget_left} />,
      csv: (type) => type.budget_left,
    },
    {
      key: 'until',
      title: t('offer.coupon_types.claim_until'),
      wide: true,
      render: (type) => <When at={type.claim_until} as="date" />,
      csv: (type) => type.claim_until,
    },
    {
      key: 'status',
      title: t('offer.coupon_types.status'),
      render: (type) => (
        <StatusTag status={type.status} {...(type.status === 'published' ? { tone: 'good' as const } : {})}>
          {t(`offer.coupon_types.is.${type.status}`)}
        </StatusTag>
      ),
      csv: (type) => type.status,
    },
    { key: 'act', title: '', align: 'right', render: (type) => <Move type={type} /> },
  ];
}

/** Publish a draft; end what is published. */
function Move({ type }: { type: CouponType }): ReactElement | null {
  const { t } = useTranslation();
  const { num, money } = useFormat();
  const may = useMay();
  const confirm = useConfirmCount();
  const refreshes = ['/api/coupon_types'];
  const publish = useCommand<{ seen_version: number }, CouponType>(
    'post',
    '/api/coupon_types/{coupon_type_id}/publish',
    { refreshes },
  );
  const end = useCommand<{ seen_version: number }, CouponType>(
    'post',
    '/api/coupon_types/{coupon_type_id}/end',
    {
      refreshes,
    },
  );
  if (!may('offer_manage') || type.status === 'ended') return null;
  const sent = { params: { coupon_type_id: type.id }, body: { seen_version: type.version } };
  if (type.status === 'draft')
    return (
      <Button
        size="small"
        type="primary"
        ghost
        onClick={() =>
          confirm({
            title: t('offer.coupon_types.publish_ask', { name: type.name }),
            text: t('offer.coupon_types.publish_means', {
              stock: num(type.stock),
              budget: money(type.budget),
            }),
            action: t('offer.coupon_types.publish'),
            run: () => publish.mutateAsync(sent),
          })
        }
      >
        {t('offer.coupon_types.publish')}
      </Button>
    );
  return (
    <Button
      size="small"
      type="text"
      onClick={() =>
        confirm({
          title: t('offer.coupon_types.end_ask', { name: type.name }),
          text: t('offer.coupon_types.end_means'),
          action: t('offer.coupon_types.end'),
          run: () => end.mutateAsync(sent),
        })
      }
    >
      {t('offer.coupon_types.end')}
    </Button>
  );
}

interface Values {
  name: string;
  face_value: number;
  threshold: number;
  stock: number;
  budget: number;
  per_person_per_day?: number | null;
  per_person_per_campaign?: number | null;
  claim_until: Dayjs;
  use_days: number;
  platform_share: number;
}

function bodyOf(values: Values) {
  return {
    name: values.name,
    face_value: values.face_value,
    threshold: values.threshold ?? 0,
    stock: values.stock,
    budget: values.budget,
    ...(values.per_person_per_day ? { per_person_per_day: values.per_person_per_day } : {}),
    ...(values.per_person_per_campaign ? { per_person_per_campaign: values.per_person_per_campaign } : {}),
    claim_until: values.claim_until.toISOString(),
    use_days: values.use_days,
    platform_share_bp: Math.round(values.platform_share * 100),
  };
}

function CouponTypeForm({ type, onClose }: { type: CouponType | null; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const refreshes = ['/api/coupon_types'];
  const create = useCommand<ReturnType<typeof bodyOf>, CouponType>('post', '/api/coupon_types', {
    refreshes,
    onDone: onClose,
  });
  const update = useCommand<object, CouponType>('put', '/api/coupon_types/{coupon_type_id}', {
    refreshes,
    onDone: onClose,
  });
  const save = (values: Values) => {
    const body = bodyOf(values);
    if (type === null) create.mutate({ body });
    else
      update.mutate({
        params: { coupon_type_id: type.id },
        body: { ...body, claim_from: type.claim_from, seen_version: type.version },
      });
  };
  const initial: Partial<Values> =
    type === null
      ? {
          threshold: 0,
          per_person_per_day: 1,
          claim_until: dayjs().add(30, 'day'),
          use_days: 14,
          platform_share: 0,
        }
      : {
          ...type,
          claim_until: dayjs(type.claim_until),
          use_days: type.use_days ?? 14,
          platform_share: type.platform_share_bp / 100,
        };
  const needed = (what: string) => [{ required: true, message: t('access.needed', { what }) }];
  const word = (key: string) => t(`offer.coupon_types.${key}`);
  return (
    <FormDrawer<Values>
      title={type === null ? word('add') : type.name}
      action={t('ui.save')}
      form={form}
      initial={initial}
      busy={create.isPending || update.isPending}
      error={create.error ?? update.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="name" label={word('name')} rules={needed(word('name'))}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="face_value" label={word('face_value')} rules={needed(word('face_value'))}>
        <MoneyInput />
      </Form.Item>
      <Form.Item name="threshold" label={word('threshold')} extra={word('threshold_means')}>
        <MoneyInput />
      </Form.Item>
      <Form.Item name="stock" label={word('stock')} rules={needed(word('stock'))}>
        <InputNumber min={1} max={100_000_000} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name="budget"
        label={word('budget')}
        extra={word('budget_means')}
        rules={needed(word('budget'))}
      >
        <MoneyInput />
      </Form.Item>
      <Form.Item name="per_person_per_day" label={word('per_day')}>
        <InputNumber min={1} max={100} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="per_person_per_campaign" label={word('per_campaign')}>
        <InputNumber min={1} max={100} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="claim_until" label={word('claim_until')} rules={needed(word('claim_until'))}>
        <DatePicker showTime style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="use_days" label={word('use_days')} rules={needed(word('use_days'))}>
        <InputNumber min={1} max={3650} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="platform_share" label={word('platform_share')} extra={word('platform_share_means')}>
        <InputNumber min={0} max={100} precision={2} suffix="%" style={{ width: '100%' }} />
      </Form.Item>
    </FormDrawer>
  );
}
