/** The capture module's nouns, as the server answers them. */

export const importKinds = ['orders', 'customers', 'events'] as const;
export type ImportKind = (typeof importKinds)[number];

export type ImportState = 'uploaded' | 'checking' | 'checked' | 'running' | 'done' | 'stopped' | 'failed';

export type DateOrder = 'automatic' | 'day_month_year' | 'month_day_year';

export interface Mapping {
  columns: Record<string, string>;
  constants: Record<string, string>;
  date_order?: DateOrder | null;
  time_zone?: string | null;
  empty_words: string[];
}

export interface ImportOutcome {
  rows: number;
  created: number;
  unchanged: number;
  refused: number;
  repeated: number;
  customers: number;
  amount: number;
}

export interface Import {
  id: number;
  kind: ImportKind;
  file_name: string;
  size: number;
  state: ImportState;
  format: { encoding: string; delimiter: string; has_header: boolean };
  columns: string[];
  sample: string[][];
  mapping: Mapping;
  job_id?: number | null;
  dry_run?: ImportOutcome | null;
  outcome?: ImportOutcome | null;
  created_by_name: string;
  created_at: string;
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
  meaning: string;
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
  message_id: string;
  code: string;
  field: string;
  detail: string;
  body: string;
  at: string;
}

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
