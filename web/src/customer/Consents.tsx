import { Button, Switch } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '@/ui/later';
import { useMay } from '@/app/session';
import { When } from '@/ui/values';
import type { ConsentDraft } from './ConsentForm';
import { ConsentHistory } from './ConsentHistory';
import { useConsentName } from './consentNames';
import styles from './Customer.module.css';
import type { ConsentView, CustomerHead } from './nouns';

const ConsentForm = later(async () => (await import('./ConsentForm')).ConsentForm);

/** What they agreed to, over which channel, and how we know. "Do not contact" beats every single yes. */
export function Consents({ head }: { head: CustomerHead }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [draft, setDraft] = useState<ConsentDraft | null>(null);
  const [history, setHistory] = useState(false);
  const single = head.consents.filter((one) => one.channel !== 'all' || one.purpose !== 'all');
  return (
    <>
      <ul className={styles.rows}>
        <DoNotContact head={head} onAsk={setDraft} />
        {single.map((consent) => (
          <Row
            key={`${consent.channel}/${consent.purpose}`}
            consent={consent}
            off={head.do_not_contact}
            onAsk={setDraft}
          />
        ))}
      </ul>
      {single.length === 0 && <p className={styles.hint}>{t('profile.consent.none')}</p>}
      <div className={styles.more}>
        {may('customer_write') && (
          <Button
            type="link"
            size="small"
            onClick={() => setDraft({ channel: 'sms', purpose: 'marketing', granted: true, isNew: true })}
          >
            {t('customer.add_consent')}
          </Button>
        )}
        <Button type="link" size="small" onClick={() => setHistory(true)}>
          {t('profile.consent.history')}
        </Button>
      </div>
      {draft && <ConsentForm head={head} draft={draft} onClose={() => setDraft(null)} />}
      {history && <ConsentHistory head={head} onClose={() => setHistory(false)} />}
    </>
  );
}

interface RowProps {
  consent: ConsentView;
  /** "Do not contact" is on: none of it counts. */
  off: boolean;
  onAsk: (draft: ConsentDraft) => void;
}

function Row({ consent, off, onAsk }: RowProps): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const name = useConsentName();
  const { channel, purpose, granted, at, method, place, proof } = consent;
  const how = [t(`profile.consent.method.${method}`), place, proof].filter(Boolean).join(' · ');
  return (
    <li className={styles.row}>
      <span className={styles.grow} style={off ? { color: 'var(--text-2)' } : undefined}>
        {name(channel, purpose)}
        <small className={styles.under}>
          <When at={at} as="date" /> · {how}
        </small>
      </span>
      <Switch
        size="small"
        aria-label={name(channel, purpose)}
        checked={granted}
        disabled={!may('customer_write')}
        onChange={(next) => onAsk({ channel, purpose, granted: next })}
      />
    </li>
  );
}

function DoNotContact({
  head,
  onAsk,
}: {
  head: CustomerHead;
  onAsk: (draft: ConsentDraft) => void;
}): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <li className={styles.row}>
      <span className={styles.grow}>
        {t('customer.do_not_contact')}
        <small className={styles.under}>{t('profile.consent.switch_means')}</small>
      </span>
      <Switch
        size="small"
        aria-label={t('customer.do_not_contact')}
        checked={head.do_not_contact}
        disabled={!may('customer_write')}
        onChange={(on) => onAsk({ channel: 'all', purpose: 'all', granted: !on })}
      />
    </li>
  );
}
