import { PhoneOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useQueryClient } from '@tanstack/react-query';
import { refresh, useRead } from '@/api/hooks';
import { useLive } from '@/api/live';
import { useMe } from '@/app/session';
import type { Task } from '@/customer/nouns';
import { plateText } from '@/customer/nouns';
import { Done } from '@/customer/Tasks';
import { Card } from '@/ui/Card';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { MetricTile, MetricTiles } from '@/ui/report';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { Money, Num, When } from '@/ui/values';
import type { Lead, Workbench } from './nouns';
import { leadTones } from './nouns';
import styles from './sales.module.css';

/** What an agent does today, most urgent first, and what it has earned so far. */
export function WorkbenchPage(): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const bench = useRead<Workbench>('/api/workbench', {}, { every: 60_000 });
  useLive(['lead'], () => void refresh(client, '/api/workbench'));
  return (
    <Page title={t('sales.workbench.title')} step="sales" intro={t('sales.workbench.intro')}>
      {bench.isPending && <Skeleton rows={6} />}
      {bench.isError && <Problem large error={bench.error} onRetry={bench.refetch} />}
      {bench.data && <Bench bench={bench.data} />}
    </Page>
  );
}

function Bench({ bench }: { bench: Workbench }): ReactElement {
  const { t } = useTranslation();
  const ranked = [...bench.tasks, ...bench.todos].sort((left, right) =>
    left.due_at.localeCompare(right.due_at),
  );
  return (
    <>
      <MetricTiles>
        <MetricTile
          name={t('sales.workbench.due')}
          definition={t('sales.workbench.due_means')}
          value={<Num value={bench.due} />}
        />
        <MetricTile
          name={t('sales.workbench.calls')}
          definition={t('sales.workbench.calls_means')}
          value={<Num value={bench.calls_today} />}
          before={t('sales.workbench.won', { count: bench.won_today })}
        />
        <MetricTile
          name={t('sales.workbench.earned')}
          definition={t('sales.workbench.earned_means')}
          value={<Money minor={bench.earned_today} />}
          before={
            <>
              {t('sales.workbench.month')} <Money minor={bench.earned_month} />
            </>
          }
        />
      </MetricTiles>
      <Card title={t('sales.workbench.tasks')} flush>
        {ranked.length === 0 ? (
          <Empty
            text={t('sales.workbench.empty')}
            action={
              <Link to="/sales/leads">
                <Button>{t('sales.workbench.to_leads')}</Button>
              </Link>
            }
          />
        ) : (
          <ol className={styles.tasks}>
            {ranked.map((one, index) =>
              'title' in one ? (
                <Todo key={one.id} task={one} />
              ) : (
                <LeadTask key={one.id} lead={one} first={index === 0} />
              ),
            )}
          </ol>
        )}
      </Card>
    </>
  );
}

/** Something promised or asked for: ticked off here, or looked at on the person's page. */
function Todo({ task }: { task: Task }): ReactElement {
  const { t } = useTranslation();
  const { name } = useMe();
  const who = task.customer_name || t('sales.unnamed', { id: task.customer_id });
  return (
    <li className={styles.task}>
      <div className={styles.todo}>
        <Done task={task} />
        <div className={styles.who}>
          <p className={styles.person}>{task.title}</p>
          <p className={styles.why}>
            {who}
            {task.created_by_name !== name && ` · ${t('people.task.from', { name: task.created_by_name })}`}
            {task.note && ` · ${task.note}`}
          </p>
        </div>
      </div>
      <span className={task.overdue ? styles.overdue : styles.due}>
        <When at={task.due_at} />
      </span>
      <Link to={`/customers/${String(task.customer_id)}`} className={styles.start}>
        <Button>{t('sales.workbench.open')}</Button>
      </Link>
    </li>
  );
}

function LeadTask({ lead, first }: { lead: Lead; first: boolean }): ReactElement {
  const { t } = useTranslation();
  const name = lead.customer_name || plateText(lead.plate) || t('sales.unnamed', { id: lead.customer_id });
  return (
    <li className={styles.task}>
      <div className={styles.who}>
        <p className={styles.person}>
          <Link to={`/sales/leads/${String(lead.id)}`}>{name}</Link>
          {lead.customer_name && lead.plate && <span className={styles.car}>{plateText(lead.plate)}</span>}
          {lead.state === 'callback' && (
            <StatusTag tone={leadTones[lead.state]}>{t(`sales.is.${lead.state}`)}</StatusTag>
          )}
        </p>
        <p className={styles.why}>
          {t(`sales.kind.${lead.kind}`, { defaultValue: lead.kind })} · {t(`sales.from.${lead.source}`)}
          {lead.note && ` · ${lead.note}`}
        </p>
      </div>
      <span className={lead.overdue ? styles.overdue : styles.due}>
        <When at={lead.due_at} />
      </span>
      <Link to={`/sales/leads/${String(lead.id)}`} className={styles.start}>
        <Button type={first ? 'primary' : 'default'} icon={<PhoneOutlined />}>
          {t('sales.workbench.call')}
        </Button>
      </Link>
    </li>
  );
}
