import { PhoneOutlined } from '@ant-design/icons';
import { Button, DatePicker, Input, Radio, Segmented } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import { useMay } from '@/app/session';
import { Card } from '@/ui/Card';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import { Earned } from './Earned';
import type { Call, CallReason, HungUp, LeadDetail, Outcome } from './nouns';
import styles from './sales.module.css';

/** Who and why now · what to say · how it went: one screen for one conversation. */
export function CallPage(): ReactElement {
  const { t } = useTranslation();
  const { lead_id } = useParams();
  const detail = useRead<LeadDetail>('/api/leads/{lead_id}', { params: { lead_id: Number(lead_id) } });
  const [done, setDone] = useState<HungUp | null>(null);
  const lead = detail.data?.lead;
  const name = lead
    ? lead.customer_name || lead.plate || t('sales.unnamed', { id: lead.customer_id })
    : t('sales.call.title');
  return (
    <Page title={name} step="sales">
      {detail.isPending && <Skeleton rows={8} />}
      {detail.isError && <Problem large error={detail.error} onRetry={detail.refetch} />}
      {detail.data && (
        <div className={styles.columns}>
          <Who detail={detail.data} />
          <Script detail={detail.data} />
          {done ? (
            <Earned result={done} />
          ) : (
            <Talk key={detail.data.lead.id} detail={detail.data} onDone={setDone} />
          )}
        </div>
      )}
    </Page>
  );
}

function Who({ detail }: { detail: LeadDetail }): ReactElement {
  const { t } = useTranslation();
  const { lead } = detail;
  return (
    <Card title={t('sales.call.who')}>
      <p className={styles.name}>
        {lead.customer_id > 0 ? (
          <Link to={`/customers/${String(lead.customer_id)}`}>
            {lead.customer_name || t('sales.unnamed', { id: lead.customer_id })}
          </Link>
        ) : (
          t('sales.call.no_customer')
        )}{' '}
        <StatusTag status={lead.state}>{t(`sales.is.${lead.state}`)}</StatusTag>
      </p>
      {(detail.phone ?? lead.phone) && (
        <p className={styles.phone}>
          {detail.phone ? <a href={`tel:${detail.phone}`}>{detail.phone}</a> : lead.phone}
        </p>
      )}
      {lead.plate && <p className={styles.plate}>{lead.plate}</p>}
      <h3 className={styles.sub}>{t('sales.call.why_now')}</h3>
      <p>
        {t(`sales.kind.${lead.kind}`, { defaultValue: lead.kind })} · {t(`sales.from.${lead.source}`)}
        {lead.finder_name && ` · ${lead.finder_name}`}
      </p>
      {lead.note && <p>{lead.note}</p>}
      {lead.photo_id > 0 && (
        <img
          className={styles.photo}
          src={`/api/photos/${String(lead.photo_id)}`}
          alt={t('sales.call.photo')}
        />
      )}
      {detail.calls.some((call) => call.ended_at) && <h3 className={styles.sub}>{t('sales.call.before')}</h3>}
      {detail.calls
        .filter((call) => call.ended_at)
        .map((call) => (
          <p key={call.id} className={styles.why}>
            <When at={call.started_at} /> {t(`sales.outcome.${call.outcome}`)} · {call.reason} {call.note}
          </p>
        ))}
    </Card>
  );
}

function Script({ detail }: { detail: LeadDetail }): ReactElement {
  const { t, i18n } = useTranslation();
  const chinese = i18n.language.startsWith('zh');
  const cards = chinese ? detail.script_zh : detail.script_en;
  return (
    <Card title={t('sales.call.script')}>
      <ol className={styles.script}>
        {cards.map((card, index) => (
          <li key={index}>{card}</li>
        ))}
      </ol>
      {detail.advice.map((advice) => (
        <div key={advice.business} className={styles.advice}>
          <b>{advice.gap ? t('sales.call.gap') : advice.product_name}</b>
          <p>{chinese ? advice.reason_zh : advice.reason_en}</p>
        </div>
      ))}
    </Card>
  );
}

const outcomes: readonly Outcome[] = ['won', 'lost', 'callback', 'no_answer'];

/** From the first ring to hanging up with an outcome and its reason. */
function Talk({ detail, onDone }: { detail: LeadDetail; onDone: (done: HungUp) => void }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const going = detail.calls.find((call) => !call.ended_at) ?? null;
  const [call, setCall] = useState<Call | null>(going);
  const start = useCommand<{ lead_id: number }, Call>('post', '/api/calls', { onDone: setCall });
  const closed = detail.lead.state === 'won' || detail.lead.state === 'lost';
  if (closed) return <Card title={t('sales.call.how')}>{t('sales.call.closed')}</Card>;
  if (!may('lead_work')) return <Card title={t('sales.call.how')}>{t('sales.call.agents_only')}</Card>;
  if (call === null)
    return (
      <Card title={t('sales.call.how')}>
        <Button
          type="primary"
          size="large"
          block
          icon={<PhoneOutlined />}
          loading={start.isPending}
          onClick={() => start.mutate({ body: { lead_id: detail.lead.id } })}
        >
          {t('sales.call.start')}
        </Button>
        <p className={styles.why}>{t('sales.call.start_means')}</p>
        {start.isError && <Problem error={start.error} />}
      </Card>
    );
  return <HangUp call={call} onDone={onDone} />;
}

interface Sent {
  outcome: Outcome;
  reason: string;
  note?: string;
  callback_at?: string;
  learned?: { insurance_until?: string; intent?: string };
}

function HangUp({ call, onDone }: { call: Call; onDone: (done: HungUp) => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome>('won');
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [intent, setIntent] = useState('');
  const [callback, setCallback] = useState<Dayjs>(dayjs().add(1, 'day').hour(10).minute(0).second(0));
  const [insurance, setInsurance] = useState<Dayjs | null>(null);
  const reasons = useRead<CallReason[]>('/api/call_reasons', {}, { staleTime: 600_000 });
  const hangUp = useCommand<Sent, HungUp>('post', '/api/calls/{call_id}/hang_up', {
    refreshes: ['/api/workbench', '/api/leads', '/api/commissions', '/api/home'],
    onDone,
  });
  const chinese = i18n.language.startsWith('zh');
  const learned = {
    ...(insurance ? { insurance_until: insurance.toISOString() } : {}),
    ...(intent ? { intent } : {}),
  };
  const send = () => {
    if (reason === null) return;
    hangUp.mutate({
      params: { call_id: call.id },
      body: {
        outcome,
        reason,
        ...(note ? { note } : {}),
        ...(outcome === 'callback' ? { callback_at: callback.toISOString() } : {}),
        ...(Object.keys(learned).length > 0 ? { learned } : {}),
      },
    });
  };
  return (
    <Card title={t('sales.call.how')} extra={<Timer since={call.started_at} />}>
      <Segmented<Outcome>
        block
        value={outcome}
        options={outcomes.map((value) => ({ value, label: t(`sales.outcome.${value}`) }))}
        onChange={(value) => {
          setOutcome(value);
          setReason(null);
        }}
      />
      <h3 className={styles.sub}>{t('sales.call.reason')}</h3>
      <Radio.Group
        className={styles.reasons}
        value={reason}
        onChange={(event) => setReason(event.target.value as string)}
      >
        {(reasons.data ?? [])
          .filter((item) => item.outcome === outcome)
          .map((item) => (
            <Radio key={item.id} value={item.code}>
              {chinese ? item.name_zh : item.name_en}
            </Radio>
          ))}
      </Radio.Group>
      {outcome === 'callback' && (
        <DatePicker
          showTime={{ format: 'HH:mm' }}
          style={{ width: '100%', marginTop: 8 }}
          aria-label={t('sales.call.callback_at')}
          value={callback}
          onChange={(value) => setCallback(value ?? callback)}
        />
      )}
      <h3 className={styles.sub}>{t('sales.call.learned')}</h3>
      <div className={styles.learned}>
        <DatePicker
          placeholder={t('sales.call.insurance_until')}
          aria-label={t('sales.call.insurance_until')}
          value={insurance}
          onChange={(value: Dayjs | null) => setInsurance(value)}
        />
        <Input
          placeholder={t('sales.call.intent')}
          aria-label={t('sales.call.intent')}
          value={intent}
          maxLength={80}
          onChange={(event) => setIntent(event.target.value)}
        />
      </div>
      <Input.TextArea
        placeholder={t('sales.call.note')}
        aria-label={t('sales.call.note')}
        value={note}
        maxLength={1000}
        autoSize={{ minRows: 2 }}
        onChange={(event) => setNote(event.target.value)}
      />
      {hangUp.isError && <Problem error={hangUp.error} />}
      <Button
        type="primary"
        size="large"
        block
        style={{ marginTop: 12 }}
        disabled={reason === null}
        loading={hangUp.isPending}
        onClick={send}
      >
        {t('sales.call.hang_up')}
      </Button>
    </Card>
  );
}

function Timer({ since }: { since: string }): ReactElement {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const tick = () => setSeconds(Math.max(0, Math.floor((Date.now() - Date.parse(since)) / 1000)));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [since]);
  const two = (value: number) => String(value).padStart(2, '0');
  return (
    <span className={styles.timer} role="timer">
      {two(Math.floor(seconds / 60))}:{two(seconds % 60)}
    </span>
  );
}
