import { Button, Drawer, Input, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import { useConfirmCount, useSay } from '@/ui/actions';
import { When } from '@/ui/values';
import styles from './Import.module.css';
import type { Import, Mapping, SavedMapping } from './nouns';

interface MappingMemoryProps {
  file: Import;
  onPick: (mapping: Mapping) => void;
}

/** How many of a mapping's columns the file has. */
function fit(file: Import, { mapping }: SavedMapping): number {
  return Object.keys(mapping.columns).filter((column) => file.columns.includes(column)).length;
}

/** Mappings that were given a name: to use again, rename or forget. */
export function MappingMemory({ file, onPick }: MappingMemoryProps): ReactElement | null {
  const { t } = useTranslation();
  const [managing, setManaging] = useState(false);
  const saved = useRead<{ items: SavedMapping[] }>('/api/import_mappings', { query: { kind: file.kind } });
  const items = saved.data?.items ?? [];
  if (items.length === 0 && !managing) return null;
  const pick = (id: number | null) => {
    const chosen = items.find((one) => one.id === id);
    if (!chosen) return;
    const columns = Object.entries(chosen.mapping.columns).filter(([column]) =>
      file.columns.includes(column),
    );
    onPick({ ...chosen.mapping, columns: Object.fromEntries(columns) });
  };
  return (
    <div className={styles.tool}>
      <span>{t('capture.map.saved')}</span>
      <Select
        aria-label={t('capture.map.saved')}
        value={null}
        placeholder={t('capture.map.saved_pick')}
        options={items.map((one) => ({
          value: one.id,
          label: t('capture.map.saved_fit', {
            name: one.name,
            fit: fit(file, one),
            all: Object.keys(one.mapping.columns).length,
          }),
          disabled: fit(file, one) === 0,
        }))}
        onChange={pick}
      />
      <Button onClick={() => setManaging(true)}>{t('capture.map.saved_manage')}</Button>
      {managing && <Manage items={items} onClose={() => setManaging(false)} />}
    </div>
  );
}

function Manage({ items, onClose }: { items: SavedMapping[]; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Drawer open title={t('capture.map.saved_title')} size={460} onClose={onClose}>
      {items.length === 0 && <p className={styles.means}>{t('capture.map.saved_none')}</p>}
      <ul className={styles.saved}>
        {items.map((one) => (
          <Saved key={one.id} one={one} />
        ))}
      </ul>
    </Drawer>
  );
}

function Saved({ one }: { one: SavedMapping }): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const confirm = useConfirmCount();
  const [name, setName] = useState(one.name);
  const place = { params: { mapping_id: one.id } };
  const refreshes = ['/api/import_mappings'];
  const rename = useCommand<{ name: string }, SavedMapping>('put', '/api/import_mappings/{mapping_id}', {
    refreshes,
  });
  const forget = useCommand<undefined, undefined>('delete', '/api/import_mappings/{mapping_id}', {
    refreshes,
  });
  const keep = () => {
    const wanted = name.trim();
    if (wanted === '' || wanted === one.name) setName(one.name);
    else rename.mutate({ ...place, body: { name: wanted } }, { onError: say.failed });
  };
  return (
    <li>
      <Input
        aria-label={t('capture.map.saved_name')}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.target.value)}
        onBlur={keep}
        onPressEnter={keep}
      />
      <Button
        danger
        onClick={() =>
          confirm({
            title: t('capture.map.saved_forget_ask', { name: one.name }),
            action: t('capture.map.saved_forget'),
            run: () => forget.mutateAsync(place),
          })
        }
      >
        {t('capture.map.saved_forget')}
      </Button>
      <small className={styles.means}>
        {Object.keys(one.mapping.columns).join(' · ')} — {one.created_by_name}, <When at={one.changed_at} />
      </small>
    </li>
  );
}
