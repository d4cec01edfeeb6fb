import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Card } from '@/ui/Card';
import { Money } from '@/ui/values';
import type { HungUp } from './nouns';
import styles from './sales.module.css';

/** What the call earned, the moment it ended, and how it came about. */
export function Earned({ result }: { result: HungUp }): ReactElement {
  const { t } = useTranslation();
  return (
    <Card title={t('sales.call.done')}>
      <p className={styles.commission} aria-label={t('sales.call.commission')}>
        <Money minor={result.commission} />
      </p>
      <ul className={styles.parts}>
        {result.breakdown.map((part) => (
          <li key={part.what}>
            {t(`sales.part.${part.what}`, { defaultValue: part.what })} <Money minor={part.amount} />
          </li>
        ))}
        {result.breakdown.length === 0 && <li>{t('sales.call.nothing_earned')}</li>}
      </ul>
      <p className={styles.why}>
        {t('sales.workbench.earned')} <Money minor={result.earned_today} />
      </p>
      {result.next_lead_id ? (
        <Link to={`/sales/leads/${String(result.next_lead_id)}`} reloadDocument>
          <Button type="primary" size="large" block autoFocus className={styles.next ?? ''}>
            {t('sales.call.next')}
          </Button>
        </Link>
      ) : (
        <Link to="/sales/workbench">
          <Button size="large" block autoFocus className={styles.next ?? ''}>
            {t('sales.workbench.title')}
          </Button>
        </Link>
      )}
    </Card>
  );
}
