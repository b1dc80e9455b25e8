-- Drafts as they were before each change, so that a change can be taken back: `undone` is 1 for what was taken back
-- and can be done again. `step` is the edition at which the draft was so.

CREATE TABLE survey_draft_steps (
    survey_id  BIGINT NOT NULL REFERENCES surveys (survey_id),
    undone     BIGINT NOT NULL,
    step       BIGINT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (survey_id, undone, step)
);
