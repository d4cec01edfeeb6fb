-- Another system that we ask for its rows: by SQL or over HTTP, from its watermark on.
CREATE TABLE connector (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    origin TEXT NOT NULL,
    secret BYTES,
    mapping TEXT NOT NULL,
    every_minutes INT,
    daily_at INT,
    active BOOL NOT NULL,
    next_at INSTANT,
    watermark TEXT,
    recent BYTES,
    version INT NOT NULL,
    created_by_name TEXT NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE INDEX connector_due ON connector (next_at);

-- Each time one was asked. What it fetched is an import of its own, which says what became of the rows; the
-- watermark moves when that import is done.
CREATE TABLE connector_run (
    id ID NOT NULL PRIMARY KEY,
    connector_id ID NOT NULL,
    state TEXT NOT NULL,
    job_id ID NOT NULL,
    import_id ID,
    started_by_name TEXT NOT NULL,
    from_mark TEXT,
    to_mark TEXT,
    fetched INT NOT NULL,
    known INT NOT NULL,
    recent BYTES,
    started_at INSTANT NOT NULL,
    ended_at INSTANT
);
CREATE INDEX connector_run_of ON connector_run (connector_id, id);
CREATE INDEX connector_run_import ON connector_run (import_id);

ALTER TABLE import_file ADD COLUMN connector_id ID;
