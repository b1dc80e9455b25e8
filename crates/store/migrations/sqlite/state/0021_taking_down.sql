-- Taking cases down: words that call for a kind, and what customers and colleagues attach.

ALTER TABLE case_kinds ADD COLUMN words TEXT NOT NULL DEFAULT '';

-- A file of a case. Its bytes lie in the object store under their SHA-256; several may be the same.
CREATE TABLE case_attachments (
    attachment_id INTEGER PRIMARY KEY,
    case_id       BIGINT NOT NULL REFERENCES cases (case_id),
    sha256        TEXT NOT NULL,
    name          TEXT NOT NULL,
    media_type    TEXT NOT NULL,
    size          BIGINT NOT NULL,
    by_customer   BIGINT NOT NULL,
    visible       BIGINT NOT NULL,
    at            BIGINT NOT NULL
);
CREATE INDEX case_attachments_by_case ON case_attachments (case_id);
CREATE INDEX case_attachments_by_object ON case_attachments (sha256);
