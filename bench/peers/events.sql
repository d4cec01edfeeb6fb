-- What the peer of the events keeps: a plain table that answers the same questions (was this message taken
-- already, what did this person do when).
CREATE TABLE event (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id BIGINT NOT NULL,
    message_id TEXT NOT NULL,
    name TEXT NOT NULL,
    user_id TEXT NOT NULL,
    occurred_at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    channel TEXT NOT NULL,
    place TEXT NOT NULL,
    actor TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    properties TEXT NOT NULL,
    UNIQUE (source_id, message_id)
);
CREATE INDEX event_person ON event (user_id, occurred_at, seq);
