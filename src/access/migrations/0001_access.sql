-- The organisation tree; `path` holds the ids from the root down to the node. The root is always there.
CREATE TABLE org (
    id ID NOT NULL PRIMARY KEY,
    parent_id ID,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    created_at INSTANT NOT NULL,
    version INT NOT NULL
);
CREATE UNIQUE INDEX org_name ON org (parent_id, name);
INSERT INTO org (id, kind, name, path, created_at, version) VALUES (1, 'company', '', '/1/', 0, 1);

CREATE TABLE users (
    id ID NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    org_id ID NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    active BOOL NOT NULL,
    password_hash TEXT NOT NULL,
    last_login_at INSTANT,
    created_at INSTANT NOT NULL,
    version INT NOT NULL
);
CREATE INDEX users_org ON users (org_id);

CREATE TABLE session (
    id ID NOT NULL PRIMARY KEY,
    token_hash BYTES NOT NULL UNIQUE,
    user_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    seen_at INSTANT NOT NULL,
    expires_at INSTANT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX session_of_user ON session (user_id);
CREATE INDEX session_expiry ON session (expires_at);

-- Tries to sign in, a row a login and a row an address: what locks out whoever guesses.
CREATE TABLE sign_in_guard (
    subject TEXT NOT NULL PRIMARY KEY,
    tries INT NOT NULL,
    last_at INSTANT NOT NULL,
    locked_until INSTANT NOT NULL
);

-- Links that work once: set-up of the first administrator (user_id empty), or choosing a password.
CREATE TABLE one_time_link (
    id ID NOT NULL PRIMARY KEY,
    token_hash BYTES NOT NULL UNIQUE,
    user_id ID,
    expires_at INSTANT NOT NULL
);

CREATE TABLE api_key (
    id ID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    hint TEXT NOT NULL,
    token_hash BYTES NOT NULL UNIQUE,
    source_id INT,
    permissions TEXT NOT NULL,
    org_id ID NOT NULL,
    created_by_name TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    revoked_at INSTANT
);

-- Random bytes this installation signs with; made when first needed.
CREATE TABLE server_secret (
    name TEXT NOT NULL PRIMARY KEY,
    value BYTES NOT NULL
);

CREATE TABLE settings (
    id ID NOT NULL PRIMARY KEY,
    company TEXT NOT NULL,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    language TEXT NOT NULL,
    phone_region TEXT NOT NULL,
    day_cut_minutes INT NOT NULL,
    quiet_from_minute INT NOT NULL,
    quiet_until_minute INT NOT NULL,
    brand_color TEXT,
    public_url TEXT,
    version INT NOT NULL
);
INSERT INTO settings (id, company, currency, time_zone, language, phone_region, day_cut_minutes,
    quiet_from_minute, quiet_until_minute, version)
VALUES (1, '', 'CNY', 'Asia/Shanghai', 'zh-CN', 'CN', 0, 1260, 540, 1);

-- Every command that was carried out, in the command's own transaction.
CREATE TABLE audit (
    id ID NOT NULL PRIMARY KEY,
    at INSTANT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id INT NOT NULL,
    actor_name TEXT NOT NULL,
    org_path TEXT NOT NULL,
    route TEXT NOT NULL,
    object TEXT NOT NULL,
    changes TEXT NOT NULL,
    result TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX audit_newest ON audit (at, id);
CREATE INDEX audit_actor ON audit (actor_id, at, id);
CREATE INDEX audit_object ON audit (object, at, id);
