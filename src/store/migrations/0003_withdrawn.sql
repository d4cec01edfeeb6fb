-- Events taken out of the journal: of an undone import, of an erased person. `number` ascends within one
-- process, `xid` is the withdrawing transaction's (0 on SQLite), so that histories follow as they follow the
-- journal; `event_xid` is where the event stood. Says nothing of what the event said.
CREATE TABLE withdrawn_event (
    number ID NOT NULL PRIMARY KEY,
    xid INT NOT NULL,
    seq ID NOT NULL,
    event_xid INT NOT NULL,
    at INSTANT NOT NULL
);
CREATE INDEX withdrawn_event_shipping ON withdrawn_event (xid, number);
