-- A question asked of a list, kept under a name. `query` is a JSON object of the list's filters.
CREATE TABLE saved_view (
    id ID NOT NULL PRIMARY KEY,
    user_id ID NOT NULL,
    org_path TEXT NOT NULL,
    list TEXT NOT NULL,
    label TEXT NOT NULL,
    query TEXT NOT NULL,
    shared BOOL NOT NULL,
    created_at INSTANT NOT NULL,
    UNIQUE (user_id, list, label)
);
CREATE INDEX saved_view_shared ON saved_view (list, shared);
