-- Causes, problems and actions.

-- Why cases happen, as a tree. Without a row the ready tree is in force. Archived rather than deleted, for cases keep it.
CREATE TABLE causes (
    cause       TEXT NOT NULL PRIMARY KEY,
    title_fa    TEXT NOT NULL,
    title_en    TEXT NOT NULL,
    parent      TEXT REFERENCES causes (cause),
    archived_at BIGINT
) WITHOUT ROWID;
CREATE INDEX causes_by_parent ON causes (parent);

-- What many cases hang on: whys is a JSON list of the answers to "why", the first one first.
CREATE TABLE problems (
    problem_id INTEGER PRIMARY KEY,
    title      TEXT NOT NULL,
    cause      TEXT,
    unit       TEXT,
    whys       TEXT NOT NULL,
    state      TEXT NOT NULL,
    owner_id   BIGINT,
    made_at    BIGINT NOT NULL,
    made_by    TEXT NOT NULL,
    solved_at  BIGINT,
    changed_at BIGINT NOT NULL,
    revision   BIGINT NOT NULL
);
CREATE INDEX problems_by_state ON problems (state, changed_at);
CREATE INDEX problems_by_unit ON problems (unit);

-- What is done against a cause: corrective where it happened, preventive where it could. The work of it is measured on
-- cases of its cause before and after done_at.
CREATE TABLE case_actions (
    action_id  INTEGER PRIMARY KEY,
    problem_id BIGINT REFERENCES problems (problem_id),
    cause      TEXT,
    kind       TEXT NOT NULL,
    title      TEXT NOT NULL,
    unit       TEXT,
    owner_id   BIGINT,
    state      TEXT NOT NULL,
    due_at     BIGINT,
    done_at    BIGINT,
    made_at    BIGINT NOT NULL,
    made_by    TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    revision   BIGINT NOT NULL
);
CREATE INDEX case_actions_by_problem ON case_actions (problem_id);
CREATE INDEX case_actions_by_state ON case_actions (state, due_at);

-- What a manager notes for the work with somebody; read by both, and by nobody else.
CREATE TABLE coaching_notes (
    note_id INTEGER PRIMARY KEY,
    user_id BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    by_name TEXT NOT NULL,
    text    TEXT NOT NULL
);
CREATE INDEX coaching_notes_by_user ON coaching_notes (user_id, at);
