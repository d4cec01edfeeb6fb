-- What a coupon of this type costs in points; NULL: it cannot be had for points.
ALTER TABLE coupon_type ADD COLUMN points_price INT;

-- How orders earn points: one row, made when it is first changed.
CREATE TABLE point_rule (
    id INT NOT NULL PRIMARY KEY,
    enabled BOOL NOT NULL,
    points_per_100 INT NOT NULL,
    expire_days INT,
    count_history BOOL NOT NULL,
    version INT NOT NULL
);

-- What a person may spend: the sum of `held` over their lots, moved with them.
CREATE TABLE point_account (
    customer_id ID NOT NULL PRIMARY KEY,
    balance INT NOT NULL
);

-- Points that were granted together and end together. `profile_id` has them for ever, `customer_id` follows
-- merges. `collected` and `missing` say what refunds of its order took from other lots, and could not take.
CREATE TABLE point_lot (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    profile_id ID NOT NULL,
    customer_id ID NOT NULL,
    granted INT NOT NULL,
    held INT NOT NULL,
    expired INT NOT NULL,
    returned INT NOT NULL,
    collected INT NOT NULL,
    missing INT NOT NULL,
    earned_at INSTANT NOT NULL,
    expires_at INSTANT,
    order_id ID,
    event_seq INT NOT NULL
);
CREATE INDEX point_lot_customer ON point_lot (customer_id, expires_at);
CREATE INDEX point_lot_profile ON point_lot (profile_id);
CREATE UNIQUE INDEX point_lot_order ON point_lot (order_id);
CREATE INDEX point_lot_due ON point_lot (expires_at, customer_id) WHERE held > 0;

-- The books of points: entries and postings are only ever added. What was done at once (`act_id`) has one
-- entry for each profile whose points it moved.
CREATE TABLE point_entry (
    id ID NOT NULL PRIMARY KEY,
    act_id ID NOT NULL,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INSTANT NOT NULL,
    profile_id ID NOT NULL,
    points INT NOT NULL,
    missing INT NOT NULL,
    order_id ID,
    order_number TEXT,
    coupon_id ID,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL
);
CREATE INDEX point_entry_act ON point_entry (act_id);
CREATE INDEX point_entry_profile ON point_entry (profile_id, act_id);
CREATE TABLE point_posting (
    id ID NOT NULL PRIMARY KEY,
    entry_id ID NOT NULL,
    account TEXT NOT NULL,
    lot_id INT NOT NULL,
    points INT NOT NULL
);
CREATE INDEX point_posting_entry ON point_posting (entry_id);
CREATE INDEX point_posting_account ON point_posting (account, points);
CREATE INDEX point_posting_lot ON point_posting (lot_id);

-- Which request moved which points: a retry gets the same answer, another request under the key is refused.
CREATE TABLE point_request (
    org_id ID NOT NULL,
    verb TEXT NOT NULL,
    request_key TEXT NOT NULL,
    body TEXT NOT NULL,
    act_id ID NOT NULL,
    at INSTANT NOT NULL,
    PRIMARY KEY (org_id, verb, request_key)
);
