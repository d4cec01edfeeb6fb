import { Drawer } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { Empty } from '@/ui/Empty';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import styles from './Customer.module.css';
import { nameIn, useFields } from './fields';
import type { CustomerHead } from './nouns';
import { useValueText } from './valueText';

interface AttributeHistoryProps {
  head: CustomerHead;
  /** The key asked about. */
  attribute: string;
  onClose: () => void;
}

/** What an attribute said, from when on, and who told us. */
export function AttributeHistory({ head, attribute, onClose }: AttributeHistoryProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { find } = useFields();
  const field = find(attribute);
  const what = field ? nameIn(field, i18n.language) : attribute;
  const history = useRead<Schema<'AttributeHistory'>>('/api/customers/{customer_id}/attribute_history', {
    params: { customer_id: head.id },
    query: { key: attribute, limit: 100 },
  });
  return (
    <Drawer open title={t('profile.field.history_of', { what })} size={420} onClose={onClose}>
      {history.isPending && <Skeleton rows={4} />}
      {history.isError && <Problem error={history.error} onRetry={history.refetch} />}
      {history.data?.items.length === 0 && <Empty text={t('profile.field.no_history')} />}
      <ol className={styles.log}>
        {history.data?.items.map((change, index) => (
          <Change key={index} change={change} field={field} />
        ))}
      </ol>
    </Drawer>
  );
}

interface ChangeProps {
  change: Schema<'AttributeChange'>;
  field: ReturnType<ReturnType<typeof useFields>['find']>;
}

function Change({ change, field }: ChangeProps): ReactElement {
  const { t } = useTranslation();
  const shown = useValueText();
  const { value, at, received_at, actor, source_id, refused } = change;
  const person = actor.startsWith('user:') ? actor.replace(/^\S+\s*/, '') : '';
  const who = person || t(source_id > 0 ? 'profile.field.from_source' : 'profile.field.from_system');
  const late = Date.parse(received_at) - Date.parse(at) > 60_000;
  return (
    <li>
      <p className={styles.logHead}>
        <strong className={refused ? styles.struck : undefined}>{shown(field, value)}</strong>
        {refused && <StatusTag tone="warn">{t('profile.field.refused')}</StatusTag>}
      </p>
      <small className={styles.under}>
        <When at={at} as="time" /> · {who}
        {late && (
          <>
            {' · '}
            {t('profile.field.arrived')} <When at={received_at} as="time" />
          </>
        )}
      </small>
    </li>
  );
}
