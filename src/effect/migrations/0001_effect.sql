-- What the numbers suggest to do next; accepting one opens a drafted segment and campaign.
CREATE TABLE suggestion (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    kind TEXT NOT NULL,
    people INT NOT NULL,
    evidence TEXT NOT NULL,
    state TEXT NOT NULL,
    segment_id ID,
    campaign_id ID,
    created_at INSTANT NOT NULL,
    updated_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX suggestion_open ON suggestion (org_id, kind) WHERE state = 'open';
