-- Every message is noted here, so the note is one entry in one tree: old ones are found by walking the table
-- once a day, not by an index of their age that every message would have to be entered into.
CREATE TABLE message_noted (
    source_id ID NOT NULL,
    message_id TEXT NOT NULL,
    received_at INSTANT NOT NULL,
    PRIMARY KEY (source_id, message_id)
) KEYED;
INSERT INTO message_noted (source_id, message_id, received_at)
    SELECT source_id, message_id, received_at FROM message;
DROP TABLE message;
ALTER TABLE message_noted RENAME TO message;
