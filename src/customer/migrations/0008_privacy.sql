-- Who was erased, by whom and how far it has come; says nothing about the person. `profiles`: JSON list.
CREATE TABLE erasure (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    customer_id ID NOT NULL,
    profiles TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    events INT NOT NULL,
    requested_by_name TEXT NOT NULL,
    requested_at INSTANT NOT NULL,
    removed_at INSTANT,
    finished_at INSTANT
);

-- How long what is kept; NULL: for ever.
CREATE TABLE retention_term (
    subject TEXT NOT NULL PRIMARY KEY,
    days INT,
    changed_at INSTANT NOT NULL,
    changed_by_name TEXT NOT NULL,
    last_run_at INSTANT,
    last_removed INT NOT NULL
);
INSERT INTO retention_term (subject, days, changed_at, changed_by_name, last_removed)
VALUES
    ('behaviour', NULL, 0, '', 0),
    ('import_files', 90, 0, '', 0),
    ('refused_messages', 30, 0, '', 0),
    ('audit', NULL, 0, '', 0),
    ('silent_people', NULL, 0, '', 0);
