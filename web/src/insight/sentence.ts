import type { TFunction } from 'i18next';
import type { useFormat } from '@/app/session';
import type {
  AssetRule,
  DueSpan,
  EventRule,
  Leaves,
  Measure,
  OrderFigure,
  OrderRule,
  PropertyFilter,
  Rule,
  RuleWindow,
  ValueTest,
} from './nouns';
import { leafKinds } from './nouns';

type Format = ReturnType<typeof useFormat>;

/** A measure as one choice: what is computed and what it is about. */
export const orderMeasures = [
  'count',
  'sum_amount',
  'avg_amount',
  'max_amount',
  'sum_quantity',
  'days',
  'last_days_ago',
  'first_days_ago',
] as const;
export type OrderMeasure = (typeof orderMeasures)[number];

export const eventMeasures = [
  'count',
  'days',
  'sum',
  'avg',
  'max',
  'last_days_ago',
  'first_days_ago',
] as const;

export function orderMeasureOf(rule: OrderRule): OrderMeasure {
  const word = ['sum', 'avg', 'max', 'min'].includes(rule.measure)
    ? `${rule.measure}_${rule.figure ?? 'amount'}`
    : rule.measure;
  return (orderMeasures as readonly string[]).includes(word) ? (word as OrderMeasure) : 'count';
}

export function measureParts(word: OrderMeasure): { measure: Measure; figure?: OrderFigure } {
  const [measure, figure] = /^(sum|avg|max)_(.*)$/.exec(word)?.slice(1) ?? [word];
  return { measure: measure as Measure, ...(figure ? { figure: figure as OrderFigure } : {}) };
}

export function isMoney(rule: OrderRule): boolean {
  return orderMeasureOf(rule).endsWith('_amount');
}

export function windowText(window: RuleWindow | null | undefined, t: TFunction, { date }: Format): string {
  if (window?.last_days) return t('insight.window.last', { count: window.last_days });
  if (window?.from && window.to) {
    return t('insight.window.between', { from: date(window.from), to: date(window.to) });
  }
  if (window?.from) return t('insight.window.from', { from: date(window.from) });
  if (window?.to) return t('insight.window.to', { to: date(window.to) });
  return t('insight.window.ever');
}

export function testText(test: ValueTest, t: TFunction): string {
  if (test.op === 'exists' || test.op === 'missing') return '';
  if (test.in_days != null) {
    const days = test.in_days;
    return days === 0
      ? t('insight.today')
      : days > 0
        ? t('insight.in_days', { count: days })
        : t('insight.days_ago', { count: -days });
  }
  const list = test.op === 'in' ? (test.values ?? []) : [test.value ?? ''];
  return list
    .map((one) => (typeof one === 'boolean' ? t(one ? 'insight.yes' : 'insight.no') : String(one)))
    .join(t('insight.or_comma'));
}

/** "due in the next 30 days". */
export function dueText(due: DueSpan | null | undefined, t: TFunction): string {
  if (!due) return t('insight.asset.due_any');
  const from = due.from_days ?? null;
  const to = due.to_days ?? null;
  if (from === null && to === null) return t('insight.asset.due_dated');
  if (to === -1) {
    return from === null
      ? t('insight.asset.due_overdue')
      : t('insight.asset.due_overdue_within', { days: -from });
  }
  if (from === 0 && to !== null) return t('insight.asset.due_next', { days: to });
  if (from === null) return t('insight.asset.due_to', { to });
  if (to === null) return t('insight.asset.due_from', { from });
  return t('insight.asset.due_between', { from, to });
}

export function assetKindsText(rule: AssetRule, t: TFunction): string {
  return rule.kinds.length === 0
    ? t('insight.asset.any')
    : rule.kinds.map((kind) => t(`insight.asset.kind.${kind}`)).join(t('insight.or_comma'));
}

export function amountText(rule: OrderRule | EventRule, t: TFunction, format: Format): string {
  const money = 'names' in rule ? false : isMoney(rule);
  const one = (value: number) => (money ? format.money(value) : format.num(value));
  const unit = unitOf(rule, t);
  if (rule.compare === 'between') return `${one(rule.value)}–${one(rule.upper ?? rule.value)}${unit}`;
  return one(rule.value) + unit;
}

/** The unit behind a count: "5 orders" is said by the measure, but days need their word. */
export function unitOf(rule: OrderRule | EventRule, t: TFunction): string {
  return ['days', 'last_days_ago', 'first_days_ago'].includes(rule.measure) ? t('insight.unit_days') : '';
}

/** Fills `{name}` of a sentence. */
export function filled(sentence: string, parts: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (_whole, name: string) => parts[name] ?? '');
}

type Names = (segmentId: number) => string;

/** Properties of orders that have a word of their own, by the place of the word. */
const orderWords: Record<string, string> = {
  'lines[].sku': 'sku',
  'lines[].name': 'product',
  store: 'store',
  channel: 'channel',
  amount: 'amount',
  quantity: 'quantity',
  discount: 'discount',
};

/** What people call a property of an order; others keep their own name. */
export function propertyName(property: string, t: TFunction): string {
  const word = orderWords[property];
  return word === undefined ? property : t(`insight.property.${word}`);
}

function filterText(filter: PropertyFilter, t: TFunction): string {
  const name = t(`insight.asset.field.${filter.property}`, {
    defaultValue: propertyName(filter.property, t),
  });
  // "is wash-single or wash-card": the values say that it is one of several.
  const op = t(`insight.op.${filter.op === 'in' ? 'eq' : filter.op}`);
  return [name, op, testText(filter, t)].filter(Boolean).join(' ');
}

function leafText(rule: Rule, t: TFunction, format: Format, segmentName: Names): string {
  const kind = leafKinds.find((one) => rule[one]);
  const sentence = kind ? t(`insight.leaf.${kind}`) : '';
  if (rule.orders || rule.events) {
    const said = (rule.orders ?? rule.events) as OrderRule | EventRule;
    const text = filled(sentence, {
      window: windowText(said.window, t, format),
      names: rule.events ? rule.events.names.join(t('insight.or_comma')) : '',
      measure: rule.orders
        ? t(`insight.order_measure.${orderMeasureOf(rule.orders)}`)
        : t(`insight.event_measure.${said.measure}`),
      compare: t(`insight.compare.${said.compare}`),
      value: amountText(said, t, format),
    });
    const filters = said.where.map((one) => filterText(one, t));
    return filters.length > 0
      ? text + t('insight.where', { filters: filters.join(t('insight.and_comma')) })
      : text;
  }
  if (rule.attribute) {
    const key = rule.attribute.key;
    return filled(sentence, {
      key: t(`customer.attribute.${key}`, { defaultValue: key }),
      op: t(`insight.op.${rule.attribute.op}`),
      value: testText(rule.attribute, t),
    }).trim();
  }
  if (rule.asset) {
    const text = filled(sentence, {
      count: t('insight.asset.count', { count: rule.asset.at_least ?? 1 }),
      kinds: assetKindsText(rule.asset, t),
      due: dueText(rule.asset.due, t),
    });
    const filters = rule.asset.where.map((one) => filterText(one, t));
    return filters.length > 0
      ? text + t('insight.where', { filters: filters.join(t('insight.and_comma')) })
      : text;
  }
  if (rule.stage) {
    const words = rule.stage.stages.map((stage) => t(`insight.stage.${stage}`)).join(t('insight.or_comma'));
    return filled(sentence, { stages: words });
  }
  if (rule.consent) return filled(sentence, consentParts(rule.consent, t));
  if (rule.segment) return filled(sentence, { segment: segmentName(rule.segment.segment_id) });
  return filled(sentence, { tag: rule.tag?.tag ?? '' });
}

export function consentParts(consent: Leaves['consent'], t: TFunction): Record<string, string> {
  return {
    channel: t(`customer.channel.${consent.channel}`, { defaultValue: consent.channel }),
    purpose: t(`customer.purpose.${consent.purpose}`, { defaultValue: consent.purpose }),
  };
}

/** A whole rule as one sentence, for lists and heads. */
export function ruleText(rule: Rule, t: TFunction, format: Format, segmentName: Names, depth = 0): string {
  for (const kind of ['all', 'any', 'none'] as const) {
    const items = rule[kind];
    if (!items) continue;
    // A group of one group says no more than the inner one.
    const only = items[0];
    if (kind !== 'none' && items.length === 1 && only) return ruleText(only, t, format, segmentName, depth);
    const said = items.map((item, at) => {
      const text = ruleText(item, t, format, segmentName, depth + 1);
      return at === 0 && depth === 0 && kind !== 'none' ? text : text.charAt(0).toLowerCase() + text.slice(1);
    });
    const joined = said.join(t(kind === 'all' ? 'insight.join.all' : 'insight.join.any'));
    if (kind === 'none') return t('insight.join.none', { rules: joined });
    return depth > 0 && said.length > 1 ? t('insight.join.inner', { rules: joined }) : joined;
  }
  return leafText(rule, t, format, segmentName);
}
