import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '@/api/hooks';
import type { Schema } from '@/api/types';
import { useSay } from '@/ui/actions';
import { plateText } from './nouns';

/** Who is one person, and why: the nouns of identity, as the server answers them. */
export type IdentityReport = Schema<'IdentityReport'>;
export type ProfileView = Schema<'ProfileView'>;
export type JoinView = Schema<'JoinView'>;
export type DecisionView = Schema<'DecisionView'>;
export type Decided = Schema<'Decided'>;
export type MergePreview = Schema<'MergePreview'>;
export type PersonSuggestion = Schema<'PersonSuggestion'>;
export type ConflictView = Schema<'ConflictView'>;

/** What changes once people join or part: all that hangs on a person. */
export const aboutPeople = ['/api/customers', '/api/identity', '/api/leads', '/api/coupons', '/api/orders'];

export function keyText(kind: string, value: string): string {
  return kind === 'plate' ? plateText(value) : value;
}

/** What a record is called: the strongest thing it came with. */
export function profileName(profile: ProfileView, kindName: (code: string) => string): string {
  return `${kindName(profile.kind)} ${keyText(profile.kind, profile.value)}`;
}

/** Takes a decision back, and says when it cannot. Resolves to whether it went well. */
export function useTakeBack(): { run: (decisionId: number) => Promise<boolean>; isPending: boolean } {
  const { t } = useTranslation();
  const say = useSay();
  const command = useCommand<undefined, Decided>('post', '/api/identity_decisions/{decision_id}/take_back', {
    refreshes: aboutPeople,
  });
  const { mutateAsync } = command;
  const run = useCallback(
    async (decisionId: number) => {
      try {
        await mutateAsync({ params: { decision_id: decisionId } });
        say.done(t('customer.decision.taken_back'));
        return true;
      } catch (error) {
        say.failed(error);
        return false;
      }
    },
    [mutateAsync, say, t],
  );
  return { run, isPending: command.isPending };
}

/** A profile as it is told: after the profile before it, with the reason why both are one person. */
export interface Told {
  profile: ProfileView;
  join: JoinView | null;
  /** Whom the join is with. */
  to: ProfileView | null;
}

/** Profiles in an order in which each but the first comes with a join to one told before. */
export function told({ profiles, joins }: IdentityReport): Told[] {
  const list: Told[] = [];
  const seen = new Set<number>();
  const tell = (profile: ProfileView, join: JoinView | null, to: ProfileView | null) => {
    if (seen.has(profile.id)) return;
    seen.add(profile.id);
    list.push({ profile, join, to });
    for (const next of joins) {
      if (next.left !== profile.id && next.right !== profile.id) continue;
      const other = profiles.find(({ id }) => id === (next.left === profile.id ? next.right : next.left));
      if (other) tell(other, next, profile);
    }
  };
  for (const profile of profiles) tell(profile, null, null);
  return list;
}

interface Key {
  kind: string;
  value: string;
}

/** What parting a person would do: to the chosen profiles, to the others, and to keys of both. */
export interface Parting {
  goes: { profiles: number; orders: number; amount: number };
  stays: { profiles: number; orders: number; amount: number };
  /** Keys that joined both sides, and which side they stay with. */
  keys: (Key & { goes: boolean })[];
  /** Decisions to join that are taken back with it. */
  decisions: number[];
}

/** The same rule as the server's: a shared key stays with the profile it names, else with those who stay. */
export function parting(report: IdentityReport, chosen: readonly number[]): Parting {
  const isChosen = (id: number) => chosen.includes(id);
  const sum = (profiles: ProfileView[]) => ({
    profiles: profiles.length,
    orders: profiles.reduce((n, one) => n + one.orders, 0),
    amount: profiles.reduce((n, one) => n + one.order_amount, 0),
  });
  const sides = new Map<string, Key & { goes: boolean; stays: boolean; home: boolean | null }>();
  for (const profile of report.profiles) {
    const goes = isChosen(profile.id);
    const own = { kind: profile.kind, value: profile.value, state: 'joins', isHome: true };
    for (const key of [own, ...profile.keys.map((one) => ({ ...one, isHome: false }))]) {
      if (key.state !== 'joins') continue;
      const name = `${key.kind} ${key.value}`;
      const at = sides.get(name) ?? {
        kind: key.kind,
        value: key.value,
        goes: false,
        stays: false,
        home: null,
      };
      sides.set(name, {
        ...at,
        goes: at.goes || goes,
        stays: at.stays || !goes,
        home: key.isHome ? goes : at.home,
      });
    }
  }
  const crossing = report.joins.filter((join) => isChosen(join.left) !== isChosen(join.right));
  return {
    goes: sum(report.profiles.filter(({ id }) => isChosen(id))),
    stays: sum(report.profiles.filter(({ id }) => !isChosen(id))),
    keys: [...sides.values()]
      .filter((side) => side.goes && side.stays)
      .map(({ kind, value, home }) => ({ kind, value, goes: home === true })),
    decisions: crossing.flatMap((join) => (join.decision_id ? [join.decision_id] : [])),
  };
}
