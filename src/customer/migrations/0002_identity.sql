-- By what people are known, and what each kind may decide. `format`: text, phone, email, plate.
CREATE TABLE identity_kind (
    kind TEXT NOT NULL PRIMARY KEY,
    format TEXT NOT NULL,
    priority INT NOT NULL,
    unique_per_person BOOL NOT NULL,
    weak BOOL NOT NULL,
    people_limit INT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    built_in BOOL NOT NULL,
    version INT NOT NULL
);
INSERT INTO identity_kind
    (kind, format, priority, unique_per_person, weak, people_limit, name_zh, name_en, built_in, version)
VALUES
    ('external_id', 'text', 90, 1, 0, 50, '客户编号', 'Customer id', 1, 1),
    ('unionid', 'text', 80, 1, 0, 50, '微信 unionid', 'WeChat unionid', 1, 1),
    ('wecom_external_userid', 'text', 70, 1, 0, 50, '企业微信联系人', 'WeCom contact', 1, 1),
    ('card_number', 'text', 60, 0, 0, 10, '会员卡号', 'Card number', 1, 1),
    ('phone', 'phone', 50, 0, 0, 10, '手机', 'Phone', 1, 1),
    ('email', 'email', 40, 0, 0, 10, '邮箱', 'E-mail', 1, 1),
    ('openid', 'text', 30, 0, 0, 10, '微信 openid', 'WeChat openid', 1, 1),
    ('anonymous_id', 'text', 20, 0, 0, 10, '设备或浏览器', 'Device or browser', 1, 1),
    ('plate', 'plate', 10, 0, 1, 1000, '车牌', 'Licence plate', 1, 1);

-- What operators decided about people: that they are one, or that they are not. Part of the input of the
-- grouping; taken back, never deleted. `revoked_by`: the decision to part that took a decision to join back
-- with it.
CREATE TABLE identity_decision (
    id ID NOT NULL PRIMARY KEY,
    root_id ID NOT NULL,
    joins BOOL NOT NULL,
    at INSTANT NOT NULL,
    by_name TEXT NOT NULL,
    note TEXT NOT NULL,
    revoked_at INSTANT,
    revoked_by ID
);
CREATE TABLE identity_side (
    decision_id ID NOT NULL,
    profile_id ID NOT NULL,
    side INT NOT NULL,
    PRIMARY KEY (decision_id, profile_id)
);
CREATE INDEX identity_side_profile ON identity_side (profile_id);

-- Links that a standing decision to part took out of the grouping. The link itself stays a fact.
CREATE TABLE identity_cut (
    identity_id ID NOT NULL,
    profile_id ID NOT NULL,
    decision_id ID NOT NULL,
    PRIMARY KEY (identity_id, profile_id)
);
CREATE INDEX identity_cut_decision ON identity_cut (decision_id);

-- Why people are one is read from the links; who was merged when stands in the journal.
DROP TABLE customer_merge;

-- People of one name, for suggestions.
CREATE INDEX customer_name ON customer (name, id);
CREATE INDEX identity_weak ON identity (id) WHERE state = 'weak';

-- Who looks after a person is said of a profile, so that it goes along when people join and part. Of several,
-- what was said last holds; NULL at a time: nobody.
ALTER TABLE profile ADD COLUMN owner_id ID;
ALTER TABLE profile ADD COLUMN owner_at INSTANT;
UPDATE profile SET owner_at = created_at,
    owner_id = (SELECT c.owner_id FROM customer c WHERE c.id = profile.id)
WHERE id IN (SELECT c.id FROM customer c WHERE c.owner_id IS NOT NULL);
