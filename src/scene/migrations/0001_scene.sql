CREATE TABLE placement (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    starts_at INSTANT,
    ends_at INSTANT,
    cost MONEY NOT NULL,
    code TEXT NOT NULL,
    campaign_id ID,
    created_at INSTANT NOT NULL,
    version INT NOT NULL
);
CREATE UNIQUE INDEX placement_code ON placement (code);
CREATE INDEX placement_campaign ON placement (campaign_id);
-- Visits through a placement's link, of people known or not, per business day.
CREATE TABLE placement_scan (
    placement_id ID NOT NULL,
    day INT NOT NULL,
    n INT NOT NULL,
    PRIMARY KEY (placement_id, day)
);

CREATE TABLE campaign (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    name TEXT NOT NULL,
    goal TEXT NOT NULL,
    segment_id ID,
    coupon_type_id ID,
    starts_at INSTANT,
    ends_at INSTANT,
    strategy TEXT NOT NULL,
    message_title TEXT NOT NULL,
    message_body TEXT NOT NULL,
    per_person INT NOT NULL,
    budget MONEY NOT NULL,
    holdout_percent INT NOT NULL,
    expected_orders INT,
    expected_amount MONEY,
    status TEXT NOT NULL,
    salt TEXT NOT NULL,
    segment_size INT NOT NULL,
    audience_size INT NOT NULL,
    holdout_size INT NOT NULL,
    launched_at INSTANT,
    ended_at INSTANT,
    created_at INSTANT NOT NULL,
    version INT NOT NULL
);
CREATE UNIQUE INDEX campaign_name ON campaign (org_id, name);
CREATE INDEX campaign_status ON campaign (status);

-- The audience as frozen at launch: Roaring bitmaps of customer ids, and how far the delivery has come.
CREATE TABLE campaign_audience (
    campaign_id ID NOT NULL PRIMARY KEY,
    audience BYTES NOT NULL,
    holdout BYTES NOT NULL,
    frozen_at INSTANT NOT NULL,
    reached INT NOT NULL,
    people_done INT NOT NULL,
    is_done BOOL NOT NULL
);
-- What the delivery did about each person, exactly once: sent, skipped or held_out.
CREATE TABLE campaign_delivery (
    campaign_id ID NOT NULL,
    customer_id ID NOT NULL,
    profile_id ID,
    status TEXT NOT NULL,
    reason TEXT,
    message_id ID,
    at INSTANT NOT NULL,
    PRIMARY KEY (campaign_id, customer_id)
);
CREATE TABLE campaign_visit (
    campaign_id ID NOT NULL,
    customer_id ID NOT NULL,
    placement_id ID,
    n INT NOT NULL,
    first_at INSTANT NOT NULL,
    last_at INSTANT NOT NULL,
    PRIMARY KEY (campaign_id, customer_id)
);

CREATE TABLE skip (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    customer_id ID NOT NULL,
    campaign_id ID,
    trigger_id ID,
    what TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INSTANT NOT NULL
);
CREATE INDEX skip_campaign ON skip (campaign_id, id);
CREATE INDEX skip_customer ON skip (customer_id, id);

CREATE TABLE guard_settings (
    id INT NOT NULL PRIMARY KEY,
    held_limit INT NOT NULL,
    type_period_days INT NOT NULL,
    messages_per_day INT NOT NULL,
    require_consent BOOL NOT NULL,
    version INT NOT NULL
);
CREATE TABLE message_count (
    customer_id ID NOT NULL,
    channel TEXT NOT NULL,
    day INT NOT NULL,
    n INT NOT NULL,
    PRIMARY KEY (customer_id, channel, day)
);

CREATE TABLE event_trigger (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    name TEXT NOT NULL,
    event TEXT NOT NULL,
    rule TEXT NOT NULL,
    campaign_id ID NOT NULL,
    per_person INT NOT NULL,
    enabled BOOL NOT NULL,
    created_at INSTANT NOT NULL,
    version INT NOT NULL
);
CREATE INDEX event_trigger_event ON event_trigger (event, enabled);
CREATE INDEX event_trigger_campaign ON event_trigger (campaign_id);
-- Each event fires a trigger at most once.
CREATE TABLE trigger_firing (
    trigger_id ID NOT NULL,
    event_seq ID NOT NULL,
    customer_id ID NOT NULL,
    coupon_id ID,
    reason TEXT,
    at INSTANT NOT NULL,
    PRIMARY KEY (trigger_id, event_seq)
);
CREATE TABLE trigger_count (
    trigger_id ID NOT NULL,
    customer_id ID NOT NULL,
    n INT NOT NULL,
    PRIMARY KEY (trigger_id, customer_id)
);
