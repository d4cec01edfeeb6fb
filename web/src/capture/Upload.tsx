import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { Button, Drawer } from 'antd';
import { useRef, useState } from 'react';
import type { DragEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { base } from '@/api/base';
import { useCommand } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { Choices } from '@/ui/Choices';
import { Problem } from '@/ui/Problem';
import styles from './Import.module.css';
import type { Import, ImportKind } from './nouns';
import { importKinds } from './nouns';
import { sizeText } from './size';

/** Picks a file and says what its rows are; everything else is worked out from the file. */
export function Upload({ onClose }: { onClose: () => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const { num } = useFormat();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [kind, setKind] = useState<ImportKind>('orders');
  const [file, setFile] = useState<File | null>(null);
  const [over, setOver] = useState(false);
  const send = useCommand<Blob, Import>('post', '/api/imports', {
    refreshes: ['/api/imports'],
    onDone: (made) => void navigate(`/capture/imports/${String(made.id)}`),
  });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    setFile(event.dataTransfer.files[0] ?? null);
  };
  const upload = () => {
    if (file === null) return;
    // As bytes: the server finds out encoding, delimiter and compression by itself.
    const body = new Blob([file], { type: 'application/octet-stream' });
    send.mutate({ query: { kind, file_name: file.name.slice(0, 200) }, body });
  };
  return (
    <Drawer
      open
      title={t('capture.imports.add')}
      size={460}
      onClose={onClose}
      footer={
        <div style={{ display: 'flex', gap: 8, padding: '6px 0' }}>
          <Button type="primary" disabled={file === null} loading={send.isPending} onClick={upload}>
            {t('capture.imports.upload')}
          </Button>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
        </div>
      }
    >
      <div style={{ display: 'grid', gap: 20 }}>
        {send.error && <Problem error={send.error} />}
        <div>
          <h3 className={styles.ask}>{t('capture.imports.kind_ask')}</h3>
          <Choices
            value={kind}
            onChange={setKind}
            options={importKinds.map((value) => ({
              value,
              label: t(`capture.kind.${value}`),
              means: t(`capture.kind_means.${value}`),
            }))}
          />
          <p className={styles.templates}>
            {t('capture.imports.template')}{' '}
            {(['xlsx', 'csv'] as const).map((type) => (
              <Button
                key={type}
                type="link"
                size="small"
                icon={<DownloadOutlined />}
                href={`${base}/api/import_templates/${kind}/template.${type}?language=${i18n.language}`}
                download
              >
                {type === 'xlsx' ? 'Excel' : 'CSV'}
              </Button>
            ))}
          </p>
        </div>
        <div>
          <h3 className={styles.ask}>{t('capture.imports.file')}</h3>
          <button
            type="button"
            className={styles.drop}
            data-over={over}
            onClick={() => input.current?.click()}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
          >
            <InboxOutlined className={styles.dropIcon} aria-hidden />
            {file === null ? (
              <>
                <strong>{t('capture.imports.drop')}</strong>
                <small>{t('capture.imports.drop_means')}</small>
              </>
            ) : (
              <>
                <strong>{file.name}</strong>
                <small>{sizeText(file.size, num)}</small>
              </>
            )}
          </button>
          <input
            ref={input}
            type="file"
            hidden
            accept=".xlsx,.csv,.tsv,.txt,.jsonl,.ndjson,.gz"
            aria-label={t('capture.imports.file')}
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
        </div>
      </div>
    </Drawer>
  );
}
