-- Each change of a theme with what was before it, so that it can be taken back where nothing came after it.
ALTER TABLE themes ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

CREATE TABLE theme_changes (
    change_id INTEGER PRIMARY KEY,
    at        BIGINT NOT NULL,
    by_actor  TEXT NOT NULL,
    action    TEXT NOT NULL,
    theme_key TEXT NOT NULL,
    before    TEXT,
    revision  BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE INDEX theme_changes_by_theme ON theme_changes (theme_key);
