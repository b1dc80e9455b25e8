-- Business calendars and what is promised by them.

-- Every version of calendars and rules, which change together; the greatest is in force.
CREATE TABLE clock_policies (
    version    INTEGER PRIMARY KEY,
    policy     TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);
