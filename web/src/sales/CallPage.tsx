import { PhoneOutlined } from '@ant-design/icons';
import { Button, DatePicker, Input, Radio, Segmented } from 'antd';
import type { Dayjs } from 'dayjs';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useCommand, useRead } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { Marks } from '@/customer/Marks';
import { plateText } from '@/customer/nouns';
import { Card } from '@/ui/Card';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { StatusTag } from '@/ui/StatusTag';
import { When } from '@/ui/values';
import { fromPicker, toPicker } from '@/ui/wallClock';
import { Earned } from './Earned';
import type { Call, CallReason, HungUp, Lead, LeadDetail, Outcome } from './nouns';
import { isOver, leadTones, phoneText } from './nouns';
import styles from './sales.module.css';

/** Who and why now · what to say · how it went: one screen for one conversation. */
export function CallPage(): ReactElement {
  const { t } = useTranslation();
  const { lead_id } = useParams();
  const detail = useRead<LeadDetail>('/api/leads/{lead_id}', { params: { lead_id: Number(lead_id) } });
  const [done, setDone] = useState<HungUp | null>(null);
  const lead = detail.data?.lead;
  const name = lead
    ? lead.customer_name || plateText(lead.plate) || t('sales.unnamed', { id: lead.customer_id })
    : t('sales.call.title');
  return (
    <Page
      title={name}
      step="sales"
      tag={lead && <StatusTag tone={leadTones[lead.state]}>{t(`sales.is.${lead.state}`)}</StatusTag>}
      intro={lead && <About lead={lead} />}
      actions={
        lead !== undefined &&
        lead.customer_id > 0 && (
          <Link to={`/customers/${String(lead.customer_id)}`}>
            <Button>{t('sales.call.customer')}</Button>
          </Link>
        )
      }
    >
      {detail.isPending && <Skeleton rows={8} />}
      {detail.isError && <Problem large error={detail.error} onRetry={detail.refetch} />}
      {detail.data && (
        <div className={styles.columns} data-going={detail.data.calls.some((call) => !call.ended_at)}>
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

/** What it is about, where it came from, by when. */
function About({ lead }: { lead: Lead }): ReactElement {
  const { t } = useTranslation();
  const words = [
    t(`sales.kind.${lead.kind}`, { defaultValue: lead.kind }),
    t(`sales.from.${lead.source}`),
    lead.finder_name,
  ].filter(Boolean);
  return (
    <>
      {words.join(' · ')}
      {!isOver(lead) && (
        <>
          {' · '}
          <span className={lead.overdue ? styles.overdue : undefined}>
            {t('sales.call.due')} <When at={lead.due_at} />
          </span>
        </>
      )}
    </>
  );
}

function Who({ detail }: { detail: LeadDetail }): ReactElement {
  const { t } = useTranslation();
  const { lead } = detail;
  const reasonName = useReasonName();
  return (
    <Card title={t('sales.call.who')}>
      {(detail.phone ?? lead.phone) && (
        <p className={styles.phone}>
          {detail.phone ? <a href={`tel:${detail.phone}`}>{phoneText(detail.phone)}</a> : lead.phone}
        </p>
      )}
      {lead.plate && <p className={styles.plate}>{plateText(lead.plate)}</p>}
      {lead.customer_id === 0 && <p className={styles.why}>{t('sales.call.no_customer')}</p>}
      <h3 className={styles.sub}>{t('sales.call.why_now')}</h3>
      <p>{lead.note || t('sales.call.no_note')}</p>
      {lead.photo_id > 0 && (
        <img
          className={styles.photo}
          src={`/api/photos/${String(lead.photo_id)}`}
          alt={t('sales.call.photo')}
        />
      )}
      {lead.customer_id > 0 && (
        <>
          <h3 className={styles.sub}>{t('profile.mark.title')}</h3>
          <Marks customerId={lead.customer_id} leadId={lead.id} about={lead.kind} />
        </>
      )}
      {detail.calls.some((call) => call.ended_at) && <h3 className={styles.sub}>{t('sales.call.before')}</h3>}
      {detail.calls
        .filter((call) => call.ended_at)
        .map((call) => (
          <p key={call.id} className={styles.why}>
            <When at={call.started_at} /> · {t(`sales.outcome.${call.outcome}`)} · {reasonName(call.reason)}
            {call.note && ` · ${call.note}`}
          </p>
        ))}
    </Card>
  );
}

const reasonsPath = '/api/call_reasons';

/** A reason's name in the reader's language. */
function useReasonName(): (code: string) => string {
  const { i18n } = useTranslation();
  const reasons = useRead<CallReason[]>(reasonsPath, {}, { staleTime: 600_000 });
  return (code) => {
    const found = reasons.data?.find((one) => one.code === code);
    return found ? (i18n.language === 'en' ? found.name_en : found.name_zh) : code;
  };
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
          <b>
            {advice.gap ? t('sales.call.gap') : chinese ? advice.product_name_zh : advice.product_name_en}
          </b>
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
  const start = useCommand<{ lead_id: number }, Call>('post', '/api/calls', {
    refreshes: ['/api/leads'],
    onDone: setCall,
  });
  if (isOver(detail.lead)) return <Card title={t('sales.call.how')}>{t('sales.call.closed')}</Card>;
  if (!may('lead_work')) return <Card title={t('sales.call.how')}>{t('sales.call.agents_only')}</Card>;
  if (call === null)
    return (
      <Card title={t('sales.call.how')}>
        <Button
          type="primary"
          size="large"
          block
          autoFocus
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
  const { time_zone: zone } = useFormat().locale;
  const [callback, setCallback] = useState<Dayjs>(() =>
    toPicker(Date.now(), zone).add(1, 'day').hour(10).minute(0).second(0),
  );
  const reasonGroup = useRef<HTMLDivElement>(null);
  const [insurance, setInsurance] = useState<Dayjs | null>(null);
  const reasons = useRead<CallReason[]>(reasonsPath, {}, { staleTime: 600_000 });
  const hangUp = useCommand<Sent, HungUp>('post', '/api/calls/{call_id}/hang_up', {
    refreshes: ['/api/workbench', '/api/leads', '/api/commissions', '/api/home'],
    onDone,
  });
  const chinese = i18n.language.startsWith('zh');
  const learned = {
    ...(insurance ? { insurance_until: fromPicker(insurance.startOf('day'), zone) } : {}),
    ...(intent ? { intent } : {}),
  };
  const choose = (value: Outcome) => {
    setOutcome(value);
    setReason(null);
  };
  const send = () => {
    if (reason === null || hangUp.isPending) return;
    hangUp.mutate({
      params: { call_id: call.id },
      body: {
        outcome,
        reason,
        ...(note ? { note } : {}),
        ...(outcome === 'callback' ? { callback_at: fromPicker(callback, zone) } : {}),
        ...(Object.keys(learned).length > 0 ? { learned } : {}),
      },
    });
  };
  useKeys({
    digit: (place) => {
      const value = outcomes[place - 1];
      if (value === undefined) return;
      choose(value);
      // The arrows then walk through the reasons.
      requestAnimationFrame(() => reasonGroup.current?.querySelector('input')?.focus());
    },
    send,
  });
  return (
    <Card title={t('sales.call.how')} extra={<Timer since={call.started_at} />}>
      <Segmented<Outcome>
        block
        className={styles.outcomes ?? ''}
        value={outcome}
        options={outcomes.map((value) => ({ value, label: t(`sales.outcome.${value}`) }))}
        onChange={choose}
      />
      <h3 className={styles.sub}>{t('sales.call.reason')}</h3>
      <Radio.Group
        ref={reasonGroup}
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
          format="YYYY-MM-DD HH:mm"
          showNow={false}
          allowClear={false}
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
      <p className={styles.keys}>{t('sales.call.keys')}</p>
    </Card>
  );
}

/** The conversation by keyboard: digits choose how it went, Ctrl+Enter ends it. */
function useKeys(keys: { digit: (place: number) => void; send: () => void }): void {
  const now = useRef(keys);
  useEffect(() => {
    now.current = keys;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.isComposing || event.altKey) return;
      if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
        event.preventDefault();
        now.current.send();
        return;
      }
      const target = event.target;
      const isTyping =
        target instanceof HTMLTextAreaElement ||
        (target instanceof HTMLInputElement && target.type !== 'radio') ||
        (target instanceof HTMLElement && target.isContentEditable);
      if (!isTyping && !event.ctrlKey && !event.metaKey && /^[1-9]$/.test(event.key))
        now.current.digit(Number(event.key));
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
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
