-- Surveys: a draft that is built, and versions that never change.

CREATE TABLE surveys (
    survey_id    INTEGER PRIMARY KEY,
    name         TEXT NOT NULL,
    state        TEXT NOT NULL,
    audience     TEXT NOT NULL,
    public_token TEXT NOT NULL UNIQUE,
    version      BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    created_by   TEXT NOT NULL,
    changed_at   BIGINT NOT NULL
);

CREATE TABLE survey_drafts (
    survey_id  BIGINT NOT NULL PRIMARY KEY REFERENCES surveys (survey_id),
    edition    BIGINT NOT NULL,
    definition TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

CREATE TABLE survey_versions (
    survey_id    BIGINT NOT NULL REFERENCES surveys (survey_id),
    version      BIGINT NOT NULL,
    definition   TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL,
    PRIMARY KEY (survey_id, version)
);

-- Responses. `page` is the section last shown; `over_quota` the quota that was full.

CREATE TABLE responses (
    response_id   INTEGER PRIMARY KEY,
    survey_id     BIGINT NOT NULL REFERENCES surveys (survey_id),
    version       BIGINT NOT NULL,
    invitation_id BIGINT UNIQUE,
    customer_id   BIGINT,
    identifiers   TEXT NOT NULL,
    language      TEXT NOT NULL,
    state         TEXT NOT NULL,
    answers       TEXT NOT NULL,
    answered      BIGINT NOT NULL,
    seed          BIGINT NOT NULL,
    page          TEXT,
    over_quota    TEXT,
    channel       TEXT,
    touchpoint    TEXT,
    unit          TEXT,
    employee      TEXT,
    started_at    BIGINT NOT NULL,
    last_saved_at BIGINT NOT NULL,
    submitted_at  BIGINT,
    revision      BIGINT NOT NULL
);
CREATE INDEX responses_by_survey ON responses (survey_id, state, response_id);
CREATE INDEX responses_by_customer ON responses (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX responses_under_way ON responses (last_saved_at) WHERE state = 'started';

-- Several links may open one response: an invitation and its reminder.
CREATE TABLE response_tokens (
    token_hash  TEXT NOT NULL PRIMARY KEY,
    response_id BIGINT NOT NULL REFERENCES responses (response_id)
);
CREATE INDEX response_tokens_by_response ON response_tokens (response_id);

CREATE TABLE survey_quotas (
    survey_id BIGINT NOT NULL REFERENCES surveys (survey_id),
    quota     TEXT NOT NULL,
    taken     BIGINT NOT NULL,
    PRIMARY KEY (survey_id, quota)
);

-- How often a survey was opened, started and submitted on a day (days since 1970-01-01, UTC).
CREATE TABLE survey_counts (
    survey_id BIGINT NOT NULL REFERENCES surveys (survey_id),
    version   BIGINT NOT NULL,
    day       BIGINT NOT NULL,
    opened    BIGINT NOT NULL,
    started   BIGINT NOT NULL,
    submitted BIGINT NOT NULL,
    PRIMARY KEY (survey_id, version, day)
);
