import { Input } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';

interface ClockInputProps {
  /** Given by the form item around it: "22:30". */
  value?: string;
  onChange?: (clock: string) => void;
  id?: string;
}

/** "7", "730", "7:30" and "07.30" are what people type for 07:30; undefined for what is no time of day. */
export function typedClock(typed: string): string | undefined {
  const [, hour = '', minute = '0'] = /^\s*(\d{1,2})(?:\D*(\d{2}))?\s*$/.exec(typed) ?? [];
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

const day = 24 * 60;

/** A time of day in 24 hours, whatever the browser's own habit; the arrows move it by five minutes. */
export function ClockInput({ value = '', onChange, id }: ClockInputProps): ReactElement {
  const [typed, setTyped] = useState<string | null>(null);
  const settle = () => {
    const clock = typed === null ? undefined : typedClock(typed);
    if (clock !== undefined) onChange?.(clock);
    setTyped(null);
  };
  const move = (by: number) => {
    const [hour = 0, minute = 0] = (typedClock(typed ?? value) ?? '00:00').split(':').map(Number);
    const at = (hour * 60 + minute + by + day) % day;
    setTyped(null);
    onChange?.(typedClock(`${String(Math.floor(at / 60))}:${String(at % 60).padStart(2, '0')}`) ?? value);
  };
  return (
    <Input
      {...(id === undefined ? {} : { id })}
      style={{ width: 96 }}
      inputMode="numeric"
      maxLength={5}
      value={typed ?? value}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={settle}
      onPressEnter={settle}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        move(event.key === 'ArrowUp' ? 5 : -5);
      }}
    />
  );
}
