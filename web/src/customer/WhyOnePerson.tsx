import { Button, Tooltip } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '@/ui/later';
import { useRead } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { StatusTag } from '@/ui/StatusTag';
import { keyText, profileName, told } from './identity';
import type { DecisionView, IdentityReport, ProfileView, Told } from './identity';
import styles from './Identity.module.css';
import { useKindName } from './kinds';
import type { CustomerHead } from './nouns';
import { People } from './PersonLink';
import { TakeBack } from './TakeBack';

const PartDrawer = later(async () => (await import('./PartDrawer')).PartDrawer);

/** Why the records of a person are held to be of one: each join with its reason, and who said otherwise. */
export function WhyOnePerson({ head }: { head: CustomerHead }): ReactElement | null {
  const { t } = useTranslation();
  const may = useMay();
  const [parting, setParting] = useState(false);
  const place = { params: { customer_id: head.id } };
  const report = useRead<IdentityReport>('/api/customers/{customer_id}/identity', place);
  if (report.isError) {
    return (
      <Card title={t('customer.why_one.title')}>
        <Problem error={report.error} onRetry={report.refetch} />
      </Card>
    );
  }
  if (!report.data) return null;
  const { profiles, decisions } = report.data;
  const apart = decisions.filter((decision) => !decision.joins && !decision.revoked_at);
  if (profiles.length < 2 && apart.length === 0) return null;
  return (
    <Card title={t(profiles.length > 1 ? 'customer.why_one.title' : 'customer.why_one.not_the_same')}>
      {profiles.length > 1 && (
        <>
          <p className={styles.hint}>{t('customer.why_one.records', { count: profiles.length })}</p>
          <ol className={styles.chain}>
            {told(report.data).map((one, index, all) => (
              <Record
                key={one.profile.id}
                told={one}
                before={all[index - 1]?.profile.id}
                decisions={decisions}
              />
            ))}
          </ol>
          {may('customer_write') && (
            <Button size="small" onClick={() => setParting(true)}>
              {t('customer.part.ask')}
            </Button>
          )}
        </>
      )}
      {apart.length > 0 && (
        <div className={profiles.length > 1 ? styles.apart : undefined}>
          {profiles.length > 1 && <h3>{t('customer.why_one.not_the_same')}</h3>}
          {apart.map((decision) => (
            <Apart key={decision.id} decision={decision} own={head.id} />
          ))}
        </div>
      )}
      {parting && <PartDrawer head={head} report={report.data} onClose={() => setParting(false)} />}
    </Card>
  );
}

/** A record, below the reason why it is of the same person as one before. */
function Record({ told: { profile, join, to }, before, decisions }: RecordProps): ReactElement {
  const { t } = useTranslation();
  const { money, num, date } = useFormat();
  const kindName = useKindName();
  const decision = decisions.find(({ id }) => id === join?.decision_id);
  const orders = t('customer.order_count', { count: profile.orders, orders: num(profile.orders) });
  return (
    <>
      {join && to && (
        <li className={styles.join}>
          {join.key_kind
            ? t('customer.why_one.same_key', {
                kind: kindName(join.key_kind),
                value: keyText(join.key_kind, join.key_value ?? ''),
              })
            : t('customer.why_one.decided', { who: decision?.by_name ?? '' })}
          {decision && decision.note !== '' && (
            <small className={styles.under}>{t('customer.decision.quote', { note: decision.note })}</small>
          )}
          <small className={styles.under}>
            {to.id === before
              ? t('customer.why_one.since', { date: date(join.at) })
              : t('customer.why_one.with', { other: profileName(to, kindName), date: date(join.at) })}
          </small>
          {decision && <TakeBack decision={decision} />}
        </li>
      )}
      <li className={styles.record}>
        <strong>{profileName(profile, kindName)}</strong>
        <small className={styles.under}>
          {[
            profile.orders === 0
              ? t('customer.why_one.no_orders')
              : `${orders} · ${money(profile.order_amount)}`,
            t('customer.why_one.recorded', { date: date(profile.created_at) }),
          ].join(' · ')}
        </small>
        {profile.keys.length > 0 && <Keys profile={profile} />}
      </li>
    </>
  );
}

interface RecordProps {
  told: Told;
  /** The record told just before. */
  before: number | undefined;
  decisions: DecisionView[];
}

function Keys({ profile }: { profile: ProfileView }): ReactElement {
  const { t } = useTranslation();
  const kindName = useKindName();
  return (
    <ul className={styles.keys}>
      {profile.keys.map((key) => (
        <li key={`${key.kind} ${key.value}`}>
          {kindName(key.kind)} {keyText(key.kind, key.value)}
          {key.state !== 'joins' && (
            <Tooltip title={t(`customer.key_means.${key.state}`)}>
              <span tabIndex={0}>
                <StatusTag tone={key.state === 'weak' ? 'neutral' : 'warn'}>
                  {t(`customer.key_state.${key.state}`)}
                </StatusTag>
              </span>
            </Tooltip>
          )}
        </li>
      ))}
    </ul>
  );
}

function Apart({ decision, own }: { decision: DecisionView; own: number }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormat();
  const others = [...new Set([...decision.left, ...decision.right])].filter((id) => id !== own);
  return (
    <div className={styles.decision}>
      <People ids={others} />
      <small className={styles.under}>
        {t('customer.decision.by', { who: decision.by_name, date: date(decision.at) })}
        {decision.note !== '' && ` ${t('customer.decision.quote', { note: decision.note })}`}
      </small>
      <TakeBack decision={decision} />
    </div>
  );
}
