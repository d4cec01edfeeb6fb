-- Which process does a job that only one may do at a time: shipping to history, the scheduler, the outbox.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    held_until INSTANT NOT NULL
);
