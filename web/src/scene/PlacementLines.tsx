import { CopyOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { base } from '@/api/base';
import { useFormat, useMay } from '@/app/session';
import { useSay } from '@/ui/actions';
import { copyText } from '@/ui/Once';
import type { Placement } from './nouns';
import { PlacementForm } from './PlacementForm';
import styles from './Scene.module.css';

/** The whole address, to be given to people. */
export function addressOf(placement: Placement): string {
  return placement.link.startsWith('/') ? window.location.origin + base + placement.link : placement.link;
}

export function pictureOf(placement: Placement): string {
  return `${base}/api/placements/${String(placement.id)}/qr.svg`;
}

export function LinkLine({ placement }: { placement: Placement }): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const address = addressOf(placement);
  return (
    <span className={styles.link}>
      <a href={address} target="_blank" rel="noreferrer">
        {address}
      </a>
      <Tooltip title={t('ui.copy')}>
        <Button
          type="text"
          size="small"
          icon={<CopyOutlined />}
          aria-label={t('ui.copy')}
          onClick={() => void copyText(address).then(() => say.done(t('ui.copied')))}
        />
      </Tooltip>
    </span>
  );
}

/** The placements of one campaign, each with its link, its QR and what came from it. */
export function PlacementLines({
  campaignId,
  placements,
}: {
  campaignId: number;
  placements: readonly Placement[];
}): ReactElement {
  const { t } = useTranslation();
  const { num, money } = useFormat();
  const may = useMay();
  const [edited, setEdited] = useState<Placement | 'new' | null>(null);
  return (
    <>
      {placements.length === 0 && <p className={styles.quiet}>{t('scene.where.none')}</p>}
      {placements.map((placement) => (
        <div key={placement.id} className={styles.placement}>
          <a href={pictureOf(placement)} target="_blank" rel="noreferrer">
            <img
              className={styles.qr}
              src={pictureOf(placement)}
              alt={t('scene.placements.qr_of', { name: placement.name })}
            />
          </a>
          <div>
            <Button type="link" style={{ padding: 0, height: 'auto' }} onClick={() => setEdited(placement)}>
              {placement.name}
            </Button>
            <div className={styles.quiet}>
              {[t(`scene.kind.${placement.kind}`), placement.place, money(placement.cost)]
                .filter(Boolean)
                .join(' · ')}
            </div>
            <LinkLine placement={placement} />
            <div>
              {t('scene.placements.counts', {
                scans: num(placement.scans),
                claimed: num(placement.claimed),
                redeemed: num(placement.redeemed),
              })}
            </div>
          </div>
        </div>
      ))}
      {may('campaign_manage') && (
        <Button style={{ marginTop: 8 }} onClick={() => setEdited('new')}>
          {t('scene.placements.add')}
        </Button>
      )}
      {edited !== null && (
        <PlacementForm
          placement={edited === 'new' ? null : edited}
          campaignId={campaignId}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}
