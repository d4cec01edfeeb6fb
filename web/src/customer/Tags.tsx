import { PlusOutlined } from '@ant-design/icons';
import { Button, Tag, Tooltip } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { useSay, useUndoToast } from '@/ui/actions';
import styles from './Customer.module.css';
import type { CustomerHead } from './nouns';

const AddTag = lazy(async () => ({ default: (await import('./AddTag')).AddTag }));

export function Tags({ head }: { head: CustomerHead }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormat();
  const may = useMay();
  const say = useSay();
  const remove = useCommand('delete', '/api/customers/{customer_id}/tags/{tag}', {
    refreshes: ['/api/customers'],
  });
  const back = useCommand<{ tag: string; until?: string }>('post', '/api/customers/{customer_id}/tags', {
    refreshes: ['/api/customers'],
  });
  const undoToast = useUndoToast();
  const params = { customer_id: head.id };
  const takeOff = (tag: string, until: string | null | undefined) =>
    remove.mutate(
      { params: { ...params, tag } },
      {
        onError: say.failed,
        onSuccess: () =>
          undoToast({
            text: t('customer.tag_removed', { tag }),
            undo: () =>
              back.mutate({ params, body: { tag, ...(until ? { until } : {}) } }, { onError: say.failed }),
          }),
      },
    );
  const writable = may('customer_write');
  return (
    <div className={styles.tags}>
      {head.tags.map(({ tag, until, added_at }) => (
        <Tooltip
          key={tag}
          title={t(until ? 'customer.tag_until' : 'customer.tag_since', { date: date(until ?? added_at) })}
        >
          <Tag
            closable={writable}
            onClose={(event) => {
              event.preventDefault();
              takeOff(tag, until);
            }}
          >
            {tag}
          </Tag>
        </Tooltip>
      ))}
      {head.tags.length === 0 && !writable && <span className={styles.hint}>{t('customer.no_tags')}</span>}
      {writable && <Add customerId={head.id} />}
    </div>
  );
}

/** A sign until somebody wants to add one: what comes then brings a calendar. */
function Add({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const [isWanted, setWanted] = useState(false);
  const face = (
    <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => setWanted(true)}>
      {t('customer.add_tag')}
    </Button>
  );
  if (!isWanted) return face;
  return (
    <Suspense fallback={face}>
      <AddTag customerId={customerId} />
    </Suspense>
  );
}
