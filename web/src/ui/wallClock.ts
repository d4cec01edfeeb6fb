import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';

/** What a clock on a wall of that zone shows, as if it were UTC. */
function wallOf(instant: number, zone: string): number {
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
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}

/** An instant for a date picker: the picker shows the organisation's clock, wherever the browser is. */
export function toPicker(instant: string | number, zone: string): Dayjs {
  const whole = Math.floor(new Date(instant).getTime() / 1000) * 1000;
  return dayjs(new Date(wallOf(whole, zone)).toISOString().slice(0, 19));
}

/** What was chosen in a picker as an instant, read as the organisation's clock. */
export const fromPicker = (chosen: Dayjs, zone: string): string =>
  instantOf(Date.parse(`${chosen.format('YYYY-MM-DDTHH:mm:ss')}Z`), zone);

/** When a clock on a wall of that zone shows `wall`, which is given as if it were UTC. */
export function instantOf(wall: number, zone: string): string {
  const first = wall - (wallOf(wall, zone) - wall);
  return new Date(wall - (wallOf(first, zone) - first)).toISOString();
}
