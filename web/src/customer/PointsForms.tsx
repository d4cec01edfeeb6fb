import { Alert, Form, Input, InputNumber, Segmented, Select } from 'antd';
import type { FormInstance } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import { useFormat } from '@/app/session';
import { worthOf } from '@/offer/CouponTypeFacts';
import type { CouponType } from '@/offer/nouns';
import { pointPaths } from '@/offer/points';
import type { CustomerPoints, PointsMoved } from '@/offer/points';
import { useSay } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import styles from './Customer.module.css';

interface FormProps {
  points: CustomerPoints;
  onClose: () => void;
}

/** Sends what moves points; says how many there are then. */
function useMove<Sent>(verb: 'adjust' | 'spend' | 'exchange', onClose: () => void) {
  const { t } = useTranslation();
  const { num } = useFormat();
  const say = useSay();
  return useCommand<Sent, PointsMoved>('post', `/api/customers/{customer_id}/points/${verb}`, {
    refreshes: pointPaths,
    onDone: ({ balance }) => {
      say.done(t('customer.points.done', { count: balance, balance: num(balance) }));
      onClose();
    },
  });
}

interface AdjustValues {
  way: 'more' | 'fewer';
  points: number;
  reason: string;
}

/** More or fewer points, by somebody's decision, with its reason. */
export function AdjustForm({ points, onClose }: FormProps): ReactElement {
  const { t } = useTranslation();
  const [form] = Form.useForm<AdjustValues>();
  const send = useMove<object>('adjust', onClose);
  const params = { customer_id: points.customer_id };
  const fewer = Form.useWatch('way', form) === 'fewer';
  return (
    <FormDrawer<AdjustValues>
      title={t('customer.points.adjust_title')}
      action={t('customer.points.adjust_do')}
      form={form}
      initial={{ way: 'more' }}
      busy={send.isPending}
      error={send.error}
      onSubmit={({ way, points: many, reason }) =>
        send.mutate({ params, body: { points: way === 'more' ? many : -many, reason } })
      }
      onClose={onClose}
    >
      {points.balance > 0 && (
        <Form.Item name="way" label={t('customer.points.way')}>
          <Segmented
            block
            options={(['more', 'fewer'] as const).map((value) => ({
              value,
              label: t(`customer.points.${value}`),
            }))}
          />
        </Form.Item>
      )}
      <HowMany most={fewer ? points.balance : 1_000_000_000} />
      <After form={form} balance={points.balance} sign={fewer ? -1 : 1} />
      <Form.Item
        name="reason"
        label={t('offer.points.reason')}
        extra={t('customer.points.reason_means')}
        rules={[
          {
            required: true,
            whitespace: true,
            message: t('access.needed', { what: t('offer.points.reason') }),
          },
        ]}
      >
        <Input maxLength={200} />
      </Form.Item>
    </FormDrawer>
  );
}

interface SpendValues {
  points: number;
  order_number?: string;
  reason?: string;
}

/** Points used at the till or for something else. */
export function SpendForm({ points, onClose }: FormProps): ReactElement {
  const { t } = useTranslation();
  const [form] = Form.useForm<SpendValues>();
  const send = useMove<object>('spend', onClose);
  const params = { customer_id: points.customer_id };
  return (
    <FormDrawer<SpendValues>
      title={t('customer.points.spend_title')}
      action={t('customer.points.spend_do')}
      form={form}
      busy={send.isPending}
      error={send.error}
      onSubmit={({ points: many, order_number, reason }) =>
        send.mutate({
          params,
          body: {
            points: many,
            ...(order_number ? { order_number } : {}),
            ...(reason ? { reason } : {}),
          },
        })
      }
      onClose={onClose}
    >
      <HowMany most={points.balance} />
      <After form={form} balance={points.balance} sign={-1} />
      <Form.Item name="order_number" label={t('customer.points.order_number')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="reason" label={t('customer.points.for_what')}>
        <Input maxLength={200} />
      </Form.Item>
    </FormDrawer>
  );
}

/** A coupon for its price in points. */
export function ExchangeForm({ points, onClose }: FormProps): ReactElement {
  const { t } = useTranslation();
  const { money, num } = useFormat();
  const [form] = Form.useForm<{ coupon_type_id: number }>();
  const send = useMove<object>('exchange', onClose);
  const params = { customer_id: points.customer_id };
  const types = useRead<Page<CouponType>>('/api/coupon_types', {
    query: { status: 'published', for_points: true, limit: 200 },
  });
  const now = new Date().toISOString();
  const open = (types.data?.items ?? [])
    .filter((type) => type.claim_from <= now && now < type.claim_until && type.issued < type.stock)
    .sort((left, right) => (left.points_price ?? 0) - (right.points_price ?? 0));
  const priceOf = ({ points_price = 0 }: CouponType) =>
    t('customer.points.price', { count: points_price ?? 0, points: num(points_price ?? 0) });
  return (
    <FormDrawer<{ coupon_type_id: number }>
      title={t('customer.points.exchange_title')}
      action={t('customer.points.exchange_do')}
      form={form}
      busy={send.isPending}
      error={send.error ?? types.error}
      onSubmit={({ coupon_type_id }) => send.mutate({ params, body: { coupon_type_id } })}
      onClose={onClose}
    >
      <Form.Item
        name="coupon_type_id"
        label={t('customer.points.coupon', { balance: num(points.balance) })}
        rules={[{ required: true, message: t('customer.points.choose') }]}
        extra={types.isSuccess && open.length === 0 ? t('customer.points.nothing') : undefined}
      >
        <Select
          autoFocus
          loading={types.isPending}
          options={open.map((type) => ({
            value: type.id,
            disabled: (type.points_price ?? 0) > points.balance,
            label: `${priceOf(type)} · ${type.name}`,
            type,
          }))}
          optionRender={({ data: { type } }) => {
            const lacks = (type.points_price ?? 0) - points.balance;
            return (
              <>
                {priceOf(type)} · {type.name}
                <small className={styles.under}>
                  {worthOf(type, t, money)}
                  {lacks > 0 && ` · ${t('customer.points.lacks', { count: lacks, points: num(lacks) })}`}
                </small>
              </>
            );
          }}
        />
      </Form.Item>
    </FormDrawer>
  );
}

function HowMany({ most }: { most: number }): ReactElement {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="points"
      label={t('offer.points.points')}
      rules={[{ required: true, message: t('access.needed', { what: t('offer.points.points') }) }]}
    >
      <InputNumber
        autoFocus
        min={1}
        max={most}
        precision={0}
        suffix={t('offer.points.unit')}
        style={{ width: '100%' }}
      />
    </Form.Item>
  );
}

/** What will be left, while it is typed. */
function After({
  form,
  balance,
  sign,
}: {
  form: FormInstance<{ points: number }> | FormInstance<AdjustValues> | FormInstance<SpendValues>;
  balance: number;
  sign: 1 | -1;
}): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const many = (Form.useWatch('points', form as FormInstance<{ points: number }>) ?? 0) * sign;
  return (
    <Alert
      type="info"
      showIcon
      title={
        many === 0
          ? t('customer.points.has', { count: balance, balance: num(balance) })
          : t('customer.points.after', { before: num(balance), after: num(balance + many) })
      }
      style={{ marginBottom: 20 }}
    />
  );
}
