import { Radio } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import styles from './Choices.module.css';

export interface ChoicesProps<Value extends string> {
  options: readonly { value: Value; label: ReactNode; means?: ReactNode; disabled?: boolean }[];
  /** Given by the form item around it, or by the caller. */
  value?: Value;
  onChange?: (value: Value) => void;
  id?: string;
}

/** One of a few, each with what it means below its name. */
export function Choices<Value extends string>(props: ChoicesProps<Value>): ReactElement {
  const { options, value, onChange, id } = props;
  return (
    <Radio.Group
      {...(id === undefined ? {} : { id })}
      className={styles.choices ?? ''}
      value={value}
      onChange={(event) => onChange?.(event.target.value as Value)}
    >
      {options.map((option) => (
        <Radio key={option.value} value={option.value} disabled={option.disabled ?? false}>
          {option.label}
          {option.means !== undefined && <small className={styles.means}>{option.means}</small>}
        </Radio>
      ))}
    </Radio.Group>
  );
}
