-- A profile is a person as one strongest identity knows them. Records and events keep its id for ever.
-- `customer_id` is the group it belongs to now: the id of the group's oldest profile.
CREATE TABLE profile (
    id ID NOT NULL PRIMARY KEY,
    customer_id ID NOT NULL,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE INDEX profile_customer ON profile (customer_id, id);
CREATE INDEX profile_moved ON profile (id) WHERE customer_id <> id;

-- A group of profiles, with copies of what lists show.
CREATE TABLE customer (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT,
    email TEXT,
    owner_id ID,
    created_at INSTANT NOT NULL,
    first_seen INSTANT NOT NULL,
    last_seen INSTANT NOT NULL,
    order_count INT NOT NULL,
    order_amount MONEY NOT NULL,
    first_order_at INSTANT,
    last_order_at INSTANT,
    version INT NOT NULL
);
CREATE INDEX customer_last_order ON customer ((COALESCE(last_order_at, 0)), id);
CREATE INDEX customer_amount ON customer (order_amount, id);
CREATE INDEX customer_orders ON customer (order_count, id);
CREATE INDEX customer_owner ON customer (owner_id, id);

-- A key: one value of one kind, unique within a company. `profile_id` is the profile it names, where it was
-- once the strongest of an observation. `state` is what the grouping made of it.
CREATE TABLE identity (
    id ID NOT NULL PRIMARY KEY,
    root_id ID NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    profile_id ID,
    state TEXT NOT NULL,
    state_at INSTANT NOT NULL,
    first_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX identity_value ON identity (root_id, kind, value);
CREATE INDEX identity_profile ON identity (profile_id);
CREATE INDEX identity_review ON identity (state_at, id) WHERE state IN ('conflict', 'crowded');

-- A key was seen together with a profile. Facts: never changed, never deleted.
CREATE TABLE identity_link (
    identity_id ID NOT NULL,
    profile_id ID NOT NULL,
    first_at INSTANT NOT NULL,
    PRIMARY KEY (identity_id, profile_id)
);
CREATE INDEX identity_link_profile ON identity_link (profile_id);

-- One row a company, locked by whoever regroups people.
CREATE TABLE identity_lock (
    root_id ID NOT NULL PRIMARY KEY,
    turns INT NOT NULL
);

-- Which key made two customers one.
CREATE TABLE customer_merge (
    id ID NOT NULL PRIMARY KEY,
    from_customer_id ID NOT NULL,
    into_customer_id ID NOT NULL,
    identity_id ID NOT NULL,
    at INSTANT NOT NULL
);
CREATE INDEX customer_merge_into ON customer_merge (into_customer_id);
CREATE INDEX customer_merge_from ON customer_merge (from_customer_id);

-- `type`: text, number (scaled by 10,000), bool (0 or 1 in value_number), none (cleared).
CREATE TABLE customer_attribute (
    profile_id ID NOT NULL,
    key TEXT NOT NULL,
    type TEXT NOT NULL,
    value_text TEXT,
    value_number INT,
    at INSTANT NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (profile_id, key)
);
CREATE TABLE attribute_key (
    key TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE customer_tag (
    profile_id ID NOT NULL,
    tag TEXT NOT NULL,
    added_at INSTANT NOT NULL,
    until INSTANT,
    PRIMARY KEY (profile_id, tag)
);
CREATE INDEX customer_tag_word ON customer_tag (tag, profile_id);

CREATE TABLE consent (
    profile_id ID NOT NULL,
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    granted BOOL NOT NULL,
    at INSTANT NOT NULL,
    proof TEXT NOT NULL,
    PRIMARY KEY (profile_id, channel, purpose)
);

-- `tail` is the plate backwards, so that "ends in 321" is a range.
CREATE TABLE vehicle (
    id ID NOT NULL PRIMARY KEY,
    root_id ID NOT NULL,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    plate TEXT NOT NULL,
    tail TEXT NOT NULL,
    model TEXT NOT NULL,
    insurer TEXT NOT NULL,
    insurance_until INSTANT,
    inspection_until INSTANT,
    mileage INT,
    created_at INSTANT NOT NULL,
    changed_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX vehicle_plate ON vehicle (root_id, plate);
CREATE INDEX vehicle_tail ON vehicle (tail);

CREATE TABLE vehicle_user (
    vehicle_id ID NOT NULL,
    profile_id ID NOT NULL,
    linked_at INSTANT NOT NULL,
    PRIMARY KEY (vehicle_id, profile_id)
);
CREATE INDEX vehicle_user_profile ON vehicle_user (profile_id);

-- `content` is a digest of everything but the number and the buyer.
CREATE TABLE customer_order (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    profile_id ID NOT NULL,
    number TEXT NOT NULL,
    content TEXT NOT NULL,
    status TEXT NOT NULL,
    amount MONEY NOT NULL,
    discount MONEY NOT NULL,
    refunded MONEY NOT NULL,
    quantity INT NOT NULL,
    store TEXT NOT NULL,
    channel TEXT NOT NULL,
    ordered_at INSTANT NOT NULL,
    recorded_at INSTANT NOT NULL,
    coupon_ids TEXT NOT NULL,
    source_id INT NOT NULL
);
CREATE UNIQUE INDEX customer_order_number ON customer_order (org_id, number);
CREATE INDEX customer_order_person ON customer_order (profile_id, ordered_at, id);
CREATE INDEX customer_order_time ON customer_order (ordered_at, id);

CREATE TABLE order_line (
    order_id ID NOT NULL,
    position INT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity INT NOT NULL,
    amount MONEY NOT NULL,
    PRIMARY KEY (order_id, position)
);

CREATE TABLE order_refund (
    id ID NOT NULL PRIMARY KEY,
    order_id ID NOT NULL,
    number TEXT,
    amount MONEY NOT NULL,
    reason TEXT NOT NULL,
    refunded_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX order_refund_number ON order_refund (order_id, number);

-- Every piece a person can be found by; a search is a range scan over `token`.
CREATE TABLE search_token (
    token TEXT NOT NULL,
    profile_id ID NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (token, profile_id, source)
);
CREATE INDEX search_token_profile ON search_token (profile_id, source);
