import clear from '@ant-design/icons-svg/es/asn/CloseCircleFilled';
import down from '@ant-design/icons-svg/es/asn/DownOutlined';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './ListPage.module.css';
import { Sign } from './Sign';

export interface FilterSelectProps {
  label: string;
  options: { value: string; label: string }[];
  value: string;
  onChange: (value: string | undefined) => void;
}

const Choice = lazy(async () => ({ default: (await import('./FilterChoice')).FilterChoice }));

/** One filter of a list. Only its face at first: the list of choices comes with the first touch. */
export function FilterSelect(props: FilterSelectProps): ReactElement {
  const [isTouched, setTouched] = useState(false);
  const face = <Face {...props} onOpen={() => setTouched(true)} />;
  if (!isTouched) return face;
  return (
    <Suspense fallback={face}>
      <Choice {...props} />
    </Suspense>
  );
}

function Face({ label, options, value, onChange, onOpen }: FilterSelectProps & { onOpen: () => void }) {
  const { t } = useTranslation();
  const chosen = value === '' ? undefined : (options.find((one) => one.value === value)?.label ?? value);
  return (
    <span className={`${styles.filter} ${styles.face}`} data-empty={chosen === undefined}>
      <button
        type="button"
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={false}
        aria-label={chosen === undefined ? label : `${label}: ${chosen}`}
        onClick={onOpen}
        onKeyDown={(event) => event.key === 'ArrowDown' && onOpen()}
      >
        <span>{chosen ?? label}</span>
        {chosen === undefined && <Sign of={down} />}
      </button>
      {chosen !== undefined && (
        <button
          type="button"
          className={styles.unset}
          aria-label={t('ui.list.unset', { name: label })}
          onClick={() => onChange(undefined)}
        >
          <Sign of={clear} />
        </button>
      )}
    </span>
  );
}
