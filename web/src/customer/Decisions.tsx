import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { List } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { None, When } from '@/ui/values';
import type { DecisionView } from './identity';
import { People } from './PersonLink';
import { TakeBack } from './TakeBack';

/** What people decided about who is who: by whom, why, and the way back. */
export function Decisions(): ReactElement {
  const { t } = useTranslation();
  const both = (row: DecisionView) => [...new Set([...row.left, ...row.right])];
  const word = (row: DecisionView) => t(row.joins ? 'customer.decision.joined' : 'customer.decision.apart');
  const columns: Column<DecisionView>[] = [
    {
      key: 'people',
      title: t('customer.review.people'),
      primary: true,
      render: (row) => <People ids={both(row)} />,
      csv: (row) => both(row).join(' '),
    },
    {
      key: 'what',
      title: t('customer.decision.what'),
      render: (row) =>
        row.revoked_at ? (
          <StatusTag tone="neutral">{t('customer.decision.was', { what: word(row) })}</StatusTag>
        ) : (
          <StatusTag tone={row.joins ? 'good' : 'busy'}>{word(row)}</StatusTag>
        ),
      csv: word,
    },
    {
      key: 'note',
      title: t('customer.decision.note'),
      render: (row) => row.note || <None />,
      csv: (row) => row.note,
    },
    {
      key: 'by',
      title: t('customer.decision.who'),
      render: (row) => row.by_name,
      csv: (row) => row.by_name,
    },
    {
      key: 'at',
      title: t('customer.decision.at'),
      render: (row) => <When at={row.at} />,
      csv: (row) => row.at,
    },
    { key: 'act', title: '', align: 'right', render: (row) => <TakeBack decision={row} /> },
  ];
  return (
    <List<DecisionView>
      path="/api/identity_decisions"
      name="identity_decisions"
      rowKey={(row) => row.id}
      columns={columns}
      empty={t('customer.review.no_decisions')}
    />
  );
}
