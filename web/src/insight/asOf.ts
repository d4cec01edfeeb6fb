import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { instantOf } from '@/ui/wallClock';

/** The first instant after a calendar day, in the organisation's time zone: "as of" includes the day. */
export const endOfDay = (day: string, zone: string): string =>
  instantOf(Date.parse(`${day}T00:00:00Z`) + 86_400_000, zone);

/** For a date picker: the day and back; days still to come cannot be asked about. */
export const dayOf = (value: Dayjs | null): string => value?.format('YYYY-MM-DD') ?? '';
export const pickerOf = (day: string): Dayjs | null => (day === '' ? null : dayjs(day));
export const isToCome = (value: Dayjs): boolean => value.isAfter(dayjs(), 'day');
