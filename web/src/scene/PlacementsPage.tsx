import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page } from '@/api';
import { useRead } from '@/api/hooks';
import { useMay } from '@/app/session';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { Money, None, Num } from '@/ui/values';
import { Span } from './Span';
import type { Campaign, Placement } from './nouns';
import { PlacementForm } from './PlacementForm';
import { pictureOf } from './PlacementLines';
import styles from './Scene.module.css';

/** Where people meet us, with a code of its own each, so that what comes from it can be counted. */
export function PlacementsPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [edited, setEdited] = useState<Placement | 'new' | null>(null);
  const add = may('campaign_manage') && (
    <Button type="primary" onClick={() => setEdited('new')}>
      {t('scene.placements.add')}
    </Button>
  );
  return (
    <>
      <ListPage<Placement>
        title={t('scene.placements.title')}
        step="scene"
        intro={t('scene.placements.intro')}
        name="placements"
        path="/api/placements"
        rowKey={(placement) => placement.id}
        columns={useColumns(setEdited)}
        empty={t('scene.placements.empty')}
        emptyAction={add}
        actions={add}
      />
      {edited !== null && (
        <PlacementForm placement={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </>
  );
}

function useColumns(edit: (placement: Placement) => void): Column<Placement>[] {
  const { t } = useTranslation();
  const campaigns = useRead<Page<Campaign>>('/api/campaigns', { query: { limit: 200 } });
  const nameOf = (id: number) => campaigns.data?.items.find((one) => one.id === id)?.name ?? `#${String(id)}`;
  return [
    {
      key: 'name',
      title: t('scene.placements.name'),
      primary: true,
      render: (placement) => (
        <Button type="link" className={styles.nameButton ?? ''} onClick={() => edit(placement)}>
          {placement.name}
        </Button>
      ),
      csv: (placement) => placement.name,
    },
    {
      key: 'qr',
      title: t('scene.placements.qr'),
      width: 72,
      wide: true,
      render: (placement) => (
        <button type="button" className={styles.bare} onClick={() => edit(placement)}>
          <img
            className={styles.qrSmall}
            src={pictureOf(placement)}
            alt={t('scene.placements.qr_of', { name: placement.name })}
            loading="lazy"
          />
        </button>
      ),
    },
    {
      key: 'kind',
      title: t('scene.placements.kind'),
      render: (placement) => t(`scene.kind.${placement.kind}`),
      csv: (placement) => placement.kind,
    },
    {
      key: 'place',
      title: t('scene.placements.place'),
      wide: true,
      optional: true,
      render: (placement) => placement.place || <None />,
      csv: (placement) => placement.place,
    },
    {
      key: 'campaign',
      title: t('scene.placements.campaign'),
      render: ({ campaign_id }) =>
        campaign_id === undefined ? (
          <None />
        ) : (
          <Link to={`/scene/campaigns/${String(campaign_id)}`}>{nameOf(campaign_id)}</Link>
        ),
      csv: ({ campaign_id }) => (campaign_id === undefined ? '' : nameOf(campaign_id)),
    },
    {
      key: 'period',
      title: t('scene.placements.period'),
      wide: true,
      // The end is exclusive; a reader names the last day.
      render: ({ starts_at, ends_at }) => (
        <Span from={starts_at} to={ends_at && new Date(Date.parse(ends_at) - 1).toISOString()} />
      ),
    },
    {
      key: 'cost',
      title: t('scene.placements.cost'),
      align: 'right',
      wide: true,
      render: (placement) => <Money minor={placement.cost} />,
      csv: (placement) => placement.cost,
    },
    ...(['scans', 'claimed', 'redeemed'] as const).map((key) => ({
      key,
      title: t(`scene.placements.${key}`),
      align: 'right' as const,
      render: (placement: Placement) => <Num value={placement[key]} />,
      csv: (placement: Placement) => placement[key],
    })),
  ];
}
