-- Mail that came in: what became of each, by its key, so that one mail counts once whichever way it came. Who wrote
-- is kept as a hash, for the bound on mails from one address; rows are dropped after a while, the counts stay.

CREATE TABLE mails (
    mail_key    TEXT NOT NULL PRIMARY KEY,
    sender_hash TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    bytes       BIGINT NOT NULL,
    taken_at    BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX mails_by_sender ON mails (sender_hash, taken_at);
CREATE INDEX mails_by_time ON mails (taken_at);

CREATE TABLE mail_counts (
    day     BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    mails   BIGINT NOT NULL,
    PRIMARY KEY (day, outcome)
) WITHOUT ROWID;
