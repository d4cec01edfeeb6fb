-- Names within the data directory of files that go with the person, a JSON list; empty once they are gone.
ALTER TABLE erasure ADD COLUMN files TEXT NOT NULL DEFAULT '[]';
