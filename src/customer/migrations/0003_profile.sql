-- What a company wants to know of people: how a value is checked, where it stands and what people call it.
-- Keys without a row here are kept as they come. `choices`: a JSON list of {value, name_zh, name_en, also}.
-- Numbers are scaled by 10,000.
CREATE TABLE attribute_section (
    code TEXT NOT NULL PRIMARY KEY,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    position INT NOT NULL,
    built_in BOOL NOT NULL
);
INSERT INTO attribute_section (code, name_zh, name_en, position, built_in)
VALUES
    ('basic', '基本资料', 'Basics', 10, 1),
    ('life', '生活与工作', 'Life and work', 20, 1),
    ('habit', '消费习惯', 'Habits', 30, 1),
    ('other', '其他', 'Other', 90, 1);
CREATE TABLE attribute_definition (
    key TEXT NOT NULL PRIMARY KEY,
    type TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    section TEXT NOT NULL,
    position INT NOT NULL,
    required BOOL NOT NULL,
    least INT,
    most INT,
    choices TEXT NOT NULL,
    hint_zh TEXT NOT NULL,
    hint_en TEXT NOT NULL,
    built_in BOOL NOT NULL,
    retired BOOL NOT NULL,
    version INT NOT NULL
);
INSERT INTO attribute_definition
    (key, type, name_zh, name_en, section, position, required, least, most, choices, hint_zh, hint_en,
     built_in, retired, version)
VALUES
    ('name', 'text', '姓名', 'Name', 'basic', 10, 0, NULL, NULL, '[]', '', '', 1, 0, 1),
    ('gender', 'choice', '性别', 'Gender', 'basic', 20, 0, NULL, NULL,
     '[{"value":"male","name_zh":"男","name_en":"Male","also":["M","男性","先生","Mr"]},
      {"value":"female","name_zh":"女","name_en":"Female","also":["F","女性","女士","Ms","Mrs"]},
      {"value":"other","name_zh":"其他","name_en":"Other","also":["X","未知","Unknown"]}]',
     '', '', 1, 0, 1),
    ('birthday', 'date', '生日', 'Birthday', 'basic', 30, 0, NULL, NULL, '[]', '', '', 1, 0, 1),
    ('city', 'text', '城市', 'City', 'basic', 40, 0, NULL, NULL, '[]', '', '', 1, 0, 1),
    ('wechat_name', 'text', '微信昵称', 'WeChat name', 'basic', 50, 0, NULL, NULL, '[]', '', '', 1, 0, 1),
    ('price_sensitive', 'yes_no', '价格敏感', 'Price sensitive', 'habit', 10, 0, NULL, NULL, '[]', '', '',
     1, 0, 1),
    ('note', 'note', '备注', 'Note', 'other', 10, 0, NULL, NULL, '[]', '', '', 1, 0, 1);
-- How many people have a key, and which values.
CREATE INDEX customer_attribute_key ON customer_attribute (key, profile_id);

-- Each time somebody said something about being contacted: the proof behind `consent`. Never changed.
CREATE TABLE consent_record (
    profile_id ID NOT NULL,
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    at INSTANT NOT NULL,
    granted BOOL NOT NULL,
    method TEXT NOT NULL,
    place TEXT NOT NULL,
    wording TEXT NOT NULL,
    proof TEXT NOT NULL,
    by_name TEXT NOT NULL,
    recorded_at INSTANT NOT NULL,
    source_id INT NOT NULL,
    PRIMARY KEY (profile_id, channel, purpose, at)
);
INSERT INTO consent_record
    (profile_id, channel, purpose, at, granted, method, place, wording, proof, by_name, recorded_at,
     source_id)
SELECT profile_id, channel, purpose, at, granted, 'other', '', '', proof, '', at, 0 FROM consent;

-- How two people may belong together. Both ends have a name; those of a mutual kind are the same.
CREATE TABLE relation_kind (
    kind TEXT NOT NULL PRIMARY KEY,
    mutual BOOL NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    from_zh TEXT NOT NULL,
    from_en TEXT NOT NULL,
    to_zh TEXT NOT NULL,
    to_en TEXT NOT NULL,
    position INT NOT NULL,
    built_in BOOL NOT NULL,
    retired BOOL NOT NULL,
    version INT NOT NULL
);
INSERT INTO relation_kind
    (kind, mutual, name_zh, name_en, from_zh, from_en, to_zh, to_en, position, built_in, retired, version)
VALUES
    ('parent_child', 0, '亲子', 'Parent and child', '家长', 'Parent', '孩子', 'Child', 10, 1, 0, 1),
    ('spouse', 1, '配偶', 'Spouses', '配偶', 'Spouse', '配偶', 'Spouse', 20, 1, 0, 1),
    ('household', 1, '同住', 'Household', '同住人', 'Household member', '同住人', 'Household member', 30, 1, 0, 1),
    ('decides_uses', 0, '决策与使用', 'Decides and uses', '决策人', 'Decides', '使用人', 'Uses', 40, 1, 0, 1),
    ('pays_for', 0, '代付', 'Pays for', '付款人', 'Payer', '被代付人', 'Paid for', 50, 1, 0, 1),
    ('referred', 0, '推荐', 'Referral', '推荐人', 'Referrer', '被推荐人', 'Referred', 60, 1, 0, 1),
    ('colleague', 1, '同事', 'Colleagues', '同事', 'Colleague', '同事', 'Colleague', 70, 1, 0, 1);
-- `profile_id` is at the "from" end, `other_profile_id` at the "to" end.
CREATE TABLE relation (
    id ID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    profile_id ID NOT NULL,
    other_profile_id ID NOT NULL,
    note TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    by_name TEXT NOT NULL,
    source_id INT NOT NULL
);
CREATE UNIQUE INDEX relation_pair ON relation (profile_id, other_profile_id, kind);
CREATE INDEX relation_other ON relation (other_profile_id);

-- What SDRs and agents may mark. `type`: choice, money or text.
CREATE TABLE mark_kind (
    kind TEXT NOT NULL PRIMARY KEY,
    type TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    choices TEXT NOT NULL,
    position INT NOT NULL,
    built_in BOOL NOT NULL,
    retired BOOL NOT NULL,
    version INT NOT NULL
);
INSERT INTO mark_kind (kind, type, name_zh, name_en, choices, position, built_in, retired, version)
VALUES
    ('intent', 'choice', '意向', 'Intent',
     '[{"value":"high","name_zh":"高意向","name_en":"High","also":[]},
      {"value":"medium","name_zh":"有兴趣","name_en":"Some","also":[]},
      {"value":"low","name_zh":"意向低","name_en":"Low","also":[]},
      {"value":"none","name_zh":"无意向","name_en":"None","also":[]}]',
     10, 1, 0, 1),
    ('objection', 'choice', '异议', 'Objection',
     '[{"value":"price","name_zh":"嫌贵","name_en":"Price","also":[]},
      {"value":"time","name_zh":"时间不合适","name_en":"Bad time","also":[]},
      {"value":"trust","name_zh":"不放心","name_en":"No trust yet","also":[]},
      {"value":"competitor","name_zh":"已有别家","name_en":"Uses another","also":[]},
      {"value":"no_need","name_zh":"用不上","name_en":"No need","also":[]},
      {"value":"not_decider","name_zh":"做不了主","name_en":"Others decide","also":[]}]',
     20, 1, 0, 1),
    ('budget', 'money', '预算', 'Budget', '[]', 30, 1, 0, 1),
    ('remark', 'text', '随记', 'Remark', '[]', 40, 1, 0, 1);
-- A dated fact somebody heard or saw. `value`: the choice or the text; `amount`: money.
CREATE TABLE mark (
    id ID NOT NULL PRIMARY KEY,
    profile_id ID NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    amount MONEY,
    about TEXT NOT NULL,
    note TEXT NOT NULL,
    at INSTANT NOT NULL,
    by_id ID NOT NULL,
    by_name TEXT NOT NULL,
    lead_id ID NOT NULL,
    source_id INT NOT NULL,
    withdrawn_at INSTANT
);
CREATE INDEX mark_profile ON mark (profile_id, at);
