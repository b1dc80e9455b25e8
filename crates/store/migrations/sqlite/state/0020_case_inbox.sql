-- The inbox of cases.

-- Which cases changed, in order: every process keeps its list of open cases fresh by it, and tells open inboxes. Only
-- the newest are kept (see `forget_case_changes`).
CREATE TABLE case_changes (
    change_id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id   BIGINT NOT NULL
);
CREATE TRIGGER case_changes_taken AFTER INSERT ON cases BEGIN
    INSERT INTO case_changes (case_id) VALUES (NEW.case_id);
END;
CREATE TRIGGER case_changes_put AFTER UPDATE ON cases BEGIN
    INSERT INTO case_changes (case_id) VALUES (NEW.case_id);
END;
CREATE TRIGGER case_changes_erased AFTER DELETE ON cases BEGIN
    INSERT INTO case_changes (case_id) VALUES (OLD.case_id);
END;
CREATE TRIGGER case_changes_told AFTER INSERT ON case_events WHEN NEW.did IN ('sent', 'sent_later', 'not_sent') BEGIN
    INSERT INTO case_changes (case_id) VALUES (NEW.case_id);
END;
CREATE TRIGGER case_changes_task_made AFTER INSERT ON case_tasks BEGIN
    INSERT INTO case_changes (case_id) VALUES (NEW.case_id);
END;
CREATE TRIGGER case_changes_task_put AFTER UPDATE ON case_tasks BEGIN
    INSERT INTO case_changes (case_id) VALUES (NEW.case_id);
END;

-- Closed cases by the time of their end; filters are answered by the index alone.
CREATE INDEX cases_closed ON cases (closed_at, case_id, unit, owner_id, kind, severity, channel)
    WHERE closed_at IS NOT NULL;
CREATE INDEX cases_closed_by_unit ON cases (unit, closed_at, case_id, owner_id, kind, severity, channel)
    WHERE closed_at IS NOT NULL;

-- What was done with many cases at once, so that it can be taken back.
CREATE TABLE case_bulks (
    bulk_id   INTEGER PRIMARY KEY,
    at        BIGINT NOT NULL,
    by_actor  TEXT NOT NULL,
    action    TEXT NOT NULL,
    before    TEXT NOT NULL,
    undone_at BIGINT
);
