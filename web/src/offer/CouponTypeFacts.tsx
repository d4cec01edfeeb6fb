import { Descriptions, Drawer } from 'antd';
import type { TFunction } from 'i18next';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/app/session';
import { StatusTag } from '@/ui/StatusTag';
import { Money, Percent, When } from '@/ui/values';
import type { CouponType } from './nouns';

type Worth = Pick<CouponType, 'face_value' | 'threshold'>;

/** "¥10 off from ¥30", without a fraction where there is none. */
export function worthOf(
  { face_value, threshold }: Worth,
  t: TFunction,
  money: ReturnType<typeof useFormat>['money'],
): string {
  const written = (minor: number) => money(minor, { whole: minor % 100 === 0 });
  const value = written(face_value);
  return threshold > 0
    ? t('offer.coupon_types.off_from', { value, from: written(threshold) })
    : t('offer.coupon_types.off', { value });
}

interface Props {
  type: CouponType;
  action: ReactNode;
  onClose: () => void;
}

/** A coupon as it was published: what holds from then on, and how far it has gone. */
export function CouponTypeFacts({ type, action, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const { num, money, date } = useFormat();
  const word = (key: string) => t(`offer.coupon_types.${key}`);
  const most = (limit: number | null | undefined) => (limit ? num(limit) : word('no_limit'));
  const facts: [string, ReactNode][] = [
    [
      'status',
      <StatusTag key="status" status={type.status} tone={type.status === 'published' ? 'good' : 'neutral'}>
        {word(`is.${type.status}`)}
      </StatusTag>,
    ],
    ['worth', worthOf(type, t, money)],
    ['issued', t('offer.coupon_types.issued_of', { issued: num(type.issued), stock: num(type.stock) })],
    ['budget', <Money key="budget" minor={type.budget} />],
    ['budget_left', <Money key="left" minor={type.budget_left} />],
    ['per_day', most(type.per_person_per_day)],
    ['per_campaign', most(type.per_person_per_campaign)],
    ['claim_from', <When key="from" at={type.claim_from} as="time" />],
    ['claim_until', <When key="until" at={type.claim_until} as="time" />],
    [
      'use',
      type.use_days
        ? t('offer.coupon_types.use_within', { count: type.use_days })
        : t('offer.coupon_types.use_until', { until: type.use_until ? date(type.use_until) : '–' }),
    ],
    ['platform_share', <Percent key="share" share={type.platform_share_bp / 10_000} />],
    ['points_price', type.points_price ? num(type.points_price) : word('not_for_points')],
  ];
  return (
    <Drawer open title={type.name} size={460} onClose={onClose} footer={action}>
      <Descriptions
        column={1}
        size="small"
        items={facts.map(([key, children]) => ({ key, label: word(key), children }))}
      />
    </Drawer>
  );
}
