-- Numbers of people of whom nothing is left but counts: what they bought and were sent, without a name.
CREATE TABLE erased_profile (
    profile_id ID NOT NULL PRIMARY KEY,
    erased_at INSTANT NOT NULL
);
