import { clockOf, minutesOf } from '@/access/choices';
import type { Connector, ImportKind, Mapping, Origin } from './nouns';

/** What the form holds. */
export interface ConnectorValues {
  name: string;
  kind: ImportKind;
  system: Origin['system'];
  host: string;
  port: number | null;
  database: string;
  user: string;
  tls: NonNullable<Origin['tls']>;
  query: string;
  url: string;
  header: string;
  items: string;
  next: string;
  cursor_param: string;
  since_param: string;
  secret: string;
  mark: string | undefined;
  overlap: number | null;
  schedule: 'every' | 'daily' | 'hand';
  every_minutes: number | null;
  daily_at: string;
}

export function valuesOf(connector: Connector | null): ConnectorValues {
  const origin: Origin = connector?.origin ?? { system: 'postgres' };
  const daily = connector?.daily_at ?? null;
  return {
    name: connector?.name ?? '',
    kind: connector?.kind ?? 'orders',
    system: origin.system,
    host: origin.host ?? '',
    port: origin.port ?? null,
    database: origin.database ?? '',
    user: origin.user ?? '',
    tls: origin.tls ?? 'preferred',
    query: origin.query ?? '',
    url: origin.url ?? '',
    header: origin.header ?? '',
    items: origin.items ?? '',
    next: origin.next ?? '',
    cursor_param: origin.cursor_param ?? '',
    since_param: origin.since_param ?? '',
    secret: '',
    mark: origin.mark ? origin.mark : undefined,
    overlap: origin.overlap ?? (connector === null ? 300 : 0),
    schedule: daily !== null ? 'daily' : connector !== null && !connector.every_minutes ? 'hand' : 'every',
    every_minutes: connector?.every_minutes ?? 30,
    daily_at: clockOf(daily ?? 180),
  };
}

/** Only what the chosen system is asked with. */
export function originOf(values: ConnectorValues): Origin {
  const ifAny = <Key extends keyof ConnectorValues>(...keys: Key[]) =>
    Object.fromEntries(
      keys
        .map((key) => [key, typeof values[key] === 'string' ? values[key].trim() : values[key]] as const)
        .filter(([, value]) => value !== '' && value !== null && value !== undefined),
    );
  const shared = values.mark ? ifAny('mark', 'overlap') : {};
  if (values.system === 'http')
    return {
      system: 'http',
      ...ifAny('url', 'header', 'items', 'next', 'cursor_param', 'since_param'),
      ...shared,
    };
  return {
    system: values.system,
    ...ifAny('host', 'port', 'database', 'user', 'tls', 'query'),
    ...shared,
  };
}

export interface ConnectorBody {
  name: string;
  origin: Origin;
  mapping: Mapping;
  kind?: ImportKind;
  version?: number;
  secret?: string;
  every_minutes?: number;
  daily_at?: number;
}

/** What is sent to create a connector, or to change `connector`. */
export function connectorBody(
  values: ConnectorValues,
  mapping: Mapping,
  connector: Connector | null,
): ConnectorBody {
  const constants = Object.fromEntries(
    Object.entries(mapping.constants).filter(([, value]) => value.trim() !== ''),
  );
  return {
    name: values.name.trim(),
    origin: originOf(values),
    mapping: { ...mapping, constants },
    ...(connector === null ? { kind: values.kind } : { version: connector.version }),
    ...(values.secret === '' ? {} : { secret: values.secret }),
    ...(values.schedule === 'every' && values.every_minutes ? { every_minutes: values.every_minutes } : {}),
    ...(values.schedule === 'daily' ? { daily_at: minutesOf(values.daily_at) } : {}),
  };
}
