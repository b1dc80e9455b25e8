-- Whole intake batches in order, and the last place given out.

CREATE TABLE journal (
    position    INTEGER PRIMARY KEY,
    source_id   BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    events      BIGINT NOT NULL,
    payload     BLOB NOT NULL
);

CREATE TABLE journal_head (
    id   INTEGER PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO journal_head (id, last) VALUES (1, 0);
