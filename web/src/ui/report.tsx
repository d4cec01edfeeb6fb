import { Tooltip } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import styles from './report.module.css';

/** The first line of a report: what it earned, in words with its interval; below it how that is known. */
export function Verdict({
  tone = 'none',
  method,
  children,
}: {
  tone?: 'good' | 'harm' | 'none';
  method?: ReactNode;
  children: ReactNode;
}): ReactElement {
  return (
    <div className={styles.verdict} data-tone={tone}>
      <p className={styles.words}>{children}</p>
      {method !== undefined && <p className={styles.method}>{method}</p>}
    </div>
  );
}

export function MetricTiles({ children }: { children: ReactNode }): ReactElement {
  return <div className={styles.tiles}>{children}</div>;
}

export interface MetricTileProps {
  name: ReactNode;
  /** What exactly is counted; the same words everywhere. */
  definition?: ReactNode;
  value: ReactNode;
  /** The same before, or what it is compared with. */
  before?: ReactNode;
  /** A figure below its floor. */
  warning?: ReactNode;
  /** Where its rows are. */
  to?: string;
}

/** The name of a metric; what exactly it counts comes with the mouse and with the keyboard. */
export function Meant({ name, definition }: { name: ReactNode; definition: ReactNode }): ReactElement {
  return (
    <Tooltip title={definition}>
      <span className={styles.name} tabIndex={0}>
        {name}
      </span>
    </Tooltip>
  );
}

/** One metric: its name with its definition on hover, its value, before, and the way to its rows. */
export function MetricTile({ name, definition, value, before, warning, to }: MetricTileProps): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.tile}>
      {definition === undefined ? (
        <span className={`${styles.name} ${styles.plain}`}>{name}</span>
      ) : (
        <Meant name={name} definition={definition} />
      )}
      <p className={styles.value}>{value}</p>
      {(before !== undefined || warning !== undefined || to !== undefined) && (
        <p className={styles.before}>
          {warning === undefined ? before : <span className={styles.warn}>{warning}</span>}
          {to !== undefined && <Link to={to}> {t('ui.report.rows')}</Link>}
        </p>
      )}
    </div>
  );
}
