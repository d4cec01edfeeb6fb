import { useRead } from '@/api/hooks';
import type { Page } from '@/api/types';
import type { Org } from './nouns';

/** The organisation tree, parents before children. */
export function useOrgs() {
  return useRead<Page<Org>>('/api/orgs', { query: { limit: 200 } }, { staleTime: 60_000 });
}

/** Depth below the nodes that are themselves at the top of what one sees. */
export function depthOf(org: Org, all: readonly Org[]): number {
  const known = new Set(all.map((one) => one.id));
  return org.path
    .split('/')
    .filter(Boolean)
    .map(Number)
    .filter((id) => id !== org.id && known.has(id)).length;
}

/** The tree as a drop-down, children indented below their parent. */
export function useOrgOptions(): { value: number; label: string; title: string }[] {
  const orgs = useOrgs().data?.items ?? [];
  return inTreeOrder(orgs).map((org) => ({
    value: org.id,
    label: `${'\u2003'.repeat(depthOf(org, orgs))}${org.name}`,
    title: org.name,
  }));
}

/** Each node directly before its children. */
export function inTreeOrder(orgs: readonly Org[]): Org[] {
  const known = new Set(orgs.map((org) => org.id));
  const below = new Map<number, Org[]>();
  const top: Org[] = [];
  for (const org of orgs) {
    const parent = org.parent_id;
    if (parent === null || parent === undefined || !known.has(parent)) top.push(org);
    else below.set(parent, [...(below.get(parent) ?? []), org]);
  }
  const walk = (org: Org): Org[] => [org, ...(below.get(org.id) ?? []).flatMap(walk)];
  return top.flatMap(walk);
}
