import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, matchPath } from 'react-router';
import { pages } from '@/app/registry';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import styles from './Customer.module.css';
import type { Lead } from './nouns';
import { isOpen, useLeads } from './useLeads';

/** What may be sold to them, who is on it, and by when. */
export function OpenLeads({ customerId }: { customerId: number }): ReactElement | null {
  const { t } = useTranslation();
  const { data, error } = useLeads(customerId);
  const open = (data?.items ?? []).filter(isOpen);
  if (!error && open.length === 0) return null;
  return (
    <Card title={t('customer.leads')}>
      {error && <Problem error={error} />}
      <ul className={styles.rows}>
        {open.map((lead) => (
          <LeadRow key={lead.id} lead={lead} />
        ))}
      </ul>
    </Card>
  );
}

export function LeadRow({ lead }: { lead: Lead }): ReactElement {
  const { t } = useTranslation();
  const path = `/sales/leads/${String(lead.id)}`;
  const known = pages.some((page) => matchPath(page.path, path) !== null);
  const name = t(`sales.kind.${lead.kind}`, { defaultValue: lead.kind });
  return (
    <li className={styles.row}>
      <span className={styles.grow}>
        {known ? <Link to={path}>{name}</Link> : <strong>{name}</strong>}
        <small className={styles.under}>
          {lead.owner_name || t('customer.lead_nobody')} · {t('customer.due')} <When at={lead.due_at} />
        </small>
      </span>
      <StatusTag status={lead.state} {...(lead.overdue ? { tone: 'warn' as const } : {})}>
        {t(`sales.is.${lead.state}`)}
      </StatusTag>
    </li>
  );
}
