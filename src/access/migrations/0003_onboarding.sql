-- How far the first steps have come; one row. What is counted (people, campaigns...) is not kept here.
CREATE TABLE onboarding (
    id ID NOT NULL PRIMARY KEY,
    industry TEXT,
    dismissed_at INSTANT
);
INSERT INTO onboarding (id) VALUES (1);
