-- Messages of the window of deduplication, in runs of up to a million that are written once and dropped whole.
-- A run's filter says of most ids that it does not hold them; its ids lie in parts, by their first bits
-- (part_id is the run's number and those bits). They take the place of seen_messages, which is still read.

CREATE TABLE seen_runs (
    run_id INTEGER PRIMARY KEY,
    ids    BIGINT NOT NULL,
    newest BIGINT NOT NULL,
    filter BLOB NOT NULL
);

CREATE TABLE seen_parts (
    part_id INTEGER PRIMARY KEY,
    ids     BLOB NOT NULL
);
