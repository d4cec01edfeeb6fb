-- What a command answered under the Idempotency-Key its caller gave it, written in the command's own
-- transaction: the same request again gets the same answer. Forgotten after some days by the scheduler.
CREATE TABLE idempotency (
    actor_kind TEXT NOT NULL,
    actor_id INT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INT NOT NULL,
    body TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    PRIMARY KEY (actor_kind, actor_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);
