import { Switch } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useFormat } from '@/app/session';
import { ListPage } from '@/ui/ListPage';
import type { View } from '@/ui/ListBar';
import type { Column } from '@/ui/ListPage';
import type { Due } from './assetNouns';
import { assetKinds } from './assetNouns';
import { DueTag } from './DueTag';
import { plateText } from './nouns';
import { PlateTag } from './PlateTag';

const dated = assetKinds.filter((kind) => kind !== 'vehicle');

/** Whose insurance, inspection, service or contract is due, soonest first. */
export function DuePage(): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormat();
  const [address, setAddress] = useSearchParams();
  const mine = address.get('mine') === 'true';
  const views: View[] = [
    { key: 'now', label: t('asset.due.view.now'), query: {} },
    { key: 'week', label: t('asset.due.view.week'), query: { from_days: '0', to_days: '7' } },
    { key: 'quarter', label: t('asset.due.view.quarter'), query: { from_days: '0', to_days: '90' } },
    { key: 'overdue', label: t('asset.due.view.overdue'), query: { from_days: '-365', to_days: '-1' } },
  ];
  const columns: Column<Due>[] = [
    {
      key: 'person',
      title: t('asset.due.person'),
      primary: true,
      render: (due) => (
        <Link to={`/customers/${String(due.customer_id)}#assets`}>
          {due.customer_name || due.phone || `#${String(due.customer_id)}`}
        </Link>
      ),
      csv: (due) => due.customer_name,
    },
    {
      key: 'kind',
      title: t('asset.due.kind'),
      render: (due) => t(`asset.kind.${due.kind}`),
      csv: (due) => t(`asset.kind.${due.kind}`),
    },
    {
      key: 'what',
      title: t('asset.due.what'),
      render: (due) => due.what,
      csv: (due) => due.what,
    },
    {
      key: 'plate',
      title: t('asset.due.plate'),
      render: (due) =>
        due.plate ? <PlateTag plate={due.plate} plateClass={due.plate_class} electric={due.electric} /> : '',
      csv: (due) => plateText(due.plate ?? ''),
    },
    {
      key: 'party',
      title: t('asset.due.party'),
      wide: true,
      render: (due) => due.party,
      csv: (due) => due.party,
    },
    {
      key: 'due_on',
      title: t('asset.due.due_on'),
      render: (due) => date(due.due_on),
      csv: (due) => due.due_on,
    },
    {
      key: 'left',
      title: t('asset.due.left'),
      render: (due) => <DueTag days={due.days_left} />,
      csv: (due) => due.days_left,
    },
    {
      key: 'phone',
      title: t('asset.due.phone'),
      wide: true,
      render: (due) => due.phone ?? '',
      csv: (due) => due.phone,
    },
  ];
  return (
    <ListPage<Due>
      title={t('asset.due.title')}
      intro={t('asset.due.intro')}
      path="/api/dues"
      name="dues"
      query={{ mine: mine || undefined }}
      rowKey={(due) => `${String(due.asset_id)} ${due.kind} ${String(due.customer_id)}`}
      columns={columns}
      views={views}
      filters={[
        {
          name: 'kind',
          label: t('asset.due.all'),
          options: dated.map((value) => ({ value, label: t(`asset.kind.${value}`) })),
        },
      ]}
      lead={
        <label style={{ display: 'inline-flex', alignItems: 'center', gap: 8 }}>
          <Switch
            size="small"
            checked={mine}
            onChange={(on) =>
              setAddress((before) => {
                const next = new URLSearchParams(before);
                if (on) next.set('mine', 'true');
                else next.delete('mine');
                return next;
              })
            }
          />
          {t('asset.due.mine')}
        </label>
      }
      empty={t('asset.due.empty')}
    />
  );
}
