import { TimePicker } from 'antd';
import dayjs from 'dayjs';
import type { ReactElement } from 'react';

interface ClockInputProps {
  /** Given by the form item around it: "22:30". */
  value?: string;
  onChange?: (clock: string) => void;
  id?: string;
}

/** A time of day in 24 hours, whatever the browser's own habit. */
export function ClockInput({ value, onChange, id }: ClockInputProps): ReactElement {
  return (
    <TimePicker
      {...(id === undefined ? {} : { id })}
      format="HH:mm"
      minuteStep={5}
      allowClear={false}
      needConfirm={false}
      showNow={false}
      value={value ? dayjs(`2000-01-01T${value}`) : null}
      onChange={(time) => {
        if (time) onChange?.(time.format('HH:mm'));
      }}
    />
  );
}
