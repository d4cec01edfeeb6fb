import { Input } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useFormat } from '@/app/session';
import { currencySymbol, parseMoney } from '@/ui/format';

interface MoneyInputProps {
  /** Minor units. */
  value?: number | null;
  onChange?: (minor: number | null) => void;
  id?: string;
}

/** An amount typed as people write it, kept in minor units. */
export function MoneyInput({ value, onChange, id }: MoneyInputProps): ReactElement {
  const { locale } = useFormat();
  const shown =
    value === null || value === undefined
      ? ''
      : (value / 10 ** locale.currency_digits).toFixed(locale.currency_digits);
  const [text, setText] = useState<string | null>(null);
  return (
    <Input
      {...(id === undefined ? {} : { id })}
      inputMode="decimal"
      prefix={currencySymbol(locale)}
      value={text ?? shown}
      onChange={(event) => {
        setText(event.target.value);
        onChange?.(parseMoney(event.target.value, locale) ?? null);
      }}
      onBlur={() => setText(null)}
    />
  );
}
