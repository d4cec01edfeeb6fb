-- Something to do about a person by a date, given to one of us. Personal data: title and note, by profile.
CREATE TABLE task (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    profile_id ID NOT NULL,
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    owner_id ID NOT NULL,
    due_at INSTANT NOT NULL,
    created_by_name TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    closed_by_name TEXT NOT NULL,
    closed_at INSTANT,
    version INT NOT NULL
);
CREATE INDEX task_owner ON task (owner_id, state, due_at);
CREATE INDEX task_person ON task (profile_id, id);
