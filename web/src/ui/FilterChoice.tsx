import { Select } from 'antd';
import type { ReactElement } from 'react';
import type { FilterSelectProps } from './FilterSelect';
import styles from './ListPage.module.css';

/** A filter that somebody touched: open, and ready for the keyboard. */
export function FilterChoice({ label, options, value, onChange }: FilterSelectProps): ReactElement {
  return (
    <Select
      className={styles.filter ?? ''}
      aria-label={label}
      placeholder={label}
      allowClear
      autoFocus
      defaultOpen
      showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
      popupMatchSelectWidth={false}
      value={value || undefined}
      options={options}
      onChange={onChange}
    />
  );
}
