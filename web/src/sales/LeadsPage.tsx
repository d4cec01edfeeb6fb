import { useQueryClient } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page } from '@/api';
import { refresh, useCommand, useRead } from '@/api/hooks';
import { useLive } from '@/api/live';
import { useMay } from '@/app/session';
import { plateText } from '@/customer/nouns';
import { useSay, useUndoToast } from '@/ui/actions';
import { ListPage } from '@/ui/ListPage';
import type { Column } from '@/ui/ListPage';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import { LeadsFromSegment } from './LeadsFromSegment';
import type { Lead } from './nouns';
import { isOver, leadKinds, leadTones } from './nouns';
import styles from './sales.module.css';

interface Agent {
  id: number;
  name: string;
  role: string;
  active: boolean;
}

/** Everybody who may buy something, who follows up, and how it went. */
export function LeadsPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [making, setMaking] = useState(false);
  const client = useQueryClient();
  useLive(['lead'], () => void refresh(client, '/api/leads'));
  const make = may('lead_assign') && may('segment_read') && (
    <Button type="primary" onClick={() => setMaking(true)}>
      {t('sales.from_segment.title')}
    </Button>
  );
  return (
    <>
      <ListPage<Lead>
        title={t('sales.leads.title')}
        step="sales"
        intro={t('sales.leads.intro')}
        name="leads"
        path="/api/leads"
        rowKey={(lead) => lead.id}
        columns={useColumns()}
        views={[
          { key: 'all', label: t('sales.leads.all'), query: {} },
          { key: 'unfinished', label: t('sales.leads.unfinished'), query: { unfinished: 'true' } },
          { key: 'won', label: t('sales.is.won'), query: { state: 'won' } },
          { key: 'lost', label: t('sales.is.lost'), query: { state: 'lost' } },
        ]}
        filters={[
          {
            name: 'kind',
            label: t('sales.leads.kind'),
            options: leadKinds.map((value) => ({ value, label: t(`sales.kind.${value}`) })),
          },
        ]}
        empty={t('sales.leads.empty')}
        emptyAction={make}
        actions={make}
      />
      {making && <LeadsFromSegment onClose={() => setMaking(false)} />}
    </>
  );
}

function useColumns(): Column<Lead>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'who',
      title: t('sales.leads.who'),
      primary: true,
      render: (lead) => (
        <Link to={`/sales/leads/${String(lead.id)}`}>
          {lead.customer_name || plateText(lead.plate) || `#${String(lead.id)}`}
        </Link>
      ),
      csv: (lead) => lead.customer_name,
    },
    {
      key: 'kind',
      title: t('sales.leads.kind'),
      render: (lead) => t(`sales.kind.${lead.kind}`, { defaultValue: lead.kind }),
      csv: (lead) => lead.kind,
    },
    {
      key: 'from',
      title: t('sales.leads.from'),
      wide: true,
      render: (lead) => t(`sales.from.${lead.source}`),
      csv: (lead) => lead.source,
    },
    {
      key: 'note',
      title: t('sales.leads.note'),
      wide: true,
      render: (lead) => lead.note,
      csv: (lead) => lead.note,
    },
    {
      key: 'state',
      title: t('sales.leads.state'),
      render: (lead) => <StatusTag tone={leadTones[lead.state]}>{t(`sales.is.${lead.state}`)}</StatusTag>,
      csv: (lead) => lead.state,
    },
    {
      key: 'owner',
      title: t('sales.leads.owner'),
      render: (lead) => <Owner lead={lead} />,
      csv: (lead) => lead.owner_name,
    },
    {
      key: 'due',
      title: t('sales.leads.due'),
      render: (lead) => (
        <span className={lead.overdue ? styles.overdue : undefined}>
          <When at={lead.due_at} />
        </span>
      ),
      csv: (lead) => lead.due_at,
    },
    {
      key: 'attempts',
      title: t('sales.leads.attempts'),
      align: 'right',
      optional: true,
      render: (lead) => lead.attempts,
      csv: (lead) => lead.attempts,
    },
  ];
}

/** The agent; who may assign changes it in place. */
function Owner({ lead }: { lead: Lead }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const say = useSay();
  const allowed = may('lead_assign') && may('user_manage') && !isOver(lead);
  const users = useRead<Page<Agent>>('/api/users', { query: { limit: 200 } }, { enabled: allowed });
  const assign = useCommand<{ user_id: number; seen_version: number }, Lead>(
    'post',
    '/api/leads/{lead_id}/assign',
    {
      refreshes: ['/api/leads'],
    },
  );
  const undoToast = useUndoToast();
  const give = (to: number, version: number, onGiven?: (after: Lead) => void) =>
    assign.mutate(
      { params: { lead_id: lead.id }, body: { user_id: to, seen_version: version } },
      { onError: say.failed, onSuccess: (after) => onGiven?.(after) },
    );
  if (!allowed) return <>{lead.owner_name || t('sales.leads.nobody')}</>;
  const agents = (users.data?.items ?? []).filter((user) => user.role === 'agent' && user.active);
  return (
    <Select
      size="small"
      variant="borderless"
      style={{ minWidth: 120, marginInlineStart: -8 }}
      placeholder={t('sales.leads.nobody')}
      aria-label={t('sales.leads.owner')}
      value={lead.owner_id || null}
      loading={assign.isPending}
      options={[
        ...agents.map((agent) => ({ value: agent.id, label: agent.name })),
        ...(lead.owner_id && !agents.some((agent) => agent.id === lead.owner_id)
          ? [{ value: lead.owner_id, label: lead.owner_name }]
          : []),
      ]}
      onChange={(to: number) => {
        const before = lead.owner_id;
        give(to, lead.version, (after) => {
          // Back to nobody is not a thing one can ask for.
          if (!before) return;
          undoToast({
            text: t('sales.leads.given', { name: after.owner_name }),
            undo: () => give(before, after.version),
          });
        });
      }}
    />
  );
}
