import { Button, Tooltip } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/app/session';
import { useTakeBack } from './identity';
import type { DecisionView } from './identity';
import styles from './Identity.module.css';

/** Makes a decision undone, after the sentence that says what follows. */
export function TakeBack({ decision }: { decision: DecisionView }): ReactElement | null {
  const { t } = useTranslation();
  const may = useMay();
  const takeBack = useTakeBack();
  if (!may('customer_write') || decision.revoked_at) return null;
  return (
    <Tooltip title={t(decision.joins ? 'customer.decision.means_part' : 'customer.decision.means_join')}>
      <Button
        type="link"
        size="small"
        className={styles.takeBack ?? ''}
        loading={takeBack.isPending}
        onClick={() => void takeBack.run(decision.id)}
      >
        {t('customer.decision.take_back')}
      </Button>
    </Tooltip>
  );
}
