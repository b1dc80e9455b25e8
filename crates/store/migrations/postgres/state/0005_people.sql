-- Units, who works in them, and what they may do.

-- A department by the name that interactions and touchpoints give it. It is archived rather than deleted, for
-- what happened there stays.
CREATE TABLE units (
    name        TEXT NOT NULL PRIMARY KEY,
    title_fa    TEXT NOT NULL,
    title_en    TEXT NOT NULL,
    parent      TEXT REFERENCES units (name),
    archived_at BIGINT
);
CREATE INDEX units_by_parent ON units (parent);

-- The part is manager or member.
CREATE TABLE unit_people (
    unit    TEXT NOT NULL REFERENCES units (name),
    user_id BIGINT NOT NULL REFERENCES users (user_id),
    part    TEXT NOT NULL,
    PRIMARY KEY (unit, user_id)
);
CREATE INDEX unit_people_by_user ON unit_people (user_id);

CREATE TABLE skills (
    user_id BIGINT NOT NULL REFERENCES users (user_id),
    skill   TEXT NOT NULL,
    PRIMARY KEY (user_id, skill)
);

-- Whether somebody takes work now; without a row they are off.
CREATE TABLE presence (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (user_id),
    state   TEXT NOT NULL,
    since   BIGINT NOT NULL
);

-- The name of a user as an employee in interactions.
ALTER TABLE users ADD COLUMN employee TEXT;
CREATE UNIQUE INDEX users_by_employee ON users (employee);

-- The units a customer met, for those who see only their units' customers.
CREATE TABLE customer_units (
    customer_id BIGINT NOT NULL,
    unit        TEXT NOT NULL,
    PRIMARY KEY (customer_id, unit)
);
CREATE INDEX customer_units_by_unit ON customer_units (unit, customer_id);

CREATE INDEX audit_by_actor ON audit (actor, audit_id);
CREATE INDEX audit_by_action ON audit (action, audit_id);
CREATE INDEX audit_by_time ON audit (at);
