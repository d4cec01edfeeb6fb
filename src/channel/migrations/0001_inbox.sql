CREATE TABLE inbox_message (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    customer_id ID NOT NULL,
    profile_id ID NOT NULL,
    campaign_id ID,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    link TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    read_at INSTANT
);
CREATE INDEX inbox_message_customer ON inbox_message (customer_id, id);
