-- How far withdrawn events have been dropped from each history directory. `dropping_*` is the last withdrawal
-- of a batch that is being dropped and what remains after it: dropping it once more does no harm.
ALTER TABLE history_shipping ADD COLUMN withdrawn_xid INT NOT NULL DEFAULT 0;
ALTER TABLE history_shipping ADD COLUMN withdrawn_number INT NOT NULL DEFAULT 0;
ALTER TABLE history_shipping ADD COLUMN dropping_xid INT;
ALTER TABLE history_shipping ADD COLUMN dropping_number INT;
ALTER TABLE history_shipping ADD COLUMN dropping_rows INT;
