import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/app/session';
import type { Column } from '@/ui/ListPage';
import { None, When } from '@/ui/values';
import { moveReason } from './points';
import type { PointMove } from './points';
import styles from './Points.module.css';

/** More or fewer points, with its sign; what a refund could not take back stands below it. */
export function Change({ move }: { move: PointMove }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  return (
    <span className={styles.change} data-more={move.points > 0}>
      {num(move.points, { signDisplay: 'exceptZero' })}
      {move.missing > 0 && (
        <small>{t('offer.points.missing', { count: move.missing, points: num(move.missing) })}</small>
      )}
    </span>
  );
}

/** The columns of a list of movements; of one person's, without the person. */
export function useMoveColumns({ people }: { people: boolean }): Column<PointMove>[] {
  const { t } = useTranslation();
  const kind: Column<PointMove> = {
    key: 'kind',
    title: t('offer.points.what'),
    primary: !people,
    render: (move) => t(`offer.points.kind.${move.kind}`),
    csv: (move) => t(`offer.points.kind.${move.kind}`),
  };
  const person: Column<PointMove> = {
    key: 'person',
    title: t('offer.points.person'),
    primary: true,
    render: (move) => (
      <Link to={`/customers/${String(move.customer_id)}`}>
        {move.customer_name || t('customer.unnamed', { by: `#${String(move.customer_id)}` })}
      </Link>
    ),
    csv: (move) => move.customer_name,
  };
  return [
    ...(people ? [person, kind] : [kind]),
    {
      key: 'reason',
      title: t('offer.points.reason'),
      render: (move) => moveReason(move, t) || <None />,
      csv: (move) => moveReason(move, t),
    },
    {
      key: 'points',
      title: t('offer.points.points'),
      align: 'right',
      render: (move) => <Change move={move} />,
      csv: (move) => move.points,
    },
    {
      key: 'at',
      title: t('offer.points.at'),
      render: (move) => <When at={move.at} as="time" />,
      csv: (move) => move.at,
    },
    {
      key: 'actor',
      title: t('offer.points.by'),
      wide: true,
      render: (move) => (move.actor === 'system' ? t('offer.points.system') : move.actor) || <None />,
      csv: (move) => move.actor,
    },
  ];
}
