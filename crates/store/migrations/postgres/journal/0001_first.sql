-- Whole intake batches in order, and the last place given out.

CREATE TABLE journal (
    position    BIGINT PRIMARY KEY,
    source_id   BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    events      BIGINT NOT NULL,
    payload     BYTEA NOT NULL
);

CREATE TABLE journal_head (
    id   BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO journal_head (id, last) VALUES (1, 0);

-- The payload is compressed already; trying again only costs time.
ALTER TABLE journal ALTER COLUMN payload SET STORAGE EXTERNAL;
