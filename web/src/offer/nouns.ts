export interface Product {
  id: number;
  sku: string;
  name: string;
  category: string;
  price: number;
  cost: number;
  status: 'draft' | 'trial' | 'on_sale' | 'retired';
  /** Code of what must be bought with it. */
  only_with?: string | null;
  version: number;
}

export interface CouponType {
  id: number;
  name: string;
  face_value: number;
  threshold: number;
  stock: number;
  budget: number;
  budget_left: number;
  issued: number;
  per_person_per_day?: number | null;
  per_person_per_campaign?: number | null;
  claim_from: string;
  claim_until: string;
  use_from?: string | null;
  use_until?: string | null;
  use_days?: number | null;
  platform_share_bp: number;
  /** What it costs in points; without it, it cannot be had for points. */
  points_price?: number | null;
  status: 'draft' | 'published' | 'ended';
  version: number;
}
