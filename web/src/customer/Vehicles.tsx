import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/app/session';
import { Card } from '@/ui/Card';
import { StatusTag } from '@/ui/StatusTag';
import styles from './Customer.module.css';
import type { Vehicle } from './nouns';
import { plateText } from './nouns';

/** Cars and the dates that come with them. */
export function Vehicles({ vehicles }: { vehicles: Vehicle[] }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  return (
    <Card title={t('customer.vehicles')}>
      <ul className={styles.rows}>
        {vehicles.map((vehicle) => (
          <li key={vehicle.id} className={styles.vehicle}>
            <span className={styles.plate}>{plateText(vehicle.plate)}</span>
            <span className={styles.under}>
              {[
                vehicle.model,
                vehicle.mileage ? t('customer.kilometres', { km: num(vehicle.mileage) }) : '',
                vehicle.insurer,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            <Due what={t('customer.insurance')} at={vehicle.insurance_until} />
            <Due what={t('customer.inspection')} at={vehicle.inspection_until} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Due({ what, at }: { what: string; at: string | null | undefined }): ReactElement | null {
  const { t } = useTranslation();
  const { date } = useFormat();
  if (!at) return null;
  const days = Math.ceil((new Date(at).getTime() - Date.now()) / 86_400_000);
  const tone = days < 0 ? 'neutral' : days <= 30 ? 'warn' : 'neutral';
  return (
    <span className={styles.due}>
      <span>{what}</span>
      <span className={styles.hint}>{date(at)}</span>
      {days <= 90 && (
        <StatusTag tone={tone}>
          {days < 0 ? t('customer.overdue') : t('customer.in_days', { count: days })}
        </StatusTag>
      )}
    </span>
  );
}
