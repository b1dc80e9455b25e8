-- Feedback in hand, messages to one person, alerts, webhooks, themes.

-- What people did with a comment, by its interaction. One that nobody touched has no row: it is new.
CREATE TABLE feedback_items (
    interaction_id TEXT NOT NULL PRIMARY KEY,
    state          TEXT NOT NULL,
    owner_id       BIGINT,
    tags           TEXT NOT NULL,
    revision       BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    changed_by     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX feedback_items_by_time ON feedback_items (changed_at);

CREATE TABLE feedback_notes (
    note_id        INTEGER PRIMARY KEY,
    interaction_id TEXT NOT NULL,
    at             BIGINT NOT NULL,
    by_name        TEXT NOT NULL,
    text           TEXT NOT NULL
);
CREATE INDEX feedback_notes_by_item ON feedback_notes (interaction_id);

-- One change of one or many comments, with what was before, so that it can be taken back.
CREATE TABLE feedback_changes (
    change_id INTEGER PRIMARY KEY,
    at        BIGINT NOT NULL,
    by_actor  TEXT NOT NULL,
    action    TEXT NOT NULL,
    before    TEXT NOT NULL,
    undone_at BIGINT
);

CREATE TABLE feedback_views (
    view_id  INTEGER PRIMARY KEY,
    owner_id BIGINT NOT NULL,
    name     TEXT NOT NULL,
    query    TEXT NOT NULL,
    shared   BIGINT NOT NULL,
    made_at  BIGINT NOT NULL,
    UNIQUE (owner_id, name)
);

-- A message to one person: a customer, with its reservation in the contact ledger, or somebody of the company.
-- planned --> ready --> sending --> sent | unknown | bounced | gave_up, or back to ready; planned --> withheld.
CREATE TABLE messages (
    message_id    INTEGER PRIMARY KEY,
    message_key   TEXT NOT NULL UNIQUE,
    customer_id   BIGINT,
    user_id       BIGINT,
    channel       TEXT NOT NULL,
    category      TEXT NOT NULL,
    address       TEXT NOT NULL,
    subject       TEXT NOT NULL,
    text          TEXT NOT NULL,
    about         TEXT NOT NULL,
    state         TEXT NOT NULL,
    contact_id    BIGINT,
    reason        TEXT,
    tag           TEXT NOT NULL UNIQUE,
    attempts      BIGINT NOT NULL,
    next_at       BIGINT NOT NULL,
    sending_since BIGINT,
    answer        TEXT,
    made_at       BIGINT NOT NULL,
    made_by       TEXT NOT NULL,
    changed_at    BIGINT NOT NULL,
    told          BIGINT NOT NULL
);
CREATE INDEX messages_due ON messages (next_at) WHERE state IN ('planned', 'ready');
CREATE INDEX messages_sending ON messages (sending_since) WHERE state = 'sending';
CREATE INDEX messages_to_tell ON messages (message_id) WHERE told = 0 AND state IN ('sent', 'unknown');
CREATE INDEX messages_by_about ON messages (about);
CREATE INDEX messages_by_customer ON messages (customer_id) WHERE customer_id IS NOT NULL;

CREATE TABLE alert_rules (
    rule_id       INTEGER PRIMARY KEY,
    body          TEXT NOT NULL,
    enabled_since BIGINT,
    created_at    BIGINT NOT NULL
);

-- Interactions that a rule may speak of, left by the projector in its transaction until they are looked at.
CREATE TABLE alert_queue (
    queue_id INTEGER PRIMARY KEY,
    payload  BLOB NOT NULL
);

CREATE TABLE alerts (
    alert_id       INTEGER PRIMARY KEY,
    alert_key      TEXT NOT NULL UNIQUE,
    interaction_id TEXT,
    customer_id    BIGINT,
    unit           TEXT,
    body           TEXT NOT NULL,
    at             BIGINT NOT NULL
);
CREATE INDEX alerts_by_interaction ON alerts (interaction_id) WHERE interaction_id IS NOT NULL;

-- Who is told of an alert on the pages.
CREATE TABLE alert_notices (
    user_id  BIGINT NOT NULL,
    alert_id BIGINT NOT NULL,
    seen_at  BIGINT,
    PRIMARY KEY (user_id, alert_id)
) WITHOUT ROWID;
CREATE INDEX alert_notices_unseen ON alert_notices (user_id) WHERE seen_at IS NULL;

CREATE TABLE webhooks (
    webhook_id    INTEGER PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    url           TEXT NOT NULL,
    secret        TEXT NOT NULL,
    old_secret    TEXT,
    state         TEXT NOT NULL,
    failing_since BIGINT,
    made_at       BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL
);

-- ready --> delivered | failed. Until then it is tried again: the receiver knows a repeated one by its event_id.
CREATE TABLE webhook_deliveries (
    delivery_id INTEGER PRIMARY KEY,
    webhook_id  BIGINT NOT NULL,
    event_id    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    payload     TEXT NOT NULL,
    state       TEXT NOT NULL,
    attempts    BIGINT NOT NULL,
    next_at     BIGINT NOT NULL,
    held_until  BIGINT NOT NULL,
    made_at     BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,
    UNIQUE (webhook_id, event_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE state = 'ready';

CREATE TABLE webhook_attempts (
    attempt_id  INTEGER PRIMARY KEY,
    delivery_id BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    status      BIGINT,
    answer      TEXT NOT NULL,
    took        BIGINT NOT NULL
);
CREATE INDEX webhook_attempts_by_delivery ON webhook_attempts (delivery_id);

CREATE TABLE themes (
    theme_key  TEXT NOT NULL PRIMARY KEY,
    name_fa    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    parent     TEXT,
    include    TEXT NOT NULL,
    exclude    TEXT NOT NULL,
    hidden     BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
) WITHOUT ROWID;

-- What a person said a comment means. What is null was left as it was understood.
CREATE TABLE comment_corrections (
    interaction_id TEXT NOT NULL PRIMARY KEY,
    text           TEXT NOT NULL,
    sentiment      TEXT,
    themes         TEXT,
    subjects       TEXT,
    changed_at     BIGINT NOT NULL,
    changed_by     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX comment_corrections_by_time ON comment_corrections (changed_at);
