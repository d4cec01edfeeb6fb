import { AutoComplete, Button, Dropdown, Input, InputNumber, Popover, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Rule.module.css';

/** A word of the sentence that can be changed. */
function Face({ lacking, children }: { lacking?: boolean; children: ReactNode }): ReactElement {
  return (
    <button type="button" className={styles.token} data-lacking={lacking ?? false}>
      {children}
    </button>
  );
}

export interface Choice<Value extends string> {
  value: Value;
  label: string;
}

export function ChoiceToken<Value extends string>({
  value,
  options,
  onChange,
  text,
  lacking = false,
}: {
  value: Value;
  lacking?: boolean;
  options: Choice<Value>[];
  onChange: (value: Value) => void;
  text?: string;
}): ReactElement {
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: options.map((option) => ({ key: option.value, label: option.label })),
        selectable: true,
        selectedKeys: [value],
        onClick: ({ key }) => onChange(key as Value),
        style: { maxHeight: 360, overflow: 'auto' },
      }}
    >
      {Face({ lacking, children: text ?? options.find((option) => option.value === value)?.label ?? value })}
    </Dropdown>
  );
}

/** A word that opens a small editor. `children` gets how to close it. */
export function PopToken({
  text,
  lacking,
  children,
}: {
  text: string;
  lacking?: boolean;
  children: (close: () => void) => ReactNode;
}): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      placement="bottomLeft"
      destroyOnHidden
      content={<div className={styles.pop}>{children(() => setOpen(false))}</div>}
    >
      {Face({ ...(lacking === undefined ? {} : { lacking }), children: text })}
    </Popover>
  );
}

export function TextToken({
  value,
  placeholder,
  suggestions = [],
  onChange,
}: {
  value: string;
  placeholder: string;
  suggestions?: Choice<string>[];
  onChange: (value: string) => void;
}): ReactElement {
  const shown = suggestions.find((one) => one.value === value)?.label ?? value;
  return (
    <PopToken text={value === '' ? placeholder : shown} lacking={value === ''}>
      {(close) => (
        <AutoComplete
          autoFocus
          defaultOpen={suggestions.length > 0}
          style={{ width: 240 }}
          value={value}
          maxLength={100}
          aria-label={placeholder}
          options={suggestions}
          showSearch={{
            filterOption: (typed, option) =>
              String(option?.label ?? option?.value ?? '')
                .toLowerCase()
                .includes(typed.toLowerCase()),
          }}
          onChange={onChange}
          onSelect={close}
        >
          <Input placeholder={placeholder} onPressEnter={close} />
        </AutoComplete>
      )}
    </PopToken>
  );
}

export function ListToken({
  values,
  text,
  placeholder,
  options,
  free,
  mayBeEmpty = false,
  onChange,
}: {
  values: string[];
  text: string;
  placeholder: string;
  options: Choice<string>[];
  free?: boolean;
  /** Nothing chosen means something: it is not lacking. */
  mayBeEmpty?: boolean;
  onChange: (values: string[]) => void;
}): ReactElement {
  return (
    <PopToken text={values.length === 0 ? placeholder : text} lacking={values.length === 0 && !mayBeEmpty}>
      {() => (
        <Select<string[]>
          autoFocus
          defaultOpen
          mode={free ? 'tags' : 'multiple'}
          style={{ width: 280 }}
          value={values}
          aria-label={placeholder}
          placeholder={placeholder}
          options={options}
          onChange={onChange}
        />
      )}
    </PopToken>
  );
}

/** A number or two, in the unit a person thinks in; `scale` is how many stored units make one. */
export function NumberToken({
  value,
  upper,
  two,
  text,
  scale = 1,
  onChange,
}: {
  value: number;
  upper?: number | null | undefined;
  two: boolean;
  text: string;
  scale?: number;
  onChange: (value: number, upper: number | null) => void;
}): ReactElement {
  const { t } = useTranslation();
  const field = (shown: number, set: (next: number) => void, focus: boolean, close: () => void) => (
    <InputNumber
      autoFocus={focus}
      min={0}
      style={{ width: 120 }}
      value={shown / scale}
      aria-label={t('insight.number')}
      onChange={(next) => set(Math.round((next ?? 0) * scale * 10_000) / 10_000)}
      onPressEnter={close}
    />
  );
  return (
    <PopToken text={text}>
      {(close) => (
        <div style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
          {field(value, (next) => onChange(next, two ? (upper ?? next) : null), true, close)}
          {two && <>–{field(upper ?? value, (next) => onChange(value, next), false, close)}</>}
          <Button size="small" type="primary" onClick={close}>
            {t('insight.ok')}
          </Button>
        </div>
      )}
    </PopToken>
  );
}
