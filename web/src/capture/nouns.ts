/** The capture module's nouns, as the server answers them. */

export const importKinds = [
  'orders',
  'customers',
  'identities',
  'events',
  'tags',
  'coupons',
  'leads',
] as const;
export type ImportKind = (typeof importKinds)[number];

export type ImportMode = 'upsert' | 'insert' | 'update';
/** What each kind of row may do with people we know, or do not know. */
export const modesOf: Record<ImportKind, readonly ImportMode[]> = {
  customers: ['upsert', 'insert', 'update'],
  leads: ['upsert', 'insert', 'update'],
  orders: ['upsert', 'update'],
  events: ['upsert', 'update'],
  tags: ['upsert', 'update'],
  coupons: ['upsert', 'update'],
  identities: ['upsert', 'update'],
};

export type ImportState =
  'uploaded' | 'checking' | 'checked' | 'running' | 'done' | 'stopped' | 'failed' | 'undoing' | 'undone';

/** What became of an import's facts when it was undone. */
export interface UndoOutcome {
  facts: number;
  handed_over: number;
  kept: number;
  people: number;
  people_kept: number;
}

export type DateOrder = 'automatic' | 'day_month_year' | 'month_day_year';

export interface Mapping {
  columns: Record<string, string>;
  constants: Record<string, string>;
  date_order?: DateOrder | null;
  time_zone?: string | null;
  empty_words: string[];
  mode?: ImportMode | null;
  keys: string[];
}

export interface ImportOutcome {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  refused: number;
  repeated: number;
  customers: number;
  orders: number;
  amount: number;
  earliest?: string | null;
  latest?: string | null;
}

export type DateFormat =
  | 'year_month_day'
  | 'day_month_year'
  | 'month_day_year'
  | 'unclear'
  | 'compact'
  | 'unix_seconds'
  | 'unix_milliseconds';

/** A column of dates, as its first rows look. */
export interface DateColumn {
  column: string;
  format: DateFormat;
  has_time: boolean;
  has_zone: boolean;
  example: string;
}

export interface FileFormat {
  encoding: string;
  delimiter: string;
  has_header: boolean;
  /** What the table was before: "xlsx", "json_lines". */
  from?: string | null;
  sheet?: string | null;
  sheets: string[];
  /** Rows above the header, which are not read. */
  above?: number | null;
  dates: DateColumn[];
}

export interface SavedMapping {
  id: number;
  kind: ImportKind;
  name: string;
  mapping: Mapping;
  created_by_name: string;
  changed_at: string;
}

export interface Import {
  id: number;
  kind: ImportKind;
  file_name: string;
  size: number;
  state: ImportState;
  format: FileFormat;
  columns: string[];
  sample: string[][];
  mapping: Mapping;
  job_id?: number | null;
  dry_run?: ImportOutcome | null;
  outcome?: ImportOutcome | null;
  undo?: UndoOutcome | null;
  created_by_name: string;
  created_at: string;
  /** Which connector fetched the rows; left out: somebody's file. */
  connector_id?: number | null;
}

export interface ImportNote {
  line: number;
  kind: 'refused' | 'repeated';
  code: string;
  field: string;
  reason: string;
  original: string;
}

export interface ImportField {
  field: string;
  required: boolean;
  name_zh: string;
  name_en: string;
  /** A required field that this one makes up for. */
  instead_of?: string | null;
}

export const sourceKinds = ['website', 'app', 'server', 'shop'] as const;
export type SourceKind = (typeof sourceKinds)[number];

export interface Source {
  id: number;
  name: string;
  kind: SourceKind;
  accepted: number;
  repeated: number;
  rejected: number;
  last_seen_at?: string | null;
  created_at: string;
}

export interface RejectedMessage {
  id: number;
  source_id: number;
  message_id: string;
  code: string;
  field: string;
  detail: string;
  /** As it was sent. */
  body: string;
  at: string;
  /** When it was sent again, and taken. */
  mended_at?: string | null;
}

export type Fate = 'accepted' | 'repeated' | 'rejected';

export interface Verdict {
  message_id: string;
  fate: Fate;
  code?: string | null;
  field?: string | null;
  detail?: string | null;
}

export interface RecentMessage {
  number: number;
  at: string;
  type: string;
  name: string;
  user_id: string;
  anonymous_id: string;
  verdict: Verdict;
  body: string;
}

export const eventMeanings = ['behaviour', 'order', 'refund', 'touchpoint'] as const;
export type EventMeaning = (typeof eventMeanings)[number];

export interface EventDefinition {
  name: string;
  description: string;
  meaning: EventMeaning;
  /** Which property fills which field. */
  fields: Record<string, string>;
  blocked: boolean;
  built_in: boolean;
  version: number;
}

export interface KnownEventName {
  definition: EventDefinition;
  count: number;
  people: number;
  month: number;
}

/** The fields of a meaning, each with the property that fills it where none is chosen. */
export const meaningFields: Record<EventMeaning, Record<string, string>> = {
  behaviour: {},
  order: {
    number: 'order_id',
    amount: 'total',
    discount: 'discount',
    currency: 'currency',
    store: 'affiliation',
    channel: 'channel',
    lines: 'products',
  },
  refund: { number: 'order_id', amount: 'total' },
  touchpoint: { channel: 'channel', place: 'place' },
};

export interface FindingType {
  id: number;
  code: string;
  name_zh: string;
  name_en: string;
  lead_kind: string;
  active: boolean;
  rank: number;
}

export interface FoundVehicle {
  id: number;
  plate: string;
  model: string;
}

export interface Commission {
  id: number;
  amount: number;
  cause: string;
  at: string;
}

export const originSystems = ['postgres', 'mysql', 'http'] as const;
export type OriginSystem = (typeof originSystems)[number];

export const originTls = ['preferred', 'required', 'verified', 'off'] as const;
export type OriginTls = (typeof originTls)[number];

/** Where rows come from and how they are asked for; which members count depends on `system`. */
export interface Origin {
  system: OriginSystem;
  host?: string | null;
  port?: number | null;
  database?: string | null;
  user?: string | null;
  tls?: OriginTls | null;
  query?: string | null;
  url?: string | null;
  header?: string | null;
  items?: string | null;
  next?: string | null;
  cursor_param?: string | null;
  since_param?: string | null;
  mark?: string | null;
  overlap?: number | null;
}

export type RunState = 'fetching' | 'importing' | 'done' | 'nothing' | 'stopped' | 'failed';

export interface ConnectorRun {
  id: number;
  state: RunState;
  problem?: string | null;
  from_mark?: string | null;
  to_mark?: string | null;
  fetched: number;
  known: number;
  import_id?: number | null;
  outcome?: ImportOutcome | null;
  job_id: number;
  started_by_name: string;
  started_at: string;
  ended_at?: string | null;
}

export interface Connector {
  id: number;
  name: string;
  kind: ImportKind;
  origin: Origin;
  has_secret: boolean;
  mapping: Mapping;
  every_minutes?: number | null;
  daily_at?: number | null;
  active: boolean;
  next_at?: string | null;
  watermark?: string | null;
  last_run?: ConnectorRun | null;
  version: number;
  created_by_name: string;
  created_at: string;
}

export interface ConnectorSample {
  columns: string[];
  sample: string[][];
  mapping: Mapping;
  /** Columns that may serve as watermark, likeliest first. */
  marks: string[];
  took_ms: number;
}
