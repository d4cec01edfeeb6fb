/** What people have, as the server answers it. */

export const assetKinds = ['vehicle', 'policy', 'inspection', 'maintenance', 'contract', 'other'] as const;
export type AssetKind = (typeof assetKinds)[number];
export const endings = ['done', 'replaced', 'cancelled', 'sold'] as const;
export type AssetEnding = (typeof endings)[number];

export interface AssetDue {
  kind: AssetKind;
  due_on: string;
  days_left: number;
}

export interface AssetPerson {
  customer_id: number;
  name: string;
}

/** Of a vehicle `name` is the model, `number` the chassis, `party` the insurer. */
export interface Asset {
  id: number;
  kind: AssetKind;
  role: 'owner' | 'user';
  name: string;
  number: string;
  party: string;
  starts_on?: string | null;
  dues: AssetDue[];
  amount?: number | null;
  vehicle_id?: number | null;
  plate?: string | null;
  plate_class?: string | null;
  electric?: boolean | null;
  mileage?: number | null;
  fields: Record<string, string | number | boolean>;
  note: string;
  owner?: AssetPerson | null;
  user?: AssetPerson | null;
  changed_at: string;
  ended_at?: string | null;
  ending?: AssetEnding | null;
  version: number;
}

export interface Due {
  asset_id: number;
  kind: AssetKind;
  what: string;
  party: string;
  plate?: string | null;
  plate_class?: string | null;
  electric?: boolean | null;
  due_on: string;
  days_left: number;
  customer_id: number;
  customer_name: string;
  phone?: string | null;
  owner_id?: number | null;
}

export const documentKinds = [
  'contract',
  'policy',
  'invoice',
  'identity',
  'photo',
  'recording',
  'other',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

export interface StoredDocument {
  id: number;
  customer_id: number;
  asset_id?: number | null;
  asset_name: string;
  kind: DocumentKind;
  name: string;
  note: string;
  content_type: string;
  size: number;
  shows: boolean;
  added_by: string;
  added_at: string;
}
