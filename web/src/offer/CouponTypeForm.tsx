import { Alert, Col, DatePicker, Form, Input, InputNumber, Row } from 'antd';
import type { FormInstance } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useFormat, useMe } from '@/app/session';
import { FormDrawer } from '@/ui/FormDrawer';
import { fromPicker, toPicker } from '@/ui/wallClock';
import { worthOf } from './CouponTypeFacts';
import { MoneyInput } from './MoneyInput';
import type { CouponType } from './nouns';

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
  points_price?: number | null;
}

function bodyOf(values: Values, zone: string) {
  return {
    name: values.name,
    face_value: values.face_value,
    threshold: values.threshold ?? 0,
    stock: values.stock,
    budget: values.budget,
    ...(values.per_person_per_day ? { per_person_per_day: values.per_person_per_day } : {}),
    ...(values.per_person_per_campaign ? { per_person_per_campaign: values.per_person_per_campaign } : {}),
    claim_until: fromPicker(values.claim_until, zone),
    use_days: values.use_days,
    platform_share_bp: Math.round(values.platform_share * 100),
    ...(values.points_price ? { points_price: values.points_price } : {}),
  };
}

/** A coupon before it is published; afterwards nothing of it changes. */
export function CouponTypeForm({
  type,
  onClose,
}: {
  type: CouponType | null;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { time_zone } = useMe();
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
    const body = bodyOf(values, time_zone);
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
          claim_until: dayjs().add(30, 'day').endOf('day'),
          use_days: 14,
          platform_share: 0,
        }
      : {
          ...type,
          claim_until: toPicker(type.claim_until, time_zone),
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
      <Pair>
        <Form.Item name="face_value" label={word('face_value')} rules={needed(word('face_value'))}>
          <MoneyInput />
        </Form.Item>
        <Form.Item name="threshold" label={word('threshold')} extra={word('threshold_means')}>
          <MoneyInput />
        </Form.Item>
      </Pair>
      <Pair>
        <Form.Item name="stock" label={word('stock')} rules={needed(word('stock'))}>
          <InputNumber min={1} max={100_000_000} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="budget" label={word('budget')} rules={needed(word('budget'))}>
          <MoneyInput />
        </Form.Item>
      </Pair>
      <Sense form={form} />
      <Pair>
        <Form.Item name="per_person_per_day" label={word('per_day')}>
          <InputNumber
            min={1}
            max={100}
            precision={0}
            placeholder={word('no_limit')}
            style={{ width: '100%' }}
          />
        </Form.Item>
        <Form.Item name="per_person_per_campaign" label={word('per_campaign')}>
          <InputNumber
            min={1}
            max={100}
            precision={0}
            placeholder={word('no_limit')}
            style={{ width: '100%' }}
          />
        </Form.Item>
      </Pair>
      <Pair>
        <Form.Item name="claim_until" label={word('claim_until')} rules={needed(word('claim_until'))}>
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            disabledDate={(day: Dayjs) => day.isBefore(dayjs(), 'day')}
            style={{ width: '100%' }}
          />
        </Form.Item>
        <Form.Item name="use_days" label={word('use_days')} rules={needed(word('use_days'))}>
          <InputNumber min={1} max={3650} precision={0} suffix={word('days')} style={{ width: '100%' }} />
        </Form.Item>
      </Pair>
      <Pair>
        <Form.Item name="platform_share" label={word('platform_share')} extra={word('platform_share_means')}>
          <InputNumber min={0} max={100} precision={2} suffix="%" style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="points_price" label={word('points_price')} extra={word('points_price_means')}>
          <InputNumber
            min={1}
            max={1_000_000_000}
            precision={0}
            placeholder={word('not_for_points')}
            suffix={t('offer.points.unit')}
            style={{ width: '100%' }}
          />
        </Form.Item>
      </Pair>
    </FormDrawer>
  );
}

/** Two fields that are read together. */
function Pair({ children }: { children: [ReactNode, ReactNode] }): ReactElement {
  return (
    <Row gutter={12}>
      {children.map((child, at) => (
        <Col key={at} span={12}>
          {child}
        </Col>
      ))}
    </Row>
  );
}

/** What the figures amount to while they are typed: what a customer reads, and whether the money lasts. */
function Sense({ form }: { form: FormInstance<Values> }): ReactElement | null {
  const { t } = useTranslation();
  const { money, num } = useFormat();
  const face = Form.useWatch('face_value', form);
  const threshold = Form.useWatch('threshold', form) ?? 0;
  const stock = Form.useWatch('stock', form);
  const budget = Form.useWatch('budget', form);
  if (!face) return null;
  const pieces = budget ? Math.floor(budget / face) : null;
  const said: string[] = [];
  if (threshold > 0 && face >= threshold) said.push(t('offer.coupon_types.sense.free'));
  if (pieces !== null && stock && pieces < stock)
    said.push(t('offer.coupon_types.sense.short', { pieces: num(pieces), stock: num(stock) }));
  const isFine = said.length === 0;
  if (isFine)
    said.push(
      pieces !== null && stock
        ? t('offer.coupon_types.sense.enough', { stock: num(stock) })
        : t('offer.coupon_types.budget_means'),
    );
  return (
    <Alert
      showIcon
      type={isFine ? 'info' : 'warning'}
      title={worthOf({ face_value: face, threshold }, t, money)}
      description={said.join(' ')}
      style={{ marginBottom: 20 }}
    />
  );
}
