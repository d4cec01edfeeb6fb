import { expect, it } from 'vitest';
import { fromPicker, toPicker } from './wallClock';

it("a picker shows the organisation's clock and gives the instant back", () => {
  const instant = '2026-12-12T03:13:00.000Z';
  expect(toPicker(instant, 'Asia/Shanghai').format('YYYY-MM-DD HH:mm')).toBe('2026-12-12 11:13');
  expect(toPicker(instant, 'America/New_York').format('YYYY-MM-DD HH:mm')).toBe('2026-12-11 22:13');
  for (const zone of ['Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'UTC'])
    expect(fromPicker(toPicker(instant, zone), zone)).toBe(instant);
});

it('midnight is midnight there on the days clocks are changed', () => {
  const midnight = toPicker('2026-03-29T12:00:00Z', 'Europe/Berlin').startOf('day');
  expect(fromPicker(midnight, 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
  expect(fromPicker(midnight.add(1, 'day'), 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
});
