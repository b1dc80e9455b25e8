-- By which way a response came about, and through whom: user:3 who interviewed, kiosk:2, the file it was brought in
-- with. What is there already came by a link.
ALTER TABLE responses ADD COLUMN way TEXT NOT NULL DEFAULT 'link';
ALTER TABLE responses ADD COLUMN taken_by TEXT;

-- Kiosks in branches. Of secrets their hash only: the token is in the address a kiosk was opened with, the PIN
-- leaves it.
CREATE TABLE kiosks (
    kiosk_id     INTEGER PRIMARY KEY,
    survey_id    BIGINT NOT NULL REFERENCES surveys (survey_id),
    name         TEXT NOT NULL,
    body         TEXT NOT NULL,
    token_hash   TEXT NOT NULL UNIQUE,
    made_at      BIGINT NOT NULL,
    made_by      TEXT NOT NULL,
    closed_at    BIGINT,
    last_seen_at BIGINT
);
CREATE INDEX kiosks_by_survey ON kiosks (survey_id);
CREATE INDEX responses_by_taker ON responses (taken_by, started_at) WHERE taken_by IS NOT NULL;
