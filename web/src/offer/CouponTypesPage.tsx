import { Button, Progress } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { useConfirmCount } from '@/ui/actions';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { Money, Num, When } from '@/ui/values';
import { CouponTypeFacts, worthOf } from './CouponTypeFacts';
import { CouponTypeForm } from './CouponTypeForm';
import { NameButton } from './NameButton';
import type { CouponType } from './nouns';

/** Coupons by definition: what each is worth, how many there are, and what is left. */
export function CouponTypesPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [edited, setEdited] = useState<CouponType | 'new' | null>(null);
  const close = () => setEdited(null);
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
        search={{ placeholder: t('offer.coupon_types.search') }}
        views={[
          { key: 'all', label: t('ui.list.all'), query: {} },
          ...(['draft', 'published', 'ended'] as const).map((status) => ({
            key: status,
            label: t(`offer.coupon_types.is.${status}`),
            query: { status },
          })),
        ]}
        empty={t('offer.coupon_types.empty')}
        emptyAction={add}
        actions={add}
      />
      {edited !== null && (edited === 'new' || (edited.status === 'draft' && may('offer_manage'))) && (
        <CouponTypeForm type={edited === 'new' ? null : edited} onClose={close} />
      )}
      {edited !== null && edited !== 'new' && !(edited.status === 'draft' && may('offer_manage')) && (
        <CouponTypeFacts type={edited} onClose={close} action={<Move type={edited} onDone={close} />} />
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
      render: (type) => <NameButton onClick={() => edit(type)}>{type.name}</NameButton>,
      csv: (type) => type.name,
    },
    {
      key: 'worth',
      title: t('offer.coupon_types.worth'),
      render: (type) => worthOf(type, t, money),
      csv: (type) => type.face_value,
    },
    {
      key: 'issued',
      title: t('offer.coupon_types.issued'),
      width: 180,
      render: (type) => (
        <span style={{ display: 'inline-block', minWidth: 120 }}>
          {t('offer.coupon_types.issued_of', { issued: num(type.issued), stock: num(type.stock) })}
          <Progress
            percent={type.stock ? (100 * type.issued) / type.stock : 0}
            size="small"
            showInfo={false}
            style={{ display: 'block', lineHeight: 1 }}
            aria-label={t('offer.coupon_types.issued')}
          />
        </span>
      ),
      csv: (type) => type.issued,
    },
    {
      key: 'budget',
      title: t('offer.coupon_types.budget'),
      align: 'right',
      render: (type) => <Money minor={type.budget} />,
      csv: (type) => type.budget,
    },
    {
      key: 'budget_left',
      title: t('offer.coupon_types.budget_left'),
      align: 'right',
      optional: true,
      render: (type) => <Money minor={type.budget_left} />,
      csv: (type) => type.budget_left,
    },
    {
      key: 'points_price',
      title: t('offer.coupon_types.points_price'),
      align: 'right',
      optional: true,
      render: (type) => <Num value={type.points_price} />,
      csv: (type) => type.points_price,
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
function Move({ type, onDone }: { type: CouponType; onDone?: () => void }): ReactElement | null {
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
            danger: false,
            run: () => publish.mutateAsync(sent).then(onDone),
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
          run: () => end.mutateAsync(sent).then(onDone),
        })
      }
    >
      {t('offer.coupon_types.end')}
    </Button>
  );
}
