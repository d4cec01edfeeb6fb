import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import { useFormat } from '@/app/session';
import { Empty } from '@/ui/Empty';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import type { Tone } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import styles from './Customer.module.css';
import type { CallView } from './nouns';
import { LeadRow } from './OpenLeads';
import { useLeads } from './useLeads';

const tones: Record<string, Tone> = { won: 'good', callback: 'warn', lost: 'neutral', no_answer: 'neutral' };

/** Every lead there ever was about a person, and every call with them. */
export function Contacts({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const leads = useLeads(customerId);
  const calls = useRead<Page<CallView>>('/api/calls', { query: { customer_id: customerId, limit: 100 } });
  return (
    <div className={styles.contacts}>
      <section aria-label={t('people.contacts.leads')}>
        <h3>{t('people.contacts.leads')}</h3>
        {leads.isPending && <Skeleton rows={2} />}
        {leads.isError && <Problem error={leads.error} onRetry={leads.refetch} />}
        {leads.data?.items.length === 0 && <Empty text={t('people.contacts.no_leads')} />}
        <ul className={styles.rows}>
          {leads.data?.items.map((lead) => (
            <LeadRow key={lead.id} lead={lead} />
          ))}
        </ul>
      </section>
      <section aria-label={t('people.contacts.calls')}>
        <h3>{t('people.contacts.calls')}</h3>
        {calls.isPending && <Skeleton rows={2} />}
        {calls.isError && <Problem error={calls.error} onRetry={calls.refetch} />}
        {calls.data?.items.length === 0 && <Empty text={t('people.contacts.no_calls')} />}
        <ul className={styles.rows}>
          {calls.data?.items.map((call) => (
            <CallRow key={call.id} call={call} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function CallRow({ call }: { call: CallView }): ReactElement {
  const { t, i18n } = useTranslation();
  const { num, dateTime } = useFormat();
  const reason = i18n.language === 'en' ? call.reason_en : call.reason_zh;
  const seconds = call.ended_at
    ? Math.round((new Date(call.ended_at).getTime() - new Date(call.started_at).getTime()) / 1000)
    : null;
  const length =
    seconds === null
      ? t('people.contacts.under_way')
      : t('people.contacts.minutes', { minutes: num(Math.floor(seconds / 60)), seconds: num(seconds % 60) });
  const kind = t(`sales.kind.${call.lead_kind}`, { defaultValue: call.lead_kind });
  return (
    <li className={styles.row}>
      <span className={styles.grow}>
        <Link to={`/sales/leads/${String(call.lead_id)}`}>{kind}</Link>{' '}
        <span className={styles.hint}>
          {call.user_name} · <When at={call.started_at} /> · {length}
        </span>
        <small className={styles.under}>
          {[
            reason,
            call.note,
            call.callback_at ? t('people.contacts.callback', { date: dateTime(call.callback_at) }) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </span>
      {call.outcome !== '' && (
        <StatusTag tone={tones[call.outcome] ?? 'neutral'}>
          {t(`people.contacts.outcome.${call.outcome}`, { defaultValue: call.outcome })}
        </StatusTag>
      )}
    </li>
  );
}
