-- What we sell.
CREATE TABLE product (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    price MONEY NOT NULL,
    cost MONEY NOT NULL,
    status TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    version INT NOT NULL
);
CREATE UNIQUE INDEX product_sku ON product (org_id, sku);

-- The definition of a coupon, with the two counters that claims move: issued (up), budget_left (down).
CREATE TABLE coupon_type (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    name TEXT NOT NULL,
    face_value MONEY NOT NULL,
    threshold MONEY NOT NULL,
    stock INT NOT NULL,
    budget MONEY NOT NULL,
    per_person_per_day INT,
    per_person_per_campaign INT,
    claim_from INSTANT NOT NULL,
    claim_until INSTANT NOT NULL,
    use_from INSTANT,
    use_until INSTANT,
    use_days INT,
    platform_share_bp INT NOT NULL,
    status TEXT NOT NULL,
    issued INT NOT NULL,
    budget_left MONEY NOT NULL,
    created_at INSTANT NOT NULL,
    version INT NOT NULL
);
CREATE UNIQUE INDEX coupon_type_name ON coupon_type (org_id, name);

-- Money of a coupon type set aside for one campaign: open -> shut -> open -> released.
CREATE TABLE campaign_allotment (
    campaign_id ID NOT NULL PRIMARY KEY,
    coupon_type_id ID NOT NULL,
    budget MONEY NOT NULL,
    budget_left MONEY NOT NULL,
    per_person INT,
    state TEXT NOT NULL
);

CREATE TABLE coupon (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    code TEXT NOT NULL,
    coupon_type_id ID NOT NULL,
    customer_id ID NOT NULL,
    profile_id ID NOT NULL,
    campaign_id ID,
    placement_id ID,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    face_value MONEY NOT NULL,
    threshold MONEY NOT NULL,
    claimed_at INSTANT NOT NULL,
    claim_day INT NOT NULL,
    usable_from INSTANT NOT NULL,
    usable_until INSTANT NOT NULL,
    locked_until INSTANT,
    order_id ID,
    order_number TEXT,
    order_amount MONEY,
    store TEXT,
    redeemed_at INSTANT,
    discount MONEY,
    platform_cost MONEY,
    merchant_cost MONEY,
    due_at INSTANT,
    version INT NOT NULL
);
CREATE UNIQUE INDEX coupon_code ON coupon (code);
CREATE INDEX coupon_customer ON coupon (customer_id, id);
CREATE INDEX coupon_of_type ON coupon (coupon_type_id, state);
CREATE INDEX coupon_campaign ON coupon (campaign_id, id);
CREATE INDEX coupon_placement ON coupon (placement_id, state);
CREATE INDEX coupon_order ON coupon (order_id);
CREATE INDEX coupon_due ON coupon (due_at);

-- A person's counters. A limit is one of these rows moved by a conditional upsert.
CREATE TABLE coupon_holder (
    customer_id ID NOT NULL PRIMARY KEY,
    held INT NOT NULL
);
CREATE TABLE claim_last (
    customer_id ID NOT NULL,
    coupon_type_id ID NOT NULL,
    at INSTANT NOT NULL,
    PRIMARY KEY (customer_id, coupon_type_id)
);
-- kind 1: bucket is a business day; kind 2: bucket is a campaign, 0 outside of any.
CREATE TABLE claim_count (
    customer_id ID NOT NULL,
    coupon_type_id ID NOT NULL,
    kind INT NOT NULL,
    bucket INT NOT NULL,
    n INT NOT NULL,
    PRIMARY KEY (customer_id, coupon_type_id, kind, bucket)
);

-- Which request produced which coupon: a retry gets the same, another request under the key is refused.
CREATE TABLE coupon_request (
    org_id ID NOT NULL,
    verb TEXT NOT NULL,
    request_key TEXT NOT NULL,
    body TEXT NOT NULL,
    coupon_id ID NOT NULL,
    at INSTANT NOT NULL,
    PRIMARY KEY (org_id, verb, request_key)
);

-- The books: entries and postings are only ever added.
CREATE TABLE ledger_account (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    coupon_type_id ID NOT NULL,
    campaign_id INT NOT NULL
);
CREATE UNIQUE INDEX ledger_account_key ON ledger_account (coupon_type_id, campaign_id, kind);
CREATE TABLE ledger_entry (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INSTANT NOT NULL,
    coupon_type_id ID NOT NULL,
    campaign_id ID,
    coupon_id ID,
    actor TEXT NOT NULL
);
CREATE INDEX ledger_entry_type ON ledger_entry (coupon_type_id, id);
CREATE INDEX ledger_entry_coupon ON ledger_entry (coupon_id, id);
CREATE TABLE ledger_posting (
    id ID NOT NULL PRIMARY KEY,
    entry_id ID NOT NULL,
    account_id ID NOT NULL,
    amount MONEY NOT NULL
);
CREATE INDEX ledger_posting_entry ON ledger_posting (entry_id);
CREATE INDEX ledger_posting_account ON ledger_posting (account_id, amount);
