-- A file somebody brought, how its columns are read, and what became of its rows.
CREATE TABLE import_file (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    path TEXT NOT NULL,
    size INT NOT NULL,
    format TEXT NOT NULL,
    columns TEXT NOT NULL,
    sample TEXT NOT NULL,
    mapping TEXT NOT NULL,
    state TEXT NOT NULL,
    job_id ID,
    dry_run TEXT,
    outcome TEXT,
    created_by_name TEXT NOT NULL,
    created_at INSTANT NOT NULL
);

-- Rows of the last run (dry or not) that were refused, or that repeat an earlier row of the same file.
CREATE TABLE import_note (
    import_id ID NOT NULL,
    line INT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    original TEXT NOT NULL,
    PRIMARY KEY (import_id, line, kind)
);
