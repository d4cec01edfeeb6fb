import { Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useRead } from '@/api/hooks';
import type { Page as PageOf } from '@/api/types';
import { useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Empty } from '@/ui/Empty';
import type { Column } from '@/ui/ListPage';
import { ListRows } from '@/ui/ListRows';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import type { Tone } from '@/ui/StatusTag';
import { None, Num, When } from '@/ui/values';
import type { Erasure, Term } from './nouns';
import styles from './Privacy.module.css';

const dayChoices = [30, 90, 180, 365, 730, 1095, 1825];
const tones: Record<Erasure['state'], Tone> = { requested: 'busy', removed: 'busy', done: 'good' };

/** How long things are kept, and who was forgotten. */
export function PrivacyPage(): ReactElement {
  const { t } = useTranslation();
  const terms = useRead<{ items: Term[] }>('/api/retention');
  const erasures = useRead<PageOf<Erasure>>('/api/erasures', { query: { limit: 100 } });
  return (
    <Page title={t('access.privacy.title')} intro={t('access.privacy.intro')}>
      <div className={styles.stack}>
        <Card title={t('access.privacy.terms')} hint={t('access.privacy.terms_means')}>
          {terms.isPending && <Skeleton rows={5} />}
          {terms.isError && <Problem error={terms.error} onRetry={terms.refetch} />}
          {terms.data?.items.map((term) => (
            <TermLine key={term.subject} term={term} />
          ))}
        </Card>
        <Card flush title={t('access.privacy.erasures')} hint={t('access.privacy.erasures_means')}>
          {erasures.isPending && <Skeleton rows={3} />}
          {erasures.isError && <Problem error={erasures.error} onRetry={erasures.refetch} />}
          {erasures.data && <Erasures rows={erasures.data.items} />}
        </Card>
      </div>
    </Page>
  );
}

/** One subject and its term; chosen, it is stored at once. */
function TermLine({ term }: { term: Term }): ReactElement {
  const { t } = useTranslation();
  const say = useSay();
  const save = useCommand<{ days: number | null }>('put', '/api/retention/{subject}', {
    refreshes: ['/api/retention'],
    onDone: () => say.done(t('access.privacy.saved')),
  });
  const days = term.days ?? null;
  const choices = days === null || dayChoices.includes(days) ? dayChoices : [...dayChoices, days];
  const name = t(`access.privacy.subject.${term.subject}`);
  return (
    <div className={styles.term}>
      <div>
        <strong>{name}</strong>
        <p>{t(`access.privacy.means.${term.subject}`)}</p>
        {term.last_run_at !== undefined && term.last_run_at !== null && (
          <p>
            {t('access.privacy.last_run')}
            <When at={term.last_run_at} /> · {t('access.privacy.removed', { count: term.last_removed })}
          </p>
        )}
      </div>
      <Select
        aria-label={name}
        value={days ?? 0}
        loading={save.isPending}
        options={[
          { value: 0, label: t('access.privacy.for_ever') },
          ...choices
            .toSorted((a, b) => a - b)
            .map((value) => ({ value, label: t('access.privacy.days', { count: value }) })),
        ]}
        onChange={(value) =>
          save.mutate(
            { params: { subject: term.subject }, body: { days: value === 0 ? null : value } },
            { onError: say.failed },
          )
        }
      />
    </div>
  );
}

function Erasures({ rows }: { rows: Erasure[] }): ReactElement {
  const { t } = useTranslation();
  if (rows.length === 0) return <Empty text={t('access.privacy.nobody')} />;
  const columns: Column<Erasure>[] = [
    { key: 'who', title: t('access.privacy.who'), render: (row) => `#${String(row.customer_id)}` },
    {
      key: 'state',
      title: t('access.privacy.state_title'),
      render: (row) => (
        <StatusTag tone={tones[row.state]}>{t(`access.privacy.state.${row.state}`)}</StatusTag>
      ),
    },
    {
      key: 'reason',
      title: t('access.privacy.reason'),
      render: (row) => t(`access.privacy.why.${row.reason}`),
    },
    {
      key: 'events',
      title: t('access.privacy.events'),
      align: 'right',
      render: (row) => <Num value={row.events} />,
    },
    { key: 'by', title: t('access.privacy.by'), render: (row) => row.requested_by_name },
    { key: 'at', title: t('access.privacy.at'), render: (row) => <When at={row.requested_at} /> },
    {
      key: 'done',
      title: t('access.privacy.finished'),
      render: (row) => (row.finished_at ? <When at={row.finished_at} /> : <None />),
    },
  ];
  return <ListRows rows={rows} columns={columns} rowKey={(row) => row.id} sort="" onSort={() => undefined} />;
}
