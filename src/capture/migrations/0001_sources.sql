-- Where behaviour comes from: a site, an app, another system. A write key belongs to one source.
CREATE TABLE source (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    accepted INT NOT NULL,
    repeated INT NOT NULL,
    rejected INT NOT NULL,
    last_seen_at INSTANT,
    created_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX source_name ON source (org_id, name);

-- Messages taken in, so that a repeated one is known. Ordered by arrival within a source for pruning.
CREATE TABLE message (
    source_id ID NOT NULL,
    message_id TEXT NOT NULL,
    received_at INSTANT NOT NULL,
    PRIMARY KEY (source_id, message_id)
);
CREATE INDEX message_age ON message (received_at);

-- What was sent and refused, with the reason: the last word on "where is my event?".
CREATE TABLE rejected_message (
    id ID NOT NULL PRIMARY KEY,
    source_id ID NOT NULL,
    message_id TEXT NOT NULL,
    code TEXT NOT NULL,
    field TEXT NOT NULL,
    detail TEXT NOT NULL,
    body TEXT NOT NULL,
    at INSTANT NOT NULL
);
CREATE INDEX rejected_message_source ON rejected_message (source_id, id);
