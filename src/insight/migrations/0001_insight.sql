-- A named group of customers. `rule` is the rule tree as JSON; `rule_version` is the version of the
-- row that changed it
-- last. `snapshot_id` is the latest snapshot: moving it is how two refreshes at once find out about
-- each other.
CREATE TABLE segment (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    rule TEXT NOT NULL,
    rule_version INT NOT NULL,
    version INT NOT NULL,
    created_at INSTANT NOT NULL,
    updated_at INSTANT NOT NULL,
    archived_at INSTANT,
    snapshot_id ID
);
CREATE UNIQUE INDEX segment_name ON segment (org_id, name) WHERE archived_at IS NULL;

-- Which segments a segment's rule names.
CREATE TABLE segment_reference (
    segment_id ID NOT NULL,
    refers_to ID NOT NULL,
    PRIMARY KEY (segment_id, refers_to)
);
CREATE INDEX segment_reference_to ON segment_reference (refers_to, segment_id);

-- Who was in a segment. `people` is a Roaring64Map of customer ids, portable form. A change of
-- members is told in chunks
-- after the snapshot is stored: everybody up to `told_upto` has their segment.entered or segment.left against
-- `former_id`; `is_told` ends it. A crash in between goes on there.
CREATE TABLE segment_snapshot (
    id ID NOT NULL PRIMARY KEY,
    segment_id ID NOT NULL,
    former_id ID,
    rule_version INT NOT NULL,
    taken_at INSTANT NOT NULL,
    as_of INSTANT NOT NULL,
    size INT NOT NULL,
    people BYTES NOT NULL,
    imported BYTES NOT NULL,
    told_upto INT NOT NULL,
    is_told BOOL NOT NULL
);
CREATE INDEX segment_snapshot_of ON segment_snapshot (segment_id, id);

-- The stage a person was last found in. `since` is empty for the first one: nobody changed into it
-- before our eyes.
CREATE TABLE customer_stage (
    customer_id ID NOT NULL PRIMARY KEY,
    stage TEXT NOT NULL,
    since INSTANT,
    computed_at INSTANT NOT NULL
);
CREATE INDEX customer_stage_word ON customer_stage (stage, customer_id);

-- When everybody's stage was last computed: one row, id 1. Events imported since then make a change not live.
CREATE TABLE stage_run (
    id ID NOT NULL PRIMARY KEY,
    at INSTANT NOT NULL
);

-- Thresholds as JSON; no row: the defaults.
CREATE TABLE life_cycle_policy (
    org_id ID NOT NULL PRIMARY KEY,
    policy TEXT NOT NULL,
    version INT NOT NULL,
    updated_at INSTANT NOT NULL
);

-- `body` holds what only the program reads: usage, range, condition, product, reasons, prices.
CREATE TABLE advice_rule (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    business TEXT NOT NULL,
    position INT NOT NULL,
    active BOOL NOT NULL,
    body TEXT NOT NULL,
    version INT NOT NULL
);
CREATE INDEX advice_rule_business ON advice_rule (business, position, id);
