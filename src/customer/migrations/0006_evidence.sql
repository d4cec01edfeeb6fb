-- What an import showed can be taken back as a whole, so it is known which import showed what. `lasting_at`:
-- when something else than an import first showed it; NULL while only imports have.
ALTER TABLE profile ADD COLUMN lasting_at INSTANT;
UPDATE profile SET lasting_at = created_at;
ALTER TABLE identity_link ADD COLUMN lasting_at INSTANT;
UPDATE identity_link SET lasting_at = first_at;

-- An import saw a profile with a key. With the key that names the profile: saw the person.
CREATE TABLE import_evidence (
    import_id ID NOT NULL,
    profile_id ID NOT NULL,
    identity_id ID NOT NULL,
    at INSTANT NOT NULL,
    PRIMARY KEY (import_id, profile_id, identity_id)
);
CREATE INDEX import_evidence_of ON import_evidence (profile_id, identity_id);

-- A fact that an import had brought was said again, by another import or (0) by somebody else: it stays when
-- that import is undone. `fact` is a digest, `at` when it was true.
CREATE TABLE import_repeat (
    fact TEXT NOT NULL,
    import_id ID NOT NULL,
    at INSTANT NOT NULL,
    PRIMARY KEY (fact, import_id)
);
CREATE INDEX import_repeat_by ON import_repeat (import_id);

-- The events of an import, for undoing it. Imported events are never live.
CREATE INDEX event_import ON event (source_id, seq) WHERE live = 0;
