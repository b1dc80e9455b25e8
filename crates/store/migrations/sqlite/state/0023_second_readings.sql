-- How the company's own language model reads comments of which the program was unsure. Without a sentiment, it was asked
-- and gave no answer that says one.
CREATE TABLE second_readings (
    interaction_id TEXT NOT NULL PRIMARY KEY,
    sentiment      TEXT,
    subjects       TEXT NOT NULL,
    model          TEXT NOT NULL,
    read_at        BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX second_readings_by_time ON second_readings (read_at);
