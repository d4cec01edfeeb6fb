import { Alert, Form, InputNumber, Switch } from 'antd';
import type { FormInstance } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { useSay } from '@/ui/actions';
import { FormDrawer } from '@/ui/FormDrawer';
import type { PointRule } from './points';

interface Values {
  enabled: boolean;
  points_per_100: number;
  expire_days?: number | null;
  count_history: boolean;
}

/** How orders earn points. What people have already keeps the day it was given. */
export function PointRuleForm({ rule, onClose }: { rule: PointRule; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { money, locale } = useFormat();
  const say = useSay();
  const [form] = Form.useForm<Values>();
  const save = useCommand<Values & { seen_version: number }, PointRule>('put', '/api/points/rule', {
    refreshes: ['/api/points'],
    onDone: () => {
      say.done(t('offer.points.rule.saved'));
      onClose();
    },
  });
  const word = (key: string) => t(`offer.points.rule.${key}`);
  const hundred = money(100 * 10 ** locale.currency_digits, { whole: true });
  return (
    <FormDrawer<Values>
      title={word('title')}
      action={t('ui.save')}
      form={form}
      initial={{ ...rule, enabled: rule.enabled || rule.version === 0 }}
      busy={save.isPending}
      error={save.error}
      onSubmit={({ expire_days, ...values }) =>
        save.mutate({
          body: { ...values, ...(expire_days ? { expire_days } : {}), seen_version: rule.version },
        })
      }
      onClose={onClose}
    >
      <Form.Item name="enabled" label={word('enabled')} extra={word('enabled_means')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item
        name="points_per_100"
        label={t('offer.points.rule.per_100', { amount: hundred })}
        rules={[{ required: true, message: t('access.needed', { what: t('offer.points.points') }) }]}
      >
        <InputNumber
          min={1}
          max={1_000_000}
          precision={0}
          suffix={t('offer.points.unit')}
          style={{ width: '100%' }}
        />
      </Form.Item>
      <Form.Item name="expire_days" label={word('expire_days')} extra={word('expire_days_means')}>
        <InputNumber
          min={1}
          max={3650}
          precision={0}
          placeholder={word('never')}
          suffix={t('offer.coupon_types.days')}
          style={{ width: '100%' }}
        />
      </Form.Item>
      <Sense form={form} />
      <Form.Item
        name="count_history"
        label={word('count_history')}
        extra={word('count_history_means')}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
    </FormDrawer>
  );
}

/** What an order would earn today, while the figures are typed. */
function Sense({ form }: { form: FormInstance<Values> }): ReactElement | null {
  const { t } = useTranslation();
  const { money, num, date, locale } = useFormat();
  const per100 = Form.useWatch('points_per_100', form);
  const days = Form.useWatch('expire_days', form);
  if (!per100) return null;
  const points = num(Math.floor((268 * per100) / 100));
  const amount = money(268 * 10 ** locale.currency_digits, { whole: true });
  const until = days ? date(new Date(Date.now() + days * 86_400_000).toISOString()) : null;
  return (
    <Alert
      type="info"
      showIcon
      title={
        until === null
          ? t('offer.points.rule.example', { amount, points })
          : t('offer.points.rule.example_until', { amount, points, until })
      }
      style={{ marginBottom: 20 }}
    />
  );
}
