/** An instant as a clock on the wall of that zone shows it: "2026-01-05 23:40". */
export function wallTime(instant: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return parts.format(new Date(instant));
}
