import { Button, Drawer } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '@/ui/later';
import { useFormat, useMay } from '@/app/session';
import { Change, useMoveColumns } from '@/offer/PointMoves';
import { moveReason } from '@/offer/points';
import type { CustomerPoints, PointMove } from '@/offer/points';
import { Card } from '@/ui/Card';
import { List } from '@/ui/ListPage';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { When } from '@/ui/values';
import styles from './Customer.module.css';
import { usePoints } from './coupons';

const AdjustForm = later(async () => (await import('./PointsForms')).AdjustForm);
const ExchangeForm = later(async () => (await import('./PointsForms')).ExchangeForm);
const SpendForm = later(async () => (await import('./PointsForms')).SpendForm);

type Doing = 'adjust' | 'spend' | 'exchange';

/** Points they have, what ends next, what moved last, and what can be done with them. */
export function Points({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const points = usePoints(customerId);
  const [doing, setDoing] = useState<Doing | 'all' | null>(null);
  const has = (points.data?.balance ?? 0) > 0;
  const can: Doing[] = [
    ...(has && may('coupon_redeem') ? ['spend' as const] : []),
    ...(has && may('coupon_grant') ? ['exchange' as const] : []),
    ...(may('coupon_grant') ? ['adjust' as const] : []),
  ];
  const close = () => setDoing(null);
  return (
    <Card title={t('customer.points.title')}>
      {points.isPending && <Skeleton rows={2} />}
      {points.isError && <Problem error={points.error} onRetry={points.refetch} />}
      {points.data && <Held points={points.data} />}
      {points.data && can.length > 0 && (
        <div className={styles.doings}>
          {can.map((one) => (
            <Button key={one} size="small" onClick={() => setDoing(one)}>
              {t(`customer.points.${one}`)}
            </Button>
          ))}
        </div>
      )}
      {points.data?.next_cursor && (
        <Button size="small" type="link" className={styles.more ?? ''} onClick={() => setDoing('all')}>
          {t('customer.points.all')}
        </Button>
      )}
      {doing === 'all' && <All customerId={customerId} onClose={close} />}
      {points.data && doing === 'adjust' && <AdjustForm points={points.data} onClose={close} />}
      {points.data && doing === 'spend' && <SpendForm points={points.data} onClose={close} />}
      {points.data && doing === 'exchange' && <ExchangeForm points={points.data} onClose={close} />}
    </Card>
  );
}

function Held({ points }: { points: CustomerPoints }): ReactElement {
  const { t } = useTranslation();
  const { num, ago, dateTime } = useFormat();
  const { balance, ending, earned, spent, items = [] } = points;
  if (items.length === 0) return <p className={styles.hint}>{t('customer.points.none')}</p>;
  return (
    <>
      <p className={styles.worth}>{num(balance)}</p>
      <p className={styles.hint}>
        {ending ? (
          <span title={dateTime(ending.at)}>
            {t(`customer.points.${ending.points < balance ? 'some' : 'all_of_them'}`, {
              count: ending.points,
              points: num(ending.points),
              when: ago(ending.at),
            })}
          </span>
        ) : (
          t('customer.points.in_all', { earned: num(earned), spent: num(spent) })
        )}
      </p>
      <ul className={styles.rows}>
        {items.map((move) => (
          <li key={move.id} className={styles.row}>
            <span className={styles.grow}>
              {t(`offer.points.kind.${move.kind}`)}
              <small className={styles.under}>
                {moveReason(move, t) && `${moveReason(move, t)} · `}
                <When at={move.at} />
              </small>
            </span>
            <span style={{ textAlign: 'right' }}>
              <Change move={move} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function All({ customerId, onClose }: { customerId: number; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const columns = useMoveColumns({ people: false });
  return (
    <Drawer open size={880} title={t('customer.points.title')} onClose={onClose}>
      <List<PointMove>
        path="/api/points"
        query={{ customer_id: customerId }}
        name="customer_points"
        rowKey={(move) => move.id}
        columns={columns}
        empty={t('customer.points.none')}
      />
    </Drawer>
  );
}
