-- What became of an import's facts when it was undone.
ALTER TABLE import_file ADD COLUMN undo TEXT;
