import { expect, it } from 'vitest';
import type { RelationMap } from './relationKinds';
import { layOut } from './relationLayout';

const person = (id: number, level: number) => ({ id, level, name: `P${String(id)}`, order_count: 0 });
const link = (id: number, from_id: number, to_id: number) => ({
  id,
  kind: 'spouse',
  from_id,
  to_id,
  note: '',
  created_at: '2026-11-22T00:00:00.000Z',
  by_name: '',
});

it('puts levels into columns, people beside whom they were reached from, and nobody over another', () => {
  const map: RelationMap = {
    people: [person(1, 0), person(2, 1), person(3, 1), person(4, 2), person(5, 2)],
    links: [link(10, 1, 2), link(11, 1, 3), link(12, 3, 4), link(13, 5, 2)],
    hidden: 0,
    cut: false,
  };
  const { placed, width, height } = layOut(map);
  const at = new Map(placed.map((one) => [one.person.id, one]));
  expect(at.get(1)?.x).toBeLessThan(at.get(2)?.x ?? 0);
  expect(at.get(2)?.x).toBe(at.get(3)?.x);
  // 5 was reached from 2, which stands above 3: no lines cross.
  expect(at.get(5)?.y).toBeLessThan(at.get(4)?.y ?? 0);
  expect(new Set(placed.map(({ x, y }) => `${String(x)} ${String(y)}`)).size).toBe(5);
  for (const { x, y } of placed) {
    expect(x).toBeGreaterThanOrEqual(66);
    expect(x).toBeLessThanOrEqual(width - 66);
    expect(y).toBeGreaterThanOrEqual(20);
    expect(y).toBeLessThanOrEqual(height - 20);
  }
});

it('stands a person without relations in the middle', () => {
  expect(layOut({ people: [person(1, 0)], links: [], hidden: 0, cut: false }).placed).toHaveLength(1);
});
