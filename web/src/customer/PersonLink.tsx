import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '@/api/hooks';
import styles from './Identity.module.css';
import type { CustomerHead } from './nouns';

/** A person by their id, with the name they have now. */
export function PersonLink({ id }: { id: number }): ReactElement {
  const { t } = useTranslation();
  const place = { params: { customer_id: id } };
  const head = useRead<CustomerHead>('/api/customers/{customer_id}', place, { staleTime: 60_000 });
  const known = head.data;
  const name =
    known &&
    (known.name ||
      t('customer.unnamed', { by: known.phone ?? known.identities[0]?.value ?? `#${String(id)}` }));
  return (
    <Link className={styles.name ?? ''} to={`/customers/${String(known?.id ?? id)}`}>
      {name ?? `#${String(id)}`}
    </Link>
  );
}

/** Several people in one line; of many, the first few. */
export function People({ ids, most = 3 }: { ids: readonly number[]; most?: number }): ReactElement {
  const { t } = useTranslation();
  const shown = ids.slice(0, most);
  return (
    <>
      {shown.map((id, index) => (
        <span key={id}>
          {index > 0 && t('customer.people_comma')}
          <PersonLink id={id} />
        </span>
      ))}
      {ids.length > most && ` ${t('customer.and_more_people', { count: ids.length - most })}`}
    </>
  );
}
