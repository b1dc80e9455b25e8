-- Cases: what was said, who owns it, what became of it.

-- The company's list of kinds.
CREATE TABLE case_kinds (
    kind        TEXT NOT NULL PRIMARY KEY,
    title_fa    TEXT NOT NULL,
    title_en    TEXT NOT NULL,
    unit        TEXT,
    severity    TEXT,
    archived_at BIGINT
) WITHOUT ROWID;

-- A case as it stands. Facts, contact and clocks are JSON; what lists filter and sort by has columns of its own.
CREATE TABLE cases (
    case_id         INTEGER PRIMARY KEY,
    reference       TEXT NOT NULL UNIQUE,
    customer_id     BIGINT,
    contact         TEXT NOT NULL,
    matter          TEXT NOT NULL,
    kind            TEXT,
    touchpoint      TEXT,
    unit            TEXT,
    looked          TEXT,
    title           TEXT NOT NULL,
    remedy          TEXT,
    text            TEXT NOT NULL,
    channel         TEXT NOT NULL,
    language        TEXT NOT NULL,
    origin          TEXT UNIQUE,
    state           TEXT NOT NULL,
    assessment      TEXT,
    severity        TEXT,
    priority        BIGINT NOT NULL,
    owner_id        BIGINT,
    cause           TEXT,
    problem_id      BIGINT,
    received_at     BIGINT NOT NULL,
    acknowledged_at BIGINT,
    answered_at     BIGINT,
    decision        TEXT,
    closed_at       BIGINT,
    waiting_since   BIGINT,
    reopened        BIGINT NOT NULL,
    clocks          TEXT NOT NULL,
    due_at          BIGINT,
    next_at         BIGINT,
    breached        BIGINT NOT NULL,
    revision        BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL
);
CREATE INDEX cases_open_by_unit ON cases (unit, priority, due_at) WHERE closed_at IS NULL;
CREATE INDEX cases_open_by_owner ON cases (owner_id, priority, due_at) WHERE closed_at IS NULL;
CREATE INDEX cases_open_by_due ON cases (due_at) WHERE closed_at IS NULL;
CREATE INDEX cases_stepping ON cases (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX cases_by_customer ON cases (customer_id, received_at);
CREATE INDEX cases_without_customer ON cases (case_id) WHERE customer_id IS NULL;
CREATE INDEX cases_by_time ON cases (received_at);
CREATE INDEX cases_by_unit_and_time ON cases (unit, received_at);
CREATE INDEX cases_by_cause ON cases (cause, received_at) WHERE cause IS NOT NULL;
CREATE INDEX cases_by_problem ON cases (problem_id) WHERE problem_id IS NOT NULL;

-- Everything that happened with a case, in order: words in and out, notes, steps, hand-overs, what clocks did.
CREATE TABLE case_events (
    event_id   INTEGER PRIMARY KEY,
    case_id    BIGINT NOT NULL REFERENCES cases (case_id),
    at         BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    by_name    TEXT NOT NULL,
    did        TEXT NOT NULL,
    visible    BIGINT NOT NULL,
    text       TEXT NOT NULL,
    detail     TEXT NOT NULL
);
CREATE INDEX case_events_by_case ON case_events (case_id, event_id);

-- Colleagues beside the owner: who works along, who was mentioned.
CREATE TABLE case_people (
    case_id BIGINT NOT NULL REFERENCES cases (case_id),
    user_id BIGINT NOT NULL,
    part    TEXT NOT NULL,
    PRIMARY KEY (case_id, user_id)
) WITHOUT ROWID;
CREATE INDEX case_people_by_user ON case_people (user_id);

-- One piece of the work on a case, with its own owner and clock.
CREATE TABLE case_tasks (
    task_id    INTEGER PRIMARY KEY,
    case_id    BIGINT NOT NULL REFERENCES cases (case_id),
    title      TEXT NOT NULL,
    unit       TEXT,
    owner_id   BIGINT,
    state      TEXT NOT NULL,
    clock      TEXT,
    due_at     BIGINT,
    next_at    BIGINT,
    made_at    BIGINT NOT NULL,
    made_by    TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    revision   BIGINT NOT NULL
);
CREATE INDEX case_tasks_by_case ON case_tasks (case_id);
CREATE INDEX case_tasks_open_by_owner ON case_tasks (owner_id, due_at) WHERE state = 'open';
CREATE INDEX case_tasks_open_by_unit ON case_tasks (unit, due_at) WHERE state = 'open';
CREATE INDEX case_tasks_stepping ON case_tasks (next_at) WHERE next_at IS NOT NULL;
