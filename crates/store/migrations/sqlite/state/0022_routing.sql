-- Who gets a case, and what is said again and again.

-- Versions of the rules; the greatest is in force.
CREATE TABLE routing_policies (
    version    BIGINT NOT NULL PRIMARY KEY,
    policy     TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- Whose turn it is among those who share work: each case that is given is a turn.
CREATE TABLE routing_pools (
    pool TEXT NOT NULL PRIMARY KEY,
    turn BIGINT NOT NULL
);
CREATE TABLE routing_turns (
    pool    TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    turn    BIGINT NOT NULL,
    PRIMARY KEY (pool, user_id)
);

-- Rules that could not be worked out for a case, and why, the last time.
CREATE TABLE routing_faults (
    rule    TEXT NOT NULL PRIMARY KEY,
    problem TEXT NOT NULL,
    at      BIGINT NOT NULL,
    times   BIGINT NOT NULL
);

CREATE TABLE canned_answers (
    canned_id  INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    unit       TEXT,
    text_fa    TEXT NOT NULL,
    text_en    TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);
CREATE INDEX canned_answers_by_unit ON canned_answers (unit);
