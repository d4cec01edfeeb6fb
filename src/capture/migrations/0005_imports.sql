-- Mappings that somebody gave a name, for files to come. A name is one mapping of a kind at a node.
CREATE TABLE import_mapping (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    mapping TEXT NOT NULL,
    created_by_name TEXT NOT NULL,
    changed_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX import_mapping_name ON import_mapping (org_id, kind, name);

-- The latest import of a kind with exactly these columns lends its mapping to the next.
CREATE INDEX import_file_columns ON import_file (org_id, kind, id);

-- Personal data: import_file.sample, import_note.original, and the files that import_file.path names (also
-- with ".book" behind it).
