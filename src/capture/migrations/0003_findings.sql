-- What a technician may find while serving: the catalogue of a business.
CREATE TABLE finding_type (
    id ID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    lead_kind TEXT NOT NULL,
    product_sku TEXT NOT NULL,
    rank INT NOT NULL,
    active BOOL NOT NULL
);
INSERT INTO finding_type (id, code, name_zh, name_en, lead_kind, product_sku, rank, active) VALUES
    (101, 'tyre_wear', '轮胎磨损', 'Tyre wear', 'tyres', '', 1, 1),
    (102, 'body_damage', '车身损伤', 'Body damage', 'repair', '', 2, 1),
    (103, 'insurance_due', '车险将到期', 'Insurance due', 'insurance', '', 3, 1),
    (104, 'maintenance_due', '保养将到期', 'Maintenance due', 'maintenance', '', 4, 1),
    (105, 'inspection_due', '年检将到期', 'Inspection due', 'inspection', '', 5, 1),
    (106, 'other', '其他', 'Other', 'other', '', 9, 1);

CREATE TABLE photo (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    hash TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INT NOT NULL,
    created_at INSTANT NOT NULL
);

CREATE TABLE finding (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    type TEXT NOT NULL,
    vehicle_id ID NOT NULL,
    plate TEXT NOT NULL,
    customer_id ID,
    profile_id ID,
    note TEXT NOT NULL,
    photo_id ID,
    user_id ID,
    user_name TEXT NOT NULL,
    found_at INSTANT NOT NULL
);
CREATE INDEX finding_user ON finding (user_id, id);
CREATE INDEX finding_customer ON finding (customer_id, id);
