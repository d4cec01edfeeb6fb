import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/hooks';
import { useFormat } from '@/app/session';
import { Card } from '@/ui/Card';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { When } from '@/ui/values';
import styles from './Customer.module.css';
import type { TeamMember } from './nouns';

/** Who of us looks after them, works on something of theirs, or ever served them. */
export function Team({ customerId }: { customerId: number }): ReactElement {
  const { t } = useTranslation();
  const team = useRead<{ items: TeamMember[] }>('/api/customers/{customer_id}/team', {
    params: { customer_id: customerId },
  });
  const items = team.data?.items ?? [];
  return (
    <Card title={t('people.team.title')}>
      {team.isPending && <Skeleton rows={2} />}
      {team.isError && <Problem error={team.error} onRetry={team.refetch} />}
      {team.isSuccess && items.length === 0 && <p className={styles.hint}>{t('people.team.none')}</p>}
      <ul className={styles.rows}>
        {items.map((member) => (
          <Member key={member.user_id} member={member} />
        ))}
      </ul>
    </Card>
  );
}

function Member({ member }: { member: TeamMember }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  const role = member.active
    ? t(`people.team.role.${member.role}`, { defaultValue: member.role })
    : t('people.team.left');
  const served = member.services.map(({ what, times }) =>
    t(`people.team.served.${what}`, { count: times, times: num(times) }),
  );
  const charges = member.in_charge.map((one) => t(`people.team.${one}`));
  return (
    <li className={styles.row}>
      <span className={styles.grow}>
        <strong>{member.name}</strong> <span className={styles.hint}>{role}</span>
        {charges.length > 0 && <small className={styles.charge}>{charges.join(' · ')}</small>}
        {served.length > 0 && (
          <small className={styles.under}>
            {served.join(' · ')}
            {member.last_at && (
              <>
                {' · '}
                {t('people.team.last')} <When at={member.last_at} />
              </>
            )}
          </small>
        )}
      </span>
    </li>
  );
}
