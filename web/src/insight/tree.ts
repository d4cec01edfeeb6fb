import type { GroupKind, LeafKind, Leaves, Rule, ValueTest } from './nouns';
import { leafKinds } from './nouns';

/** A rule while it is edited: nodes have names of their own, so that they can be moved about. */
export interface Group {
  id: string;
  kind: GroupKind;
  items: Node[];
}
export type Leaf = { [Kind in LeafKind]: { id: string; kind: Kind; value: Leaves[Kind] } }[LeafKind];
export type Node = Group | Leaf;

let last = 0;
const newId = (): string => `n${String((last += 1))}`;

export function isGroup(node: Node): node is Group {
  return 'items' in node;
}

const beginnings: { [Kind in LeafKind]: () => Leaves[Kind] } = {
  orders: () => ({ where: [], window: { last_days: 90 }, measure: 'count', compare: 'ge', value: 1 }),
  events: () => ({
    names: [],
    where: [],
    window: { last_days: 30 },
    measure: 'count',
    compare: 'ge',
    value: 1,
  }),
  asset: () => ({ kinds: ['policy'], due: { from_days: 0, to_days: 30 }, where: [] }),
  stage: () => ({ stages: ['silent'] }),
  attribute: () => ({ key: '', op: 'eq', value: '' }),
  tag: () => ({ tag: '' }),
  consent: () => ({ channel: 'inbox', purpose: 'marketing' }),
  segment: () => ({ segment_id: 0 }),
};

export function newLeaf(kind: LeafKind): Leaf {
  return { id: newId(), kind, value: beginnings[kind]() } as Leaf;
}

export function newGroup(kind: GroupKind, items: Node[] = []): Group {
  return { id: newId(), kind, items };
}

function nodeOf(rule: Rule): Node {
  for (const kind of ['all', 'any', 'none'] as const) {
    const items = rule[kind];
    if (items) return { id: newId(), kind, items: items.map(nodeOf) };
  }
  const kind = leafKinds.find((one) => rule[one]) ?? 'tag';
  return { id: newId(), kind, value: rule[kind] ?? beginnings[kind]() } as Leaf;
}

/** The tree's root is always a group, so that there is a place to add to. */
export function treeOf(rule: Rule): Group {
  const node = nodeOf(rule);
  return isGroup(node) ? node : newGroup('all', [node]);
}

export function ruleOf(node: Node): Rule {
  return isGroup(node) ? { [node.kind]: node.items.map(ruleOf) } : { [node.kind]: node.value };
}

function testLacks(test: ValueTest): boolean {
  if (test.op === 'exists' || test.op === 'missing') return false;
  if (test.op === 'in') return !test.values || test.values.length === 0;
  return (test.value === undefined || test.value === null || test.value === '') && test.in_days == null;
}

/** What has to be filled in before the rule can be asked. */
export function isLacking(node: Node): boolean {
  if (isGroup(node)) return node.items.length === 0 || node.items.some(isLacking);
  switch (node.kind) {
    case 'tag':
      return node.value.tag.trim() === '';
    case 'segment':
      return node.value.segment_id === 0;
    case 'stage':
      return node.value.stages.length === 0;
    case 'attribute':
      return node.value.key.trim() === '' || testLacks(node.value);
    case 'consent':
      return node.value.channel === '' || node.value.purpose === '';
    case 'events':
      return (
        node.value.names.length === 0 ||
        (['sum', 'min', 'max', 'avg'].includes(node.value.measure) && !node.value.property) ||
        node.value.where.some((one) => one.property === '' || testLacks(one))
      );
    case 'orders':
    case 'asset':
      return node.value.where.some((one) => one.property === '' || testLacks(one));
  }
}

export function changed(root: Group, id: string, change: (node: Node) => Node | Node[] | null): Group {
  const walk = (node: Node): Node[] => {
    if (node.id === id && node !== root) {
      const next = change(node);
      return next === null ? [] : Array.isArray(next) ? next : [next];
    }
    return [isGroup(node) ? { ...node, items: node.items.flatMap(walk) } : node];
  };
  if (root.id === id) {
    const next = change(root);
    return next !== null && !Array.isArray(next) && isGroup(next) ? next : root;
  }
  return walk(root)[0] as Group;
}

export function found(node: Node, id: string): Node | undefined {
  if (node.id === id) return node;
  if (!isGroup(node)) return undefined;
  for (const item of node.items) {
    const hit = found(item, id);
    if (hit) return hit;
  }
  return undefined;
}

/** Takes a node out and puts it at the end of a group, unless that group is inside of it. */
export function moved(root: Group, id: string, groupId: string): Group {
  const node = found(root, id);
  if (!node || id === groupId || found(node, groupId)) return root;
  const without = changed(root, id, () => null);
  return changed(without, groupId, (group) =>
    isGroup(group) ? { ...group, items: [...group.items, node] } : group,
  );
}

/** The path under which the server names each node: "rule.all[1]". */
export function pathsOf(root: Group): Map<string, string> {
  const paths = new Map<string, string>();
  const walk = (node: Node, path: string) => {
    paths.set(node.id, path);
    if (isGroup(node)) {
      node.items.forEach((item, at) => walk(item, `${path}.${node.kind}[${String(at)}]`));
    }
  };
  walk(root, 'rule');
  return paths;
}
