-- Every place where people meet us. An event belongs to one by what it says of its channel and place.
CREATE TABLE contact_point (
    id ID NOT NULL PRIMARY KEY,
    org_id ID NOT NULL,
    org_path TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    place TEXT NOT NULL,
    note TEXT NOT NULL,
    active BOOL NOT NULL,
    created_at INSTANT NOT NULL,
    version INT NOT NULL
);
CREATE UNIQUE INDEX contact_point_mark ON contact_point (channel, place);
