-- How far the journal has been shipped into each history directory. `xid, seq` is the last row that is there,
-- `planned_*` the last row of a batch on its way: after a crash the rows between the two may or may not have
-- arrived.
CREATE TABLE history_shipping (
    directory TEXT NOT NULL PRIMARY KEY,
    xid INT NOT NULL,
    seq INT NOT NULL,
    shipped_rows INT NOT NULL,
    planned_xid INT,
    planned_seq INT,
    moved_at INSTANT NOT NULL
);
