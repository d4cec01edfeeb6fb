-- Links that sign a user in, once. Apart from those that choose a password: neither does the other's work.
CREATE TABLE sign_in_link (
    id ID NOT NULL PRIMARY KEY,
    token_hash BYTES NOT NULL UNIQUE,
    user_id ID NOT NULL,
    expires_at INSTANT NOT NULL
);
