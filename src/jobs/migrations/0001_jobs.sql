-- Long work with progress. `busy_key` is set while a job is unfinished: the same work is not queued twice.
CREATE TABLE job (
    id ID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    done INT NOT NULL,
    total INT,
    message TEXT NOT NULL,
    result TEXT NOT NULL,
    input TEXT NOT NULL,
    position TEXT NOT NULL,
    busy_key TEXT UNIQUE,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    created_by ID,
    created_by_name TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    started_at INSTANT,
    finished_at INSTANT,
    holder TEXT NOT NULL,
    lease_until INSTANT NOT NULL
);
CREATE INDEX job_newest ON job (created_at, id);
CREATE INDEX job_work ON job (state, lease_until);

-- Periodic work: when it is due next, and who is at it.
CREATE TABLE schedule (
    name TEXT NOT NULL PRIMARY KEY,
    next_at INSTANT NOT NULL,
    last_started_at INSTANT,
    last_finished_at INSTANT,
    last_error TEXT NOT NULL,
    holder TEXT NOT NULL,
    lease_until INSTANT NOT NULL
);

-- What is on its way to the outside. Id and body never change between attempts.
CREATE TABLE outbox (
    id ID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    target ID NOT NULL,
    topic TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INT NOT NULL,
    last_status INT,
    last_error TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    next_at INSTANT NOT NULL,
    sent_at INSTANT,
    org_id ID NOT NULL,
    holder TEXT NOT NULL,
    lease_until INSTANT NOT NULL
);
CREATE INDEX outbox_due ON outbox (state, next_at);
CREATE INDEX outbox_target ON outbox (target, created_at, id);

CREATE TABLE webhook (
    id ID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    events TEXT NOT NULL,
    active BOOL NOT NULL,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    version INT NOT NULL
);
