import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '@/api/client';
import type { Page } from '@/api/types';
import { useFormat, useMay } from '@/app/session';
import { Card } from '@/ui/Card';
import { Empty } from '@/ui/Empty';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import type { PersonSuggestion } from './identity';
import styles from './Identity.module.css';
import { useKeepApart } from './keepApart';
import { plateText } from './nouns';

const path = '/api/identity_suggestions';

/** Pairs who may be one person, with what says so; a person decides. */
export function Suggestions(): ReactElement {
  const { t } = useTranslation();
  const pages = useInfiniteQuery({
    queryKey: [path],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<PersonSuggestion>>(path, { query: { cursor: pageParam, limit: 20 }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
  });
  const pairs = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (pages.isPending) return <Skeleton padded rows={8} />;
  if (pages.isError) return <Problem large error={pages.error} onRetry={pages.refetch} />;
  if (pairs.length === 0 && !pages.hasNextPage) {
    return (
      <Card>
        <Empty text={t('customer.review.no_suggestions')} />
      </Card>
    );
  }
  return (
    <>
      <p className={styles.lead}>{t('customer.review.suggestions_mean')}</p>
      <ul className={styles.pairs}>
        {pairs.map((pair) => (
          <Pair key={`${String(pair.left.id)} ${String(pair.right.id)}`} pair={pair} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <p className={styles.more}>
          <Button type="text" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('customer.review.more')}
          </Button>
        </p>
      )}
    </>
  );
}

function hintText({ kind, value }: PersonSuggestion['hints'][number], t: TFunction): string {
  if (kind === 'phone_tail') {
    // The name, then the four digits both numbers end with.
    const cut = value.lastIndexOf(' ');
    return t('customer.hint.phone_tail', { name: value.slice(0, cut), tail: value.slice(cut + 1) });
  }
  return t(`customer.hint.${kind}`, { value: kind === 'car' ? plateText(value) : value });
}

function Pair({ pair }: { pair: PersonSuggestion }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const apart = useKeepApart();
  const { left, right, hints } = pair;
  const preview = `/customers/${String(left.id)}/merge?with=${String(right.id)}`;
  return (
    <li className={styles.pair}>
      <p className={styles.hints}>{hints.map((hint) => hintText(hint, t)).join(t('customer.hint.and'))}</p>
      <div className={styles.two}>
        <Person person={left} />
        <Person person={right} />
      </div>
      <div className={styles.buttons}>
        <Link to={preview}>
          <Button type="primary" block>
            {t(may('customer_write') ? 'customer.review.same' : 'customer.review.compare')}
          </Button>
        </Link>
        {may('customer_write') && (
          <Button loading={apart.isPending} onClick={() => apart.run(left.id, right.id)}>
            {t('customer.keep_apart.action')}
          </Button>
        )}
      </div>
    </li>
  );
}

function Person({ person }: { person: PersonSuggestion['left'] }): ReactElement {
  const { t } = useTranslation();
  const { num, money, date, ago } = useFormat();
  const lines = [
    [person.phone, person.email].filter(Boolean).join(' · '),
    person.plates.map(plateText).join(t('customer.people_comma')),
    person.order_count === 0
      ? t('customer.why_one.no_orders')
      : [
          t('customer.order_count', { count: person.order_count, orders: num(person.order_count) }),
          money(person.order_amount),
          person.last_order_at && `${t('customer.last_order')} ${ago(person.last_order_at)}`,
        ]
          .filter(Boolean)
          .join(' · '),
    t('customer.review.first_seen', { date: date(person.first_seen) }),
  ].filter((line) => line !== '');
  return (
    <div className={styles.person}>
      <Link className={styles.who ?? ''} to={`/customers/${String(person.id)}`}>
        {person.name || person.phone || `#${String(person.id)}`}
      </Link>
      {lines.map((line) => (
        <small key={line} className={styles.under}>
          {line}
        </small>
      ))}
      {person.tags.map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
    </div>
  );
}
