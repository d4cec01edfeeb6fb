-- The leads that hang on a profile, whatever customer it belongs to now.
CREATE INDEX lead_profile ON lead (profile_id);
