-- Somebody who may buy something: from a finding, a segment, or by hand.
CREATE TABLE lead (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    customer_id ID,
    profile_id ID,
    source TEXT NOT NULL,
    source_id INT NOT NULL,
    campaign_id INT NOT NULL,
    plate TEXT NOT NULL,
    note TEXT NOT NULL,
    photo_id ID,
    finder_id ID,
    owner_id ID,
    due_at INSTANT NOT NULL,
    created_at INSTANT NOT NULL,
    closed_at INSTANT,
    attempts INT NOT NULL,
    version INT NOT NULL
);
CREATE INDEX lead_owner ON lead (owner_id, state, due_at);
CREATE INDEX lead_customer ON lead (customer_id, id);
-- One open lead per person and business: a second finding of the same kind joins the first.
CREATE UNIQUE INDEX lead_open ON lead (kind, customer_id)
    WHERE state IN ('open', 'assigned', 'callback') AND customer_id IS NOT NULL;

CREATE TABLE call (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    lead_id ID NOT NULL,
    customer_id ID,
    user_id ID,
    started_at INSTANT NOT NULL,
    ended_at INSTANT,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    callback_at INSTANT,
    version INT NOT NULL
);
CREATE INDEX call_lead ON call (lead_id, id);
CREATE INDEX call_user ON call (user_id, ended_at);

-- Why a call ended as it did; the agent must choose one.
CREATE TABLE call_reason (
    id ID NOT NULL PRIMARY KEY,
    outcome TEXT NOT NULL,
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    rank INT NOT NULL
);
CREATE UNIQUE INDEX call_reason_code ON call_reason (outcome, code);
INSERT INTO call_reason (id, outcome, code, name_zh, name_en, rank) VALUES
    (201, 'won', 'price_fits', '价格合适', 'The price fits', 1),
    (202, 'won', 'needed_now', '正好需要', 'Needed it anyway', 2),
    (203, 'won', 'trust', '信任门店', 'Trusts the store', 3),
    (204, 'won', 'saves_time', '省时省心', 'Saves time', 4),
    (211, 'lost', 'price', '价格太高', 'Too expensive', 1),
    (212, 'lost', 'no_need', '暂不需要', 'No need for now', 2),
    (213, 'lost', 'competitor', '已选别家', 'Went elsewhere', 3),
    (214, 'lost', 'dissatisfied', '对服务不满', 'Unhappy with our service', 4),
    (215, 'lost', 'do_not_call', '要求不再来电', 'Asked not to be called', 5),
    (216, 'lost', 'wrong_person', '号码或人不对', 'Wrong number or person', 6),
    (221, 'callback', 'busy', '正忙，约好再打', 'Busy, agreed on a time', 1),
    (222, 'callback', 'thinking', '再考虑一下', 'Wants to think about it', 2),
    (223, 'callback', 'ask_family', '要和家人商量', 'Has to ask the family', 3),
    (231, 'no_answer', 'no_answer', '无人接听', 'Nobody answered', 1),
    (232, 'no_answer', 'switched_off', '关机或停机', 'Switched off', 2),
    (233, 'no_answer', 'hung_up', '接通即挂断', 'Hung up at once', 3);

-- One rule for all; amounts in minor units.
CREATE TABLE commission_rule (
    id ID NOT NULL PRIMARY KEY,
    won MONEY NOT NULL,
    valid_call MONEY NOT NULL,
    valid_seconds INT NOT NULL,
    learned MONEY NOT NULL,
    finding MONEY NOT NULL,
    finding_won MONEY NOT NULL,
    version INT NOT NULL
);
INSERT INTO commission_rule (id, won, valid_call, valid_seconds, learned, finding, finding_won, version)
    VALUES (1, 2000, 100, 30, 100, 200, 1000, 1);

CREATE TABLE commission (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    user_id ID NOT NULL,
    amount MONEY NOT NULL,
    cause TEXT NOT NULL,
    cause_id ID NOT NULL,
    breakdown TEXT NOT NULL,
    at INSTANT NOT NULL
);
-- What happened once is paid once.
CREATE UNIQUE INDEX commission_cause ON commission (cause, cause_id, user_id);
CREATE INDEX commission_user ON commission (user_id, at);
