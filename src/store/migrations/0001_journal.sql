-- What happened: one row an event, appended in the transaction of the change it describes, never changed.
-- `xid` is the writing transaction's number on PostgreSQL and 0 on SQLite: the shipper reads only rows whose
-- transaction can no longer be overtaken by an earlier one that commits later.
CREATE TABLE event (
    seq ID NOT NULL PRIMARY KEY,
    xid INT NOT NULL,
    name TEXT NOT NULL,
    profile_id ID,
    occurred_at INSTANT NOT NULL,
    received_at INSTANT NOT NULL,
    org_id ID,
    source_id INT NOT NULL,
    message_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    place TEXT NOT NULL,
    actor TEXT NOT NULL,
    live BOOL NOT NULL,
    properties TEXT NOT NULL
);
CREATE INDEX event_person ON event (profile_id, occurred_at, seq);
CREATE INDEX event_shipping ON event (xid, seq);

CREATE TABLE reactor_failure (
    id ID NOT NULL PRIMARY KEY,
    event_seq ID NOT NULL,
    reactor TEXT NOT NULL,
    problem TEXT NOT NULL,
    at INSTANT NOT NULL
);

-- Caches (rules, keys, permissions) compare the number of their topic and load again when it moved.
CREATE TABLE cache_version (
    topic TEXT NOT NULL PRIMARY KEY,
    number INT NOT NULL
);
