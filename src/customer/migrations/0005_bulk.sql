-- What was done to many people at once. `deed` and `people` are JSON: what to do, and to whom. `scope` is how
-- far whoever asked for it sees; `skipped` counts by reason.
CREATE TABLE bulk_action (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    deed TEXT NOT NULL,
    people TEXT NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL,
    looked_at INT NOT NULL,
    changed INT NOT NULL,
    same INT NOT NULL,
    skipped TEXT NOT NULL,
    undone INT NOT NULL,
    kept INT NOT NULL,
    created_by ID,
    created_by_name TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    job_id ID NOT NULL,
    undo_job_id ID,
    undone_by_name TEXT NOT NULL,
    undone_at INSTANT
);

-- One row for each profile that a bulk action changed: `before` (JSON) is what it takes to put it back.
-- Personal data: all of it (the profile and what was true of it).
CREATE TABLE bulk_change (
    bulk_action_id ID NOT NULL,
    profile_id ID NOT NULL,
    state TEXT NOT NULL,
    at INSTANT NOT NULL,
    before TEXT NOT NULL,
    PRIMARY KEY (bulk_action_id, profile_id)
);
CREATE INDEX bulk_change_profile ON bulk_change (profile_id);

-- Lists narrowed to one colleague's people count those of nobody too.
CREATE INDEX customer_owned ON customer ((COALESCE(owner_id, 0)), id);
