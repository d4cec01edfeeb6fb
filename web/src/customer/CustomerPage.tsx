import { EyeOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, matchPath, useNavigate, useParams } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import { pages } from '@/app/registry';
import { useFormat, useMay } from '@/app/session';
import { useSay } from '@/ui/actions';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { Facts, RecordPage } from '@/ui/RecordPage';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import type { Tone } from '@/ui/StatusTag';
import { Money, Num, When } from '@/ui/values';
import { Attributes } from './Attributes';
import { Benefits } from './Benefits';
import { Consents } from './Consents';
import styles from './Customer.module.css';
import { Identities } from './Identities';
import type { CustomerHead, CustomerStage, Identity, Lead } from './nouns';
import { Marks } from './Marks';
import { NextBest } from './NextBest';
import { Orders } from './Orders';
import { usePortrait } from './portrait';
import { Relations } from './Relations';
import { Tags } from './Tags';
import { Timeline } from './Timeline';
import { Vehicles } from './Vehicles';
import { WhyOnePerson } from './WhyOnePerson';

export const stageTones: Record<string, Tone> = {
  new: 'busy',
  rising: 'good',
  mature: 'good',
  declining: 'warn',
  silent: 'warn',
};

/** One person on one page: who they are, what they are worth, what they hold, what happened, what to do. */
export function CustomerPage(): ReactElement {
  const { customer_id = '' } = useParams();
  const place = { params: { customer_id } };
  const head = useRead<CustomerHead>('/api/customers/{customer_id}', place);
  if (head.isPending) return <Skeleton padded rows={10} />;
  if (!head.data) return <Problem large error={head.error} onRetry={head.refetch} />;
  return <Whole key={head.data.id} head={head.data} />;
}

function Whole({ head }: { head: CustomerHead }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const place = { params: { customer_id: head.id } };
  const stage = useRead<CustomerStage>('/api/customers/{customer_id}/life_cycle', place);
  const leads = useRead<Page<Lead>>(
    '/api/leads',
    { query: { customer_id: head.id, limit: 20 } },
    { enabled: may('lead_read') },
  );
  const [revealed, reveal] = useReveal(head.id);
  const portrait = usePortrait(head);
  const open = (leads.data?.items ?? []).find((lead) => lead.state !== 'won' && lead.state !== 'lost');
  const leadPath = open ? `/sales/leads/${String(open.id)}` : '';
  const known = pages.some((page) => matchPath(page.path, leadPath) !== null);
  const word = stage.data?.stage ?? '';
  return (
    <RecordPage
      title={titleOf(head, t)}
      tag={
        <>
          {word !== '' && (
            <StatusTag tone={stageTones[word] ?? 'neutral'}>{t(`insight.stage.${word}`)}</StatusTag>
          )}
          {head.do_not_contact && <StatusTag tone="harm">{t('customer.do_not_contact')}</StatusTag>}
        </>
      }
      line={portrait}
      action={
        <>
          {may('customer_reveal') && revealed === null && (
            <Button icon={<EyeOutlined />} loading={reveal.isPending} onClick={reveal.ask}>
              {t('customer.reveal')}
            </Button>
          )}
          {open && known && (
            <Link to={leadPath}>
              <Button type="primary">{t('customer.work_lead')}</Button>
            </Link>
          )}
        </>
      }
      menu={
        may('customer_write')
          ? [
              {
                key: 'merge',
                label: t('customer.merge.with'),
                onClick: () => void navigate(`/customers/${String(head.id)}/merge`),
              },
            ]
          : []
      }
      left={
        <>
          <Worth head={head} />
          <Card title={t('customer.known_by')}>
            <Identities head={head} revealed={revealed} />
          </Card>
          <WhyOnePerson head={head} />
          <Card title={t('customer.tags')}>
            <Tags head={head} />
          </Card>
          <Card title={t('customer.attributes')}>
            <Attributes head={head} />
          </Card>
          <Card title={t('customer.consents')}>
            <Consents head={head} />
          </Card>
        </>
      }
      right={
        <>
          <NextBest customerId={head.id} />
          <Card title={t('profile.mark.title')} children={<Marks customerId={head.id} />} />
          {may('lead_read') && <Leads leads={leads.data?.items} error={leads.error} />}
          {head.vehicles.length > 0 && <Vehicles vehicles={head.vehicles} />}
          <Relations head={head} />
          {may('offer_read') && <Benefits customerId={head.id} />}
        </>
      }
    >
      <Card flush className={styles.work ?? ''}>
        <Tabs
          className={styles.tabs ?? ''}
          items={[
            {
              key: 'timeline',
              label: t('customer.timeline'),
              children: <Timeline customerId={head.id} />,
            },
            {
              key: 'orders',
              label: (
                <>
                  {t('customer.orders')} <span className={styles.count}>{head.order_count}</span>
                </>
              ),
              children: <Orders customerId={head.id} />,
            },
          ]}
        />
      </Card>
    </RecordPage>
  );
}

/** Their name, or else the best thing we know them by. */
function titleOf(head: CustomerHead, t: TFunction): string {
  if (head.name !== '') return head.name;
  const first = head.identities[0];
  return t('customer.unnamed', { by: head.phone ?? first?.value ?? `#${String(head.id)}` });
}

function Worth({ head }: { head: CustomerHead }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const gap = head.days_between_orders;
  return (
    <Card title={t('customer.value_title')}>
      <p className={styles.worth}>
        <Money minor={head.order_amount} />
      </p>
      <p className={styles.hint}>
        {t('customer.over_orders', { count: head.order_count, orders: num(head.order_count) })}
      </p>
      <Facts
        items={[
          { key: 'avg', label: t('customer.average_order'), value: <Money minor={head.average_order} /> },
          {
            key: 'gap',
            label: t('customer.every'),
            value: gap ? (
              t('customer.days', { count: Math.round(gap), days: num(gap, { maximumFractionDigits: 1 }) })
            ) : (
              <Num value={null} />
            ),
          },
          { key: 'last', label: t('customer.last_order'), value: <When at={head.last_order_at} /> },
          { key: 'month', label: t('customer.orders_30_days'), value: <Num value={head.orders_30_days} /> },
          { key: 'year', label: t('customer.orders_365_days'), value: <Num value={head.orders_365_days} /> },
          { key: 'first', label: t('customer.first_seen'), value: <When at={head.first_seen} as="date" /> },
        ]}
      />
    </Card>
  );
}

function Leads({ leads, error }: { leads: Lead[] | undefined; error: unknown }): ReactElement | null {
  const { t } = useTranslation();
  if (error) {
    return (
      <Card title={t('customer.leads')}>
        <Problem error={error} />
      </Card>
    );
  }
  if (!leads || leads.length === 0) return null;
  return (
    <Card title={t('customer.leads')}>
      <ul className={styles.rows}>
        {leads.map((lead) => {
          const path = `/sales/leads/${String(lead.id)}`;
          const known = pages.some((page) => matchPath(page.path, path) !== null);
          const name = t(`customer.lead_kind.${lead.kind}`, { defaultValue: lead.kind });
          return (
            <li key={lead.id} className={styles.row}>
              <span className={styles.grow}>
                {known ? <Link to={path}>{name}</Link> : <strong>{name}</strong>}
                <small className={styles.under}>
                  {lead.owner_name || t('customer.lead_nobody')} · {t('customer.due')}{' '}
                  <When at={lead.due_at} />
                </small>
              </span>
              <StatusTag status={lead.state} {...(lead.overdue ? { tone: 'warn' as const } : {})}>
                {t(`customer.lead_state.${lead.state}`)}
              </StatusTag>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

/** The full identities, once asked for; the asking is on the audit log. */
function useReveal(customerId: number): [Identity[] | null, { ask: () => void; isPending: boolean }] {
  const say = useSay();
  const [revealed, setRevealed] = useState<Identity[] | null>(null);
  const command = useCommand<undefined, { identities: Identity[] }>(
    'post',
    '/api/customers/{customer_id}/reveal',
    { onDone: ({ identities }) => setRevealed(identities) },
  );
  const ask = () => command.mutate({ params: { customer_id: customerId } }, { onError: say.failed });
  return [revealed, { ask, isPending: command.isPending }];
}
