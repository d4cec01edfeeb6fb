import type { Schema } from '@/api';
import { useRead } from '@/api/hooks';
import { useMay } from '@/app/session';

export type Onboarding = Schema<'Onboarding'>;
export type FirstStep = Onboarding['steps'][number]['step'];
export type Industry = NonNullable<Onboarding['industry']>;

export const industries: readonly Industry[] = ['car_care', 'ecommerce', 'education', 'other'];

/** Where each of the first steps is taken. */
export const stepPaths: Record<FirstStep, string> = {
  industry: '/welcome',
  people: '/capture/imports',
  segment: '/insight/segments',
  coupon: '/offer/coupon_types',
  campaign: '/scene/campaigns',
  redemption: '/till',
  call: '/sales/workbench',
  colleagues: '/settings/users',
};

export const onboardingPath = '/api/onboarding';

/** How far the first steps have come; asked by those only who can take them. */
export function useOnboarding() {
  const may = useMay();
  return useRead<Onboarding>(onboardingPath, {}, { enabled: may('segment_write') });
}
