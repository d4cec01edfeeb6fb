import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useQueryClient } from '@tanstack/react-query';
import { refresh } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { StatusTag } from '@/ui/StatusTag';
import styles from './Bulk.module.css';
import type { BulkAction } from './bulk';
import { canUndo, isUnderWay, useBulkAction, useDeedText, useUndoBulk } from './bulk';

/** How the action just started goes, and the way back. */
export function BulkBanner({ id, onClose }: { id: number; onClose: () => void }): ReactElement | null {
  const { t } = useTranslation();
  const client = useQueryClient();
  const text = useDeedText();
  const { undo, isPending } = useUndoBulk();
  const action = useBulkAction(id).data;
  const state = action?.state;
  const told = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (state === undefined || told.current === state) return;
    told.current = state;
    if (state !== 'running' && state !== 'undoing') void refresh(client, '/api/customers');
  }, [state, client]);
  if (!action) return null;
  return (
    <div className={styles.banner} role="status">
      <div>
        <strong>{text(action)}</strong>
        <BulkFigures action={action} />
      </div>
      <StatusTag status={action.state === 'running' || action.state === 'undoing' ? 'running' : 'done'}>
        {t(`people.bulk.state.${action.state}`)}
      </StatusTag>
      {canUndo(action) && (
        <Button loading={isPending} onClick={() => undo(action)}>
          {t('people.bulk.undo')}
        </Button>
      )}
      <Link to="/bulk_actions">{t('people.bulk.history')}</Link>
      {!isUnderWay(action) && (
        <Button type="text" icon={<CloseOutlined />} aria-label={t('ui.close')} onClick={onClose} />
      )}
    </div>
  );
}

/** How many it changed, put back and left. */
export function BulkFigures({ action }: { action: BulkAction }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const parts = [t('people.bulk.done', { count: action.changed, people: num(action.changed) })];
  if (action.same > 0) parts.push(t('people.bulk.same', { people: num(action.same) }));
  if (action.undone > 0)
    parts.push(t('people.bulk.undone', { count: action.undone, people: num(action.undone) }));
  if (action.kept > 0) parts.push(t('people.bulk.kept', { people: num(action.kept) }));
  return <small>{parts.join(' \u00b7 ')}</small>;
}
