import { ApartmentOutlined, CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import { useMay } from '@/app/session';
import { useConfirmCount } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { later } from '@/ui/later';
import { Problem } from '@/ui/Problem';
import styles from './Customer.module.css';
import type { CustomerHead } from './nouns';
import { endName, useRelationKinds } from './relationKinds';
import type { RelatedPerson, RelationMap } from './relationKinds';

const RelationForm = later(async () => (await import('./RelationForm')).RelationForm);
const RelationGraph = later(async () => (await import('./RelationGraph')).RelationGraph);

const path = '/api/customers/{customer_id}/relations';

/** Who belongs to this person, and as what; the graph shows further steps. */
export function Relations({ head }: { head: CustomerHead }): ReactElement | null {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const kinds = useRelationKinds();
  const [adding, setAdding] = useState(false);
  const [graph, setGraph] = useState(false);
  const near = useRead<RelationMap>(path, { params: { customer_id: head.id } });
  const links = (near.data?.links ?? []).filter(
    ({ from_id, to_id }) => from_id === head.id || to_id === head.id,
  );
  const hidden = near.data?.hidden ?? 0;
  const person = (id: number) => near.data?.people.find((one) => one.id === id);
  const writable = may('customer_write');
  if (near.data && links.length === 0 && hidden === 0 && !writable) return null;
  return (
    <Card
      title={t('profile.relation.title')}
      extra={
        links.length > 0 && (
          <Button type="link" size="small" icon={<ApartmentOutlined />} onClick={() => setGraph(true)}>
            {t('profile.relation.graph')}
          </Button>
        )
      }
    >
      {near.isError && <Problem error={near.error} onRetry={near.refetch} />}
      <ul className={styles.rows}>
        {links.map((link) => {
          const otherIsFrom = link.to_id === head.id;
          const other = person(otherIsFrom ? link.from_id : link.to_id);
          const kind = kinds.find((one) => one.kind === link.kind);
          if (!other) return null;
          return (
            <li key={link.id} className={styles.row}>
              <span className={styles.grow}>
                <Link to={`/customers/${String(other.id)}`}>{personName(other)}</Link>
                <small className={styles.under}>
                  {[kind ? endName(kind, otherIsFrom, i18n.language) : link.kind, link.note]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </span>
              {writable && <Remove customerId={head.id} linkId={link.id} name={personName(other)} />}
            </li>
          );
        })}
      </ul>
      {links.length === 0 && near.data && <p className={styles.hint}>{t('profile.relation.none')}</p>}
      {hidden > 0 && <p className={styles.hint}>{t('profile.relation.hidden', { count: hidden })}</p>}
      {writable && (
        <Button
          type="link"
          size="small"
          className={styles.more ?? ''}
          icon={<PlusOutlined />}
          onClick={() => setAdding(true)}
        >
          {t('profile.relation.add')}
        </Button>
      )}
      {adding && <RelationForm head={head} onClose={() => setAdding(false)} />}
      {graph && <RelationGraph head={head} onClose={() => setGraph(false)} />}
    </Card>
  );
}

/** Their name, or else what they are known by. */
export function personName(person: RelatedPerson): string {
  return person.name || person.phone || `#${String(person.id)}`;
}

interface RemoveProps {
  customerId: number;
  linkId: number;
  name: string;
}

function Remove({ customerId, linkId, name }: RemoveProps): ReactElement {
  const { t } = useTranslation();
  const confirm = useConfirmCount();
  const remove = useCommand('delete', '/api/customers/{customer_id}/relations/{relation_id}', {
    refreshes: ['/api/customers'],
  });
  return (
    <Button
      type="text"
      size="small"
      icon={<CloseOutlined />}
      aria-label={t('profile.relation.remove', { name })}
      onClick={() =>
        confirm({
          title: t('profile.relation.remove_ask', { name }),
          text: t('profile.relation.remove_means'),
          action: t('profile.relation.remove', { name }),
          run: () => remove.mutateAsync({ params: { customer_id: customerId, relation_id: linkId } }),
        })
      }
    />
  );
}
