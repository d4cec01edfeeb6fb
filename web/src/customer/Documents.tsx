import {
  AudioOutlined,
  DeleteOutlined,
  DownloadOutlined,
  FileImageOutlined,
  FilePdfOutlined,
  FileTextOutlined,
} from '@ant-design/icons';
import { Button, Select, Tooltip } from 'antd';
import { useRef, useState } from 'react';
import type { DragEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { base } from '@/api/base';
import { useCommand, useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import { useFormat, useMay } from '@/app/session';
import { sizeText } from '@/capture/size';
import { useConfirmCount } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { When } from '@/ui/values';
import styles from './Asset.module.css';
import type { Asset, DocumentKind, StoredDocument } from './assetNouns';
import { documentKinds } from './assetNouns';
import { plateText } from './nouns';

const few = 8;

/** Files of a person or of something they have: contracts, policies, invoices, pictures. */
export function Documents({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [limit, setLimit] = useState(few);
  const documents = useRead<Page<StoredDocument>>(
    '/api/customers/{customer_id}/documents',
    { params: { customer_id: customerId }, query: { limit } },
    { keep: true },
  );
  const items = documents.data?.items ?? [];
  return (
    <Card id="documents" title={t('document.title')}>
      {documents.isPending && <Skeleton rows={2} />}
      {documents.isError && <Problem error={documents.error} onRetry={documents.refetch} />}
      {documents.isSuccess && items.length === 0 && (
        <p className={styles.under} style={{ marginBottom: 8 }}>
          {t('document.empty')}
        </p>
      )}
      {may('customer_write') && <Dropping customerId={customerId} />}
      <ul className={styles.files}>
        {items.map((one) => (
          <Row key={one.id} document={one} />
        ))}
      </ul>
      {documents.data?.next_cursor && (
        <Button type="link" size="small" className={styles.foot ?? ''} onClick={() => setLimit(limit + 50)}>
          {t('document.more')}
        </Button>
      )}
    </Card>
  );
}

/** Takes files one after the other; what they are the server sees by their bytes. */
function Dropping({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState('');
  const [kind, setKind] = useState<DocumentKind | undefined>();
  const [asset, setAsset] = useState<number | undefined>();
  const assets = useRead<Asset[]>('/api/customers/{customer_id}/assets', {
    params: { customer_id: customerId },
  });
  const send = useCommand<Blob, StoredDocument>('post', '/api/customers/{customer_id}/documents', {
    refreshes: ['/api/customers/{customer_id}/documents', '/api/customers/{customer_id}/timeline'],
  });
  const take = async (files: FileList | null | undefined) => {
    for (const file of files ?? []) {
      setSending(file.name);
      const query = { name: file.name.slice(-200), kind, asset_id: asset };
      const body = new Blob([file], { type: 'application/octet-stream' });
      try {
        await send.mutateAsync({ params: { customer_id: customerId }, query, body });
      } catch {
        break; // What was wrong stands above.
      }
    }
    setSending('');
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files);
  };
  const things = (assets.data ?? []).filter((one) => !one.ended_at);
  return (
    <>
      {send.error && <Problem error={send.error} />}
      <div className={styles.kindRow}>
        <Select<DocumentKind>
          size="small"
          allowClear
          value={kind ?? null}
          aria-label={t('document.kind_label')}
          placeholder={t('document.kind_label')}
          options={documentKinds.map((value) => ({ value, label: t(`document.kind.${value}`) }))}
          onChange={setKind}
        />
        {things.length > 0 && (
          <Select<number>
            size="small"
            allowClear
            value={asset ?? null}
            aria-label={t('document.asset')}
            placeholder={t('document.asset')}
            popupMatchSelectWidth={false}
            options={things.map((one) => ({
              value: one.id,
              label:
                (one.kind === 'vehicle' ? plateText(one.plate ?? '') : one.name) ||
                t(`asset.kind.${one.kind}`),
            }))}
            onChange={setAsset}
          />
        )}
      </div>
      <button
        type="button"
        className={styles.drop}
        data-over={over}
        disabled={sending !== ''}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {sending === '' ? t('document.drop') : t('document.uploading', { name: sending })}
        <small>{t('document.drop_means')}</small>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={t('document.drop')}
        onChange={(event) => {
          void take(event.target.files).then(() => {
            if (input.current) input.current.value = '';
          });
        }}
      />
    </>
  );
}

function Row({ document: one }: { document: StoredDocument }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const { num } = useFormat();
  const confirm = useConfirmCount();
  const remove = useCommand<undefined>('delete', '/api/documents/{document_id}', {
    refreshes: ['/api/customers/{customer_id}/documents', '/api/customers/{customer_id}/timeline'],
  });
  const address = `${base}/api/documents/${String(one.id)}/content`;
  const ask = () =>
    confirm({
      title: t('document.remove_ask', { name: one.name }),
      text: t('document.remove_means'),
      action: t('document.remove'),
      run: () => remove.mutateAsync({ params: { document_id: one.id } }),
    });
  const of = one.asset_name && plateText(one.asset_name);
  return (
    <li className={styles.file}>
      <Icon type={one.content_type} />
      <span className={styles.grow}>
        {may('customer_reveal') ? (
          <a
            href={one.shows ? `${address}?inline=1` : address}
            target="_blank"
            rel="noreferrer"
            title={t('document.opening_means')}
          >
            {one.name}
          </a>
        ) : (
          one.name
        )}
        <span className={styles.under} style={{ display: 'block' }}>
          {[t(`document.kind.${one.kind}`), of, sizeText(one.size, num), one.added_by]
            .filter(Boolean)
            .join(' · ')}{' '}
          · <When at={one.added_at} />
        </span>
        {one.note !== '' && <span className={styles.under}>{one.note}</span>}
      </span>
      {may('customer_reveal') && (
        <Tooltip title={t('document.download')}>
          <Button
            type="text"
            size="small"
            icon={<DownloadOutlined />}
            aria-label={`${t('document.download')}: ${one.name}`}
            href={address}
          />
        </Tooltip>
      )}
      {may('customer_write') && (
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={`${t('document.remove')}: ${one.name}`}
          onClick={ask}
        />
      )}
    </li>
  );
}

function Icon({ type }: { type: string }): ReactElement {
  if (type.startsWith('image/')) return <FileImageOutlined className={styles.icon} aria-hidden />;
  if (type.startsWith('audio/')) return <AudioOutlined className={styles.icon} aria-hidden />;
  if (type === 'application/pdf') return <FilePdfOutlined className={styles.icon} aria-hidden />;
  return <FileTextOutlined className={styles.icon} aria-hidden />;
}
