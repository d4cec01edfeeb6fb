-- Names within the data directory of files that go with the person (JSON list); empty again once they are gone.
ALTER TABLE erasure ADD COLUMN files TEXT NOT NULL DEFAULT '[]';
