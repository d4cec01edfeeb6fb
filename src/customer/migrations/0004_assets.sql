-- Cars: when the next service is due, and the number of the chassis.
ALTER TABLE vehicle ADD COLUMN maintenance_until INSTANT;
ALTER TABLE vehicle ADD COLUMN vin TEXT NOT NULL DEFAULT '';
-- When a car stopped being this person's; NULL: it still is.
ALTER TABLE vehicle_user ADD COLUMN ended_at INSTANT;

-- What a person has beside cars: policies, inspections, services, contracts. Days are counted from
-- 1970-01-01. `profile_id` owns it, `user_profile_id` uses it where that is somebody else (the child of a
-- course contract).
CREATE TABLE asset (
    id ID NOT NULL PRIMARY KEY,
    root_id ID NOT NULL,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    profile_id ID NOT NULL,
    user_profile_id ID,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    number TEXT NOT NULL,
    party TEXT NOT NULL,
    start_day INT,
    due_day INT,
    amount MONEY,
    vehicle_id ID,
    fields TEXT NOT NULL,
    note TEXT NOT NULL,
    source_id INT NOT NULL,
    created_at INSTANT NOT NULL,
    changed_at INSTANT NOT NULL,
    ended_at INSTANT,
    ending TEXT,
    version INT NOT NULL
);
CREATE INDEX asset_profile ON asset (profile_id, id);
CREATE INDEX asset_user ON asset (user_profile_id, id) WHERE user_profile_id IS NOT NULL;
CREATE INDEX asset_vehicle ON asset (vehicle_id, id) WHERE vehicle_id IS NOT NULL;

-- Who has what, and when it is due: one row for each thing that may fall due, cars and their dates included.
-- `asset_id` is an asset or a vehicle; `told` is what the journal was last told of it (empty: nothing yet).
CREATE TABLE asset_holding (
    profile_id ID NOT NULL,
    asset_id ID NOT NULL,
    kind TEXT NOT NULL,
    role TEXT NOT NULL,
    due_day INT,
    told TEXT NOT NULL,
    PRIMARY KEY (profile_id, asset_id, kind)
);
CREATE INDEX asset_holding_asset ON asset_holding (asset_id);
CREATE INDEX asset_holding_due ON asset_holding (due_day, asset_id) WHERE due_day IS NOT NULL;
CREATE INDEX asset_holding_untold ON asset_holding (asset_id) WHERE told = '';

-- Cars of before: dates stand for the day whose midnight is nearest. The server tells the journal when it
-- starts.
INSERT INTO asset_holding (profile_id, asset_id, kind, role, due_day, told)
SELECT u.profile_id, v.id, 'vehicle', 'owner', NULL, ''
FROM vehicle v JOIN vehicle_user u ON u.vehicle_id = v.id;
INSERT INTO asset_holding (profile_id, asset_id, kind, role, due_day, told)
SELECT u.profile_id, v.id, 'policy', 'owner', (v.insurance_until + 43200000) / 86400000, ''
FROM vehicle v JOIN vehicle_user u ON u.vehicle_id = v.id
WHERE v.insurance_until IS NOT NULL OR v.insurer <> '';
INSERT INTO asset_holding (profile_id, asset_id, kind, role, due_day, told)
SELECT u.profile_id, v.id, 'inspection', 'owner', (v.inspection_until + 43200000) / 86400000, ''
FROM vehicle v JOIN vehicle_user u ON u.vehicle_id = v.id WHERE v.inspection_until IS NOT NULL;

-- Documents: what they are stands here, their bytes in a file named by their hash. `profile_id` is whose they
-- are; `asset_id` the asset or vehicle they belong to.
CREATE TABLE document (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    profile_id ID NOT NULL,
    asset_id ID,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    hash TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INT NOT NULL,
    source_id INT NOT NULL,
    added_by TEXT NOT NULL,
    added_at INSTANT NOT NULL
);
CREATE INDEX document_profile ON document (profile_id, id);
CREATE INDEX document_asset ON document (asset_id, id) WHERE asset_id IS NOT NULL;

-- Bytes kept once, however many documents have them; a file nobody refers to is removed.
CREATE TABLE stored_file (
    hash TEXT NOT NULL PRIMARY KEY,
    size INT NOT NULL,
    refs INT NOT NULL
);
CREATE INDEX stored_file_orphan ON stored_file (hash) WHERE refs = 0;

-- Personal data of people (by profile_id): asset (name, number, party, fields, note), asset_holding (told),
-- document (name, note) and the bytes of its stored_file; vehicle and vehicle_user as before.
