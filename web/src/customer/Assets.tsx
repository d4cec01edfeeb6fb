import { MoreOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '@/ui/later';
import { Link } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { useConfirmCount } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import styles from './Asset.module.css';
import type { Asset, AssetKind, AssetPerson } from './assetNouns';
import { assetKinds, endings } from './assetNouns';
import { DueTag } from './DueTag';
import { plateText } from './nouns';
import { PlateTag } from './PlateTag';

const VehicleForm = later(async () => (await import('./VehicleForm')).VehicleForm);

const AssetForm = later(async () => (await import('./AssetForm')).AssetForm);

type Open = { kind: AssetKind; asset?: Asset } | null;

/** What they have and when it is due: cars, policies, inspections, services, contracts. */
export function Assets({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [open, setOpen] = useState<Open>(null);
  const [showsEnded, setShowsEnded] = useState(false);
  const place = { params: { customer_id: customerId } };
  const assets = useRead<Asset[]>('/api/customers/{customer_id}/assets', place);
  const all = assets.data ?? [];
  const ended = all.filter((asset) => asset.ended_at);
  const shown = all.filter((asset) => showsEnded || !asset.ended_at);
  const cars = all.filter((asset) => asset.kind === 'vehicle');
  const close = () => setOpen(null);
  return (
    <Card
      id="assets"
      title={t('asset.title')}
      extra={may('customer_write') ? <AddButton onAdd={(kind) => setOpen({ kind })} /> : undefined}
    >
      {assets.isPending && <Skeleton rows={2} />}
      {assets.isError && <Problem error={assets.error} onRetry={assets.refetch} />}
      {assets.isSuccess && all.length === 0 && <p className={styles.under}>{t('asset.empty')}</p>}
      <ul>
        {shown.map((asset) => (
          <Row
            key={asset.id}
            asset={asset}
            customerId={customerId}
            onEdit={() => setOpen({ kind: asset.kind, asset })}
          />
        ))}
      </ul>
      {ended.length > 0 && (
        <Button
          type="link"
          size="small"
          className={styles.foot ?? ''}
          onClick={() => setShowsEnded(!showsEnded)}
        >
          {showsEnded ? t('asset.hide_ended') : t('asset.show_ended', { count: ended.length })}
        </Button>
      )}
      {open?.kind === 'vehicle' && (
        <VehicleForm
          customerId={customerId}
          onClose={close}
          {...(open.asset ? { vehicleId: open.asset.id } : {})}
        />
      )}
      {open && open.kind !== 'vehicle' && (
        <AssetForm
          customerId={customerId}
          kind={open.kind}
          cars={cars}
          onClose={close}
          {...(open.asset ? { asset: open.asset } : {})}
        />
      )}
    </Card>
  );
}

function AddButton({ onAdd }: { onAdd: (kind: AssetKind) => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: assetKinds.map((kind) => ({
          key: kind,
          label: kind === 'vehicle' ? t('asset.add_vehicle') : t(`asset.new.${kind}`),
        })),
        onClick: ({ key }) => onAdd(key as AssetKind),
      }}
    >
      <Button type="link" size="small" icon={<PlusOutlined />}>
        {t('asset.add')}
      </Button>
    </Dropdown>
  );
}

function Row({
  asset,
  customerId,
  onEdit,
}: {
  asset: Asset;
  customerId: number;
  onEdit: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const { date, money, num } = useFormat();
  const isCar = asset.kind === 'vehicle';
  const kind = t(`asset.kind.${asset.kind}`);
  const line = [
    isCar || asset.name === '' ? '' : kind,
    isCar && asset.mileage ? t('customer.kilometres', { km: num(asset.mileage) }) : '',
    asset.party,
    asset.number,
    asset.amount ? money(asset.amount) : '',
    asset.starts_on ? `${t('asset.form.starts_on')} ${date(asset.starts_on)}` : '',
    ...Object.entries(asset.fields).map(([key, value]) => `${key}: ${String(value)}`),
    asset.note,
  ].filter(Boolean);
  return (
    <li className={styles.item} data-ended={Boolean(asset.ended_at)}>
      <div className={styles.head}>
        {isCar && asset.plate && (
          <PlateTag plate={asset.plate} plateClass={asset.plate_class} electric={asset.electric} />
        )}
        <span className={styles.name}>{asset.name || (isCar ? '' : kind)}</span>
        {asset.ending && <StatusTag>{t(`asset.ending.${asset.ending}`)}</StatusTag>}
        {may('customer_write') && !asset.ended_at && (
          <RowMenu asset={asset} customerId={customerId} onEdit={onEdit} />
        )}
      </div>
      {line.length > 0 && <span className={styles.under}>{line.join(' · ')}</span>}
      {!isCar && asset.plate && (
        <span>
          <PlateTag plate={asset.plate} plateClass={asset.plate_class} electric={asset.electric} />
        </span>
      )}
      <Other word={t('asset.owned_by')} person={asset.owner} />
      <Other word={t('asset.used_by')} person={asset.user} />
      {asset.dues.map((due) => (
        <span key={due.kind} className={styles.due}>
          <span>{isCar ? t(`asset.kind.${due.kind}`) : t('asset.form.due_on')}</span>
          <span>{date(due.due_on)}</span>
          <DueTag days={due.days_left} />
        </span>
      ))}
    </li>
  );
}

function Other({ word, person }: { word: ReactNode; person: AssetPerson | null | undefined }) {
  if (!person) return null;
  return (
    <span className={styles.under}>
      {word}{' '}
      <Link to={`/customers/${String(person.customer_id)}`}>
        {person.name || `#${String(person.customer_id)}`}
      </Link>
    </span>
  );
}

function RowMenu({
  asset,
  customerId,
  onEdit,
}: {
  asset: Asset;
  customerId: number;
  onEdit: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const confirm = useConfirmCount();
  const refreshes = ['/api/customers', '/api/dues'];
  const end = useCommand<{ ending: string }, Asset>('post', '/api/assets/{asset_id}/end', { refreshes });
  const release = useCommand<undefined>('delete', '/api/customers/{customer_id}/vehicles/{vehicle_id}', {
    refreshes,
  });
  const isCar = asset.kind === 'vehicle';
  const name = asset.name || t(`asset.kind.${asset.kind}`);
  const askRelease = () =>
    confirm({
      title: t('asset.release_ask', { plate: plateText(asset.plate ?? '') }),
      text: t('asset.release_means'),
      action: t('asset.release'),
      run: () => release.mutateAsync({ params: { customer_id: customerId, vehicle_id: asset.id } }),
    });
  const askEnd = (ending: string) =>
    confirm({
      title: t('asset.end_ask', { name }),
      text: t('asset.end_means'),
      action: t(`asset.ending.${ending}`),
      danger: false,
      run: () => end.mutateAsync({ params: { asset_id: asset.id }, body: { ending } }),
    });
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: [
          { key: 'edit', label: t('asset.edit') },
          ...(isCar
            ? [{ key: 'release', label: t('asset.release') }]
            : [
                {
                  key: 'end',
                  label: t('asset.end'),
                  children: endings.map((ending) => ({ key: ending, label: t(`asset.ending.${ending}`) })),
                },
              ]),
        ],
        onClick: ({ key }) => (key === 'edit' ? onEdit() : key === 'release' ? askRelease() : askEnd(key)),
      }}
    >
      <Button
        type="text"
        size="small"
        icon={<MoreOutlined />}
        aria-label={`${t('asset.more')}: ${asset.plate ? plateText(asset.plate) : name}`}
      />
    </Dropdown>
  );
}
