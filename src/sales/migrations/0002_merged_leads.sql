-- When two people turn out to be one, one of their open leads of a kind is followed up; the other is `merged`
-- into it and comes back when they part.
ALTER TABLE lead ADD COLUMN merged_into ID;
ALTER TABLE lead ADD COLUMN merged_as TEXT;
CREATE INDEX lead_merged ON lead (merged_into) WHERE merged_into IS NOT NULL;
