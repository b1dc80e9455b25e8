-- Other ways to ask: on other sites' pages, at a kiosk, on the telephone.

CREATE TABLE survey_embeds (
    survey_id  BIGINT NOT NULL PRIMARY KEY REFERENCES surveys (survey_id),
    body       TEXT NOT NULL,
    secret     TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);
