import i18next from 'i18next';
import { beforeAll, expect, it } from 'vitest';
import { allWords, startWords } from '@/i18n';
import type { Report } from './words';
import { verdictWords } from './words';

const gain = { treated_mean: 1, holdout_mean: 0, per_person: 1 };
const report = (more: Partial<Report>) =>
  ({
    verdict: 'earned',
    basis: 'profit',
    placement_cost: 0,
    redemption: { part: 0, whole: 0 },
    amount: gain,
    ...more,
  }) as Report;
const money = (minor: number) => `¥${String(minor / 100)}`;
const said = (more: Partial<Report>) =>
  verdictWords(i18next.t, report(more), money, (share) => `${String(100 * share)}%`);

beforeAll(async () => {
  await startWords('en');
  await allWords();
});

it('says what was earned net of placements, with its interval', () => {
  const profit = { ...gain, total: 1_250_000, low: 320_000, high: 2_180_000 };
  expect(said({ profit, placement_cost: 10_000 })).toBe('Earned ¥12400 more (95% interval ¥3100 to ¥21700)');
});

it('does not let a high redemption rate hide a loss', () => {
  const profit = { ...gain, total: -233_000, low: -400_000, high: -100_000 };
  const words = said({ verdict: 'lost', profit, redemption: { part: 1, whole: 2, value: 0.5 } });
  expect(words).toMatch(/^50% were redeemed, yet: Lost ¥2330 /);
});

it('claims nothing without a holdout or with too few people', () => {
  expect(said({ verdict: 'no_holdout' })).toMatch(/^Nobody can tell/);
  expect(said({ verdict: 'too_few' })).toBe('Too few people to tell');
  expect(said({ verdict: 'no_orders' })).toBe('No evidence yet: nobody has ordered since the launch');
});
