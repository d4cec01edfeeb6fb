import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './states.module.css';

const widths = ['92%', '74%', '83%', '61%', '88%', '70%'];

export interface SkeletonProps {
  rows?: number;
  /** One block of this height instead of lines. */
  height?: number;
  /** With the margins of a page. */
  padded?: boolean;
}

/** Holds the place of what is on its way. Appears only when that takes longer than a glance. */
export function Skeleton({ rows = 4, height, padded }: SkeletonProps): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={padded ? `${styles.bones} ${styles.padded}` : styles.bones} role="status">
      <span className="unseen">{t('ui.loading')}</span>
      {height !== undefined && <div className={`${styles.bone} ${styles.block}`} style={{ height }} />}
      {height === undefined &&
        Array.from({ length: rows }, (_unused, row) => (
          <div key={row} className={styles.bone} style={{ width: widths[row % widths.length] }} />
        ))}
    </div>
  );
}
