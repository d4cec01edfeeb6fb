import { expect, it } from 'vitest';
import type { IdentityReport } from './identity';
import { parting, told } from './identity';

const at = '2026-11-01T00:00:00.000Z';
const key = (kind: string, value: string, state: 'joins' | 'weak' = 'joins') => ({
  kind,
  value,
  state,
  first_at: at,
});
const profile = (id: number, kind: string, value: string, keys: ReturnType<typeof key>[] = []) => ({
  id,
  kind,
  value,
  created_at: at,
  orders: id,
  order_amount: id * 100,
  keys,
});
const join = (left: number, right: number) => ({ left, right, key_kind: 'phone', key_value: '138', at });

it('tells each record after one it is joined to', () => {
  const report: IdentityReport = {
    customer_id: 1,
    profiles: [profile(1, 'phone', 'a'), profile(2, 'phone', 'b'), profile(3, 'phone', 'c')],
    joins: [join(3, 2), join(1, 3)],
    decisions: [],
  };
  expect(told(report).map(({ profile: { id }, to }) => [id, to?.id])).toEqual([
    [1, undefined],
    [3, 1],
    [2, 3],
  ]);
});

it('leaves a shared key with the record it names, else with those who stay', () => {
  const report: IdentityReport = {
    customer_id: 1,
    profiles: [
      profile(1, 'phone', '138'),
      profile(2, 'external_id', 'C-1', [key('phone', '138'), key('email', 'a@'), key('plate', 'P', 'weak')]),
      profile(3, 'openid', 'x', [key('email', 'a@'), key('plate', 'P', 'weak')]),
    ],
    joins: [join(1, 2), { left: 2, right: 3, decision_id: 9, at }],
    decisions: [],
  };
  expect(parting(report, [3])).toEqual({
    goes: { profiles: 1, orders: 3, amount: 300 },
    stays: { profiles: 2, orders: 3, amount: 300 },
    keys: [{ kind: 'email', value: 'a@', goes: false }],
    decisions: [9],
  });
  expect(parting(report, [1]).keys).toEqual([{ kind: 'phone', value: '138', goes: true }]);
});
