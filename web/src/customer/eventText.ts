import type { TFunction } from 'i18next';
import type { useFormat } from '@/app/session';
import type { TimelineItem } from './nouns';
import { plateText } from './nouns';

type Format = ReturnType<typeof useFormat>;
type KindName = (code: string) => string;
type Properties = Record<string, unknown>;

const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

function orderText(properties: Properties, t: TFunction, { money, num }: Format): string {
  const lines = Array.isArray(properties.lines)
    ? (properties.lines as { name?: string; sku?: string }[])
    : [];
  const names = lines.map((line) => line.name || line.sku || '').filter(Boolean);
  const what = names.length > 0 ? names.join(', ') : '';
  const pieces = number(properties.quantity);
  const amount = money(number(properties.amount));
  if (what !== '') return `${amount} · ${what}`;
  return pieces > 0 ? `${amount} · ${t('customer.pieces', { count: pieces, pieces: num(pieces) })}` : amount;
}

function valueText(key: string, value: unknown, t: TFunction): string {
  if (value === null || value === undefined) return t('customer.cleared');
  if (typeof value === 'boolean') return t(value ? 'customer.yes' : 'customer.no');
  return t(`customer.attribute_value.${key}.${text(value)}`, { defaultValue: text(value) });
}

function pointsText(properties: Properties, t: TFunction, { num }: Format): string {
  const points = number(properties.points);
  const missing = number(properties.missing);
  return [
    t('people.points', { count: points, points: num(points) }),
    missing > 0 && t('offer.points.missing', { count: missing, points: num(missing) }),
    text(properties.reason),
    text(properties.order_number) && t('offer.points.order', { number: text(properties.order_number) }),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** The facts of an event that a person wants to read, in one line. */
function detailText(item: TimelineItem, t: TFunction, format: Format, kindName: KindName): string {
  const p = item.properties;
  switch (item.name) {
    case 'order.completed':
      return orderText(p, t, format);
    case 'order.refunded':
    case 'commission.earned':
      return format.money(number(p.amount));
    case 'points.earned':
    case 'points.spent':
    case 'points.expired':
    case 'points.adjusted':
    case 'points.returned':
      return pointsText(p, t, format);
    case 'attribute.changed': {
      const key = text(p.key);
      return `${t(`customer.attribute.${key}`, { defaultValue: key })}: ${valueText(key, p.value, t)}`;
    }
    case 'mark.set':
    case 'mark.withdrawn': {
      const kind = text(p.kind);
      const said =
        typeof p.amount === 'number'
          ? format.money(p.amount)
          : t(`customer.mark_value.${kind}.${text(p.value)}`, { defaultValue: text(p.value) });
      const name = t(`customer.mark_kind.${kind}`, { defaultValue: kind });
      return [`${name}: ${said}`, text(p.note)].filter(Boolean).join(' · ');
    }
    case 'relation.added':
    case 'relation.removed':
      return t(`customer.relation_kind.${text(p.kind)}`, { defaultValue: text(p.kind) });
    case 'attribute.refused': {
      const key = text(p.key);
      return `${t(`customer.attribute.${key}`, { defaultValue: key })}: ${valueText(key, p.value, t)}`;
    }
    case 'tag.added':
    case 'tag.removed':
      return text(p.tag);
    case 'consent.changed': {
      if (p.channel === 'all' && p.purpose === 'all')
        return t(p.granted ? 'customer.allow_contact' : 'customer.do_not_contact');
      const said = t(p.granted ? 'customer.granted' : 'customer.withdrawn');
      return `${t('customer.consent_to', {
        channel: t(`customer.channel.${text(p.channel)}`, { defaultValue: text(p.channel) }),
        purpose: t(`customer.purpose.${text(p.purpose)}`, { defaultValue: text(p.purpose) }),
      })}: ${said}`;
    }
    case 'identity.linked':
      return kindName(text(p.kind));
    case 'profiles.merged':
      return text(p.key_kind) === '' ? t('customer.decision.by_hand') : kindName(text(p.key_kind));
    case 'stage.changed':
      return `${t(`insight.stage.${text(p.from)}`, { defaultValue: text(p.from) })} → ${t(
        `insight.stage.${text(p.to)}`,
        { defaultValue: text(p.to) },
      )}`;
    case 'finding.recorded': {
      const type = text(p.type);
      const plate = text(p.plate);
      return [t(`customer.finding.${type}`, { defaultValue: type }), plate && plateText(plate)]
        .filter(Boolean)
        .join(' · ');
    }
    case 'vehicle.changed':
      return plateText(text(p.plate));
    case 'asset.changed':
      return [
        t(`asset.kind.${text(p.kind)}`, { defaultValue: text(p.kind) }),
        text(p.name),
        text(p.plate) && plateText(text(p.plate)),
        text(p.due) && t('asset.event.due', { date: text(p.due) }),
        p.ended === true && t('asset.event.ended'),
      ]
        .filter(Boolean)
        .join(' · ');
    case 'document.added':
    case 'document.removed':
      return [t(`document.kind.${text(p.kind)}`, { defaultValue: text(p.kind) }), text(p.name)]
        .filter(Boolean)
        .join(' · ');
    case 'note.added':
      return text(p.text);
    case 'task.created':
    case 'task.assigned':
    case 'task.done':
    case 'task.cancelled':
    case 'task.reopened':
      return text(p.title);
    case 'lead.created':
    case 'lead.won':
      return t(`sales.kind.${text(p.kind)}`, { defaultValue: text(p.kind) });
    case 'call.ended':
      return t(`people.contacts.outcome.${text(p.outcome)}`, { defaultValue: text(p.outcome) });
    case 'identified':
      // Which traits came, not what they say: full numbers are shown on the record only, and that is audited.
      return Object.keys(p)
        .map((key) => t(`customer.trait.${key}`, { defaultValue: key }))
        .join(' · ');
    case 'page.viewed':
    case 'screen.viewed':
      return text(p.name) || text(p.title) || text(p.path) || text(p.url);
    default:
      return item.kind === 'behaviour' ? behaviourText(p) : '';
  }
}

/** What a timeline does not spell out: ways to reach or recognise a person. */
const isPrivate = (key: string): boolean => /phone|mobile|tel|email|id_?card|openid|unionid|token/i.test(key);

/** Of an event a client named itself: its first plain properties. */
function behaviourText(properties: Properties): string {
  return Object.entries(properties)
    .filter(
      ([key, value]) =>
        !isPrivate(key) && ['string', 'number', 'boolean'].includes(typeof value) && value !== '',
    )
    .slice(0, 3)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(' · ');
}

export function eventText(
  item: TimelineItem,
  t: TFunction,
  format: Format,
  kindName: KindName,
): { title: string; detail: string } {
  const key = item.name.replace('.', '_');
  // Names of the common tracking plan have words of ours; a client's own name stands as it was sent.
  const tracked = `customer.tracked.${item.name.toLowerCase().replaceAll(' ', '_')}`;
  return {
    title:
      item.kind === 'behaviour' && item.name.includes(' ')
        ? t(tracked, { defaultValue: item.name })
        : t(`customer.event.${key}`, { defaultValue: item.name }),
    detail: detailText(item, t, format, kindName),
  };
}
