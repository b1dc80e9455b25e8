-- The contact ledger, and the invitations that pass it.

-- Every version of the company's contact policy; the greatest is in force.
CREATE TABLE contact_policies (
    version    INTEGER PRIMARY KEY,
    policy     TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- The row that a reservation holds until it is committed: one customer's book has one writer.
CREATE TABLE contact_books (
    customer_id  BIGINT NOT NULL PRIMARY KEY,
    reservations BIGINT NOT NULL
) WITHOUT ROWID;

-- The one book of contacts. customer_id is the customer of the time; the links say who that is today.
CREATE TABLE contacts (
    contact_id  INTEGER PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    channel     TEXT NOT NULL,
    category    TEXT NOT NULL,
    topic       TEXT NOT NULL,
    subject     TEXT NOT NULL UNIQUE,
    state       TEXT NOT NULL,
    at          BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,
    reason      TEXT
);
CREATE INDEX contacts_by_customer ON contacts (customer_id, at);
CREATE INDEX contacts_by_state ON contacts (state, at);

CREATE TABLE withheld_counts (
    day      BIGINT NOT NULL,
    channel  TEXT NOT NULL,
    category TEXT NOT NULL,
    reason   TEXT NOT NULL,
    withheld BIGINT NOT NULL,
    PRIMARY KEY (day, channel, category, reason)
) WITHOUT ROWID;

-- What customers said; nothing is overwritten. An empty channel is all of them.
CREATE TABLE consents (
    consent_id  INTEGER PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    channel     TEXT NOT NULL,
    category    TEXT NOT NULL,
    given       BIGINT NOT NULL,
    source      TEXT NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX consents_by_customer ON consents (customer_id);

CREATE TABLE contact_holds (
    subject     TEXT NOT NULL PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    since       BIGINT NOT NULL,
    ended_at    BIGINT
) WITHOUT ROWID;
CREATE INDEX contact_holds_open ON contact_holds (customer_id) WHERE ended_at IS NULL;

-- Addresses by their hash, so that a suppression outlives the erasure of its customer. An empty category is all.
CREATE TABLE suppressions (
    channel      TEXT NOT NULL,
    address_hash TEXT NOT NULL,
    category     TEXT NOT NULL,
    reason       TEXT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (channel, address_hash, category)
) WITHOUT ROWID;

CREATE TABLE invitation_triggers (
    trigger_id    INTEGER PRIMARY KEY,
    body          TEXT NOT NULL,
    enabled_since BIGINT,
    created_at    BIGINT NOT NULL
);

CREATE TABLE invitations (
    invitation_id  INTEGER PRIMARY KEY,
    invitation_key TEXT NOT NULL UNIQUE,
    survey_id      BIGINT NOT NULL,
    version        BIGINT,
    trigger_id     BIGINT,
    customer_id    BIGINT NOT NULL,
    channel        TEXT NOT NULL,
    address        TEXT,
    language       TEXT,
    context        TEXT NOT NULL,
    state          TEXT NOT NULL,
    reason         TEXT,
    send_at        BIGINT NOT NULL,
    reminder_after BIGINT,
    reminder_at    BIGINT,
    expires_at     BIGINT NOT NULL,
    made_at        BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    sent_at        BIGINT,
    delivered_at   BIGINT,
    opened_at      BIGINT,
    started_at     BIGINT,
    answered_at    BIGINT
);
CREATE INDEX invitations_due ON invitations (send_at) WHERE state = 'planned';
CREATE INDEX invitations_to_remind ON invitations (reminder_at) WHERE reminder_at IS NOT NULL;
CREATE INDEX invitations_expiring ON invitations (expires_at)
    WHERE state IN ('sent', 'delivered', 'opened', 'started');
CREATE INDEX invitations_by_customer ON invitations (customer_id, made_at);
CREATE INDEX invitations_by_survey ON invitations (survey_id, state);

-- What a link carries: its first characters find the row, the hash of the rest proves it.
CREATE TABLE invitation_links (
    selector      TEXT NOT NULL PRIMARY KEY,
    invitation_id BIGINT NOT NULL,
    purpose       TEXT NOT NULL,
    verifier_hash TEXT NOT NULL,
    made_at       BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX invitation_links_by_invitation ON invitation_links (invitation_id);

-- A message on its way out. ready --> sending --> sent | bounced | unknown, or back to ready for another attempt.
CREATE TABLE message_deliveries (
    delivery_id   INTEGER PRIMARY KEY,
    invitation_id BIGINT NOT NULL,
    step          TEXT NOT NULL,
    contact_id    BIGINT NOT NULL UNIQUE,
    tag           TEXT NOT NULL UNIQUE,
    channel       TEXT NOT NULL,
    address       TEXT NOT NULL,
    state         TEXT NOT NULL,
    attempts      BIGINT NOT NULL,
    next_at       BIGINT NOT NULL,
    sending_since BIGINT,
    answer        TEXT,
    changed_at    BIGINT NOT NULL
);
CREATE INDEX message_deliveries_due ON message_deliveries (next_at) WHERE state = 'ready';
CREATE INDEX message_deliveries_sending ON message_deliveries (sending_since) WHERE state = 'sending';
CREATE INDEX message_deliveries_by_invitation ON message_deliveries (invitation_id);
