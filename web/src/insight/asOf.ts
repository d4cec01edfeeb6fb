import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';

/** How many ms a zone is ahead of UTC at an instant. */
function ahead(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return local - Math.floor(instant / 1000) * 1000;
}

/** The first instant after a calendar day, in the organisation's time zone: "as of" includes the day. */
export function endOfDay(day: string, zone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`) + 86_400_000;
  const first = midnight - ahead(midnight, zone);
  return new Date(midnight - ahead(first, zone)).toISOString();
}

/** For a date picker: the day and back; days still to come cannot be asked about. */
export const dayOf = (value: Dayjs | null): string => value?.format('YYYY-MM-DD') ?? '';
export const pickerOf = (day: string): Dayjs | null => (day === '' ? null : dayjs(day));
export const isToCome = (value: Dayjs): boolean => value.isAfter(dayjs(), 'day');
