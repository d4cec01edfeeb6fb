import { CloseOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { refresh, useRead } from '@/api/hooks';
import type { Page as PageOf } from '@/api/types';
import { useFormat, useMay } from '@/app/session';
import { kindName } from '@/customer/kinds';
import type { KindView } from '@/customer/kinds';
import { JobProgress } from '@/jobs/JobProgress';
import { isOver, useJob } from '@/jobs/useJob';
import { Card } from '@/ui/Card';
import { ListRows } from '@/ui/ListRows';
import type { Column } from '@/ui/ListPage';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { None, Num } from '@/ui/values';
import { IdentityKindForm } from './IdentityKindForm';
import styles from './IdentityRules.module.css';
import type { Job } from './nouns';

/** By what people are recognised as one: the kinds of identities, strongest first. */
export function IdentityRulesPage(): ReactElement {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<KindView | 'new' | null>(null);
  const [regrouping, setRegrouping] = useState<number | null>(null);
  const kinds = useRead<{ items: KindView[] }>('/api/identity_kinds');
  const unfinished = useUnfinished();
  const jobId = regrouping ?? unfinished;
  return (
    <>
      <Page
        title={t('access.identity.title')}
        intro={t('access.identity.intro')}
        actions={
          <Button type="primary" onClick={() => setEdited('new')}>
            {t('access.identity.add')}
          </Button>
        }
      >
        <div className={styles.stack}>
          {jobId !== null && (
            <Regrouping
              key={jobId}
              jobId={jobId}
              kinds={kinds.data?.items ?? []}
              onClose={() => setRegrouping(null)}
            />
          )}
          <Card flush>
            {kinds.isPending && <Skeleton padded rows={8} />}
            {kinds.isError && <Problem large error={kinds.error} onRetry={kinds.refetch} />}
            {kinds.data && <Kinds kinds={kinds.data.items} onEdit={setEdited} />}
          </Card>
        </div>
      </Page>
      {edited !== null && (
        <IdentityKindForm
          kind={edited === 'new' ? null : edited}
          kinds={kinds.data?.items ?? []}
          onClose={() => setEdited(null)}
          onRegroup={setRegrouping}
        />
      )}
    </>
  );
}

/** A regrouping that somebody began before this page was opened. */
function useUnfinished(): number | null {
  const may = useMay();
  const jobs = useRead<PageOf<Job>>(
    '/api/jobs',
    { query: { kind: 'customer.regroup', unfinished: true, limit: 1 } },
    { enabled: may('job_read') },
  );
  return jobs.data?.items[0]?.id ?? null;
}

interface KindsProps {
  kinds: KindView[];
  onEdit: (kind: KindView) => void;
}

function Kinds({ kinds, onEdit }: KindsProps): ReactElement {
  const { t, i18n } = useTranslation();
  const columns: Column<KindView>[] = [
    {
      key: 'name',
      title: t('access.identity.name'),
      primary: true,
      render: (kind) => (
        <Button type="link" className={styles.name ?? ''} onClick={() => onEdit(kind)}>
          {kindName(kind, i18n.language)}
        </Button>
      ),
    },
    {
      key: 'priority',
      title: t('access.identity.priority'),
      align: 'right',
      render: (kind) => <Num value={kind.priority} />,
    },
    { key: 'does', title: t('access.identity.does'), render: (kind) => <Does kind={kind} /> },
    {
      key: 'limit',
      title: t('access.identity.limit'),
      align: 'right',
      render: (kind) => (kind.weak ? <None /> : <Num value={kind.people_limit} />),
    },
    { key: 'code', title: t('access.identity.code'), render: (kind) => <code>{kind.kind}</code> },
    {
      key: 'origin',
      title: t('access.identity.origin'),
      wide: true,
      render: (kind) => t(kind.built_in ? 'access.identity.built_in' : 'access.identity.declared'),
    },
  ];
  return <ListRows rows={kinds} rowKey={(kind) => kind.kind} columns={columns} sort="" onSort={() => {}} />;
}

function Does({ kind }: { kind: KindView }): ReactElement {
  const { t } = useTranslation();
  if (kind.weak) return <StatusTag tone="neutral">{t('access.identity.role.weak')}</StatusTag>;
  if (kind.unique_per_person) return <StatusTag tone="good">{t('access.identity.role.unique')}</StatusTag>;
  return <StatusTag tone="busy">{t('access.identity.role.joins')}</StatusTag>;
}

interface RegroupingProps {
  jobId: number;
  kinds: KindView[];
  onClose: () => void;
}

/** People being grouped by the new rules, and that it is done. */
function Regrouping({ jobId, kinds, onClose }: RegroupingProps): ReactElement | null {
  const { t, i18n } = useTranslation();
  const { num } = useFormat();
  const may = useMay();
  const client = useQueryClient();
  const job = useJob(may('job_read') ? jobId : null, () => {
    void refresh(client, '/api/customers', '/api/identity');
  });
  const about = kinds.find(({ kind }) => kind === job.data?.title);
  const name = about ? kindName(about, i18n.language) : (job.data?.title ?? '');
  const done = job.data?.state === 'done';
  const over = job.data !== undefined && isOver(job.data);
  const sentence = !job.data
    ? t('access.identity.regroup_begun')
    : done
      ? t('access.identity.regroup_done', { name, count: job.data.done, keys: num(job.data.done) })
      : over
        ? t('access.identity.regroup_ended', { name })
        : t('access.identity.regrouping', { name });
  return (
    <Card>
      <div className={styles.job} role="status">
        <p className={styles.grow}>
          <strong>{sentence}</strong>
          {!over && <small className={styles.under}>{t('access.identity.regroup_means')}</small>}
        </p>
        {job.data && !done && <JobProgress job={job.data} />}
        {over && (
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={t('access.identity.dismiss')}
            onClick={onClose}
          />
        )}
      </div>
    </Card>
  );
}
