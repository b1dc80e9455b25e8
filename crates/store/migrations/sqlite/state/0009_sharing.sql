-- Results shared by a link, and indices of the company's own.

-- Of the link only a hash is kept. `narrowing` is what the figures are narrowed to, as an address has it; `minimum`
-- the fewest answers of which a figure is shown.
CREATE TABLE result_shares (
    share_id     INTEGER PRIMARY KEY,
    survey_id    BIGINT NOT NULL REFERENCES surveys (survey_id),
    title        TEXT NOT NULL,
    token_hash   TEXT NOT NULL UNIQUE,
    narrowing    TEXT NOT NULL,
    minimum      BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    created_by   TEXT NOT NULL,
    expires_at   BIGINT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    opened       BIGINT NOT NULL,
    opened_at    BIGINT
);
CREATE INDEX result_shares_by_survey ON result_shares (survey_id);

-- An index of the company's own: weighted items of one survey. `definition` is JSON.
CREATE TABLE indices (
    index_id   INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    survey_id  BIGINT NOT NULL REFERENCES surveys (survey_id),
    definition TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    retired_at BIGINT
);

CREATE INDEX responses_by_time ON responses (survey_id, submitted_at);
