-- Sources, what they sent, and what was left out of it.

CREATE TABLE sources (
    source_id      INTEGER PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE,
    kind           TEXT NOT NULL,
    write_key_hash TEXT UNIQUE,
    write_key_hint TEXT,
    created_at     BIGINT NOT NULL,
    retired_at     BIGINT
);

CREATE TABLE source_activity (
    source_id        INTEGER PRIMARY KEY,
    accepted         BIGINT NOT NULL,
    last_received_at BIGINT NOT NULL
);

CREATE TABLE drop_counts (
    source_id BIGINT NOT NULL,
    day       BIGINT NOT NULL,
    reason    TEXT NOT NULL,
    dropped   BIGINT NOT NULL,
    PRIMARY KEY (source_id, day, reason)
) WITHOUT ROWID;

CREATE TABLE rejected (
    rejected_id INTEGER PRIMARY KEY,
    source_id   BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    detail      TEXT NOT NULL,
    payload     TEXT NOT NULL
);
CREATE INDEX rejected_by_source ON rejected (source_id, rejected_id);

CREATE TABLE touchpoints (
    name     TEXT NOT NULL PRIMARY KEY,
    title_fa TEXT NOT NULL,
    title_en TEXT NOT NULL,
    channel  TEXT,
    stage    TEXT,
    unit     TEXT,
    kinds    TEXT NOT NULL,
    ordinal  BIGINT NOT NULL
) WITHOUT ROWID;

-- What the projector writes: state and its cursor move in one transaction.

CREATE TABLE cursor (
    name     TEXT NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL
) WITHOUT ROWID;

-- A row for every customer written for. `today` is the customer itself unless it is linked to another; the
-- columns after `state` describe the whole customer of today and mean something only where today = customer_id.
CREATE TABLE customers (
    customer_id  INTEGER PRIMARY KEY,
    today        BIGINT NOT NULL,
    state        BLOB NOT NULL,
    standing     TEXT NOT NULL,
    name         TEXT,
    sort_name    TEXT,
    first_seen   BIGINT,
    last_seen    BIGINT,
    interactions BIGINT NOT NULL,
    value        BIGINT NOT NULL,
    stage        TEXT
);
CREATE INDEX customers_by_today ON customers (today);
CREATE INDEX customers_by_last_seen ON customers (last_seen);
CREATE INDEX customers_linked ON customers (customer_id) WHERE today <> customer_id;

CREATE TABLE identifiers (
    identifier_id INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    value         TEXT NOT NULL,
    own_customer  BIGINT,
    customer_id   BIGINT NOT NULL,
    UNIQUE (value, kind)
);
CREATE INDEX identifiers_by_customer ON identifiers (customer_id);

CREATE TABLE claims (
    stronger BIGINT NOT NULL,
    weaker   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    by_high  BIGINT NOT NULL,
    by_low   BIGINT NOT NULL,
    source   TEXT NOT NULL,
    verdict  TEXT NOT NULL,
    PRIMARY KEY (stronger, weaker)
) WITHOUT ROWID;
CREATE INDEX claims_by_weaker ON claims (weaker);

-- Words a customer is found by; compared byte by byte, so that a prefix is a range.
CREATE TABLE customer_terms (
    term        TEXT NOT NULL,
    customer_id BIGINT NOT NULL,
    PRIMARY KEY (term, customer_id)
) WITHOUT ROWID;
CREATE INDEX customer_terms_by_customer ON customer_terms (customer_id);

-- Messages of the window of deduplication, by the 128 bits of their interaction. New ones are appended to
-- recent_messages, a row for each transaction of the projector, and merged into seen_messages by the million:
-- keys without order would otherwise dirty a page each.
CREATE TABLE seen_messages (
    id_high BIGINT NOT NULL,
    id_low  BIGINT NOT NULL,
    stamp   BIGINT NOT NULL,
    PRIMARY KEY (id_high, id_low)
) WITHOUT ROWID;

CREATE TABLE recent_messages (
    stamp BIGINT NOT NULL PRIMARY KEY,
    ids   BLOB NOT NULL
);

CREATE TABLE pending_batches (
    through    INTEGER PRIMARY KEY,
    events     BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    payload    BLOB NOT NULL
);

CREATE TABLE counters (
    name  TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE hourly (
    hour         BIGINT NOT NULL,
    source_id    BIGINT NOT NULL,
    channel      TEXT NOT NULL,
    stage        TEXT NOT NULL,
    interactions BIGINT NOT NULL,
    value        BIGINT NOT NULL,
    PRIMARY KEY (hour, source_id, channel, stage)
) WITHOUT ROWID;

-- People of the company and how they sign in.

CREATE TABLE users (
    user_id       INTEGER PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    password_hash TEXT,
    role          TEXT NOT NULL,
    language      TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    disabled_at   BIGINT
);

CREATE TABLE sessions (
    token_hash   TEXT NOT NULL PRIMARY KEY,
    user_id      BIGINT NOT NULL REFERENCES users (user_id),
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE sign_in_links (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_id    BIGINT NOT NULL REFERENCES users (user_id),
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
) WITHOUT ROWID;

-- Failed attempts to sign in, counted by whom they name (an e-mail, an address) and the minute since the epoch.
CREATE TABLE sign_in_failures (
    subject  TEXT NOT NULL,
    minute   BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    PRIMARY KEY (subject, minute)
) WITHOUT ROWID;

-- What changed or read personal data, and the work that waits.

CREATE TABLE audit (
    audit_id INTEGER PRIMARY KEY,
    at       BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    detail   TEXT NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject, audit_id);

CREATE TABLE jobs (
    job_id       INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL,
    payload      TEXT NOT NULL,
    run_at       BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    state        TEXT NOT NULL,
    last_error   TEXT,
    locked_until BIGINT,
    dedup_key    TEXT UNIQUE
);
CREATE INDEX jobs_by_time ON jobs (state, run_at);

CREATE TABLE outbox (
    outbox_id    INTEGER PRIMARY KEY,
    topic        TEXT NOT NULL,
    payload      TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    delivered_at BIGINT
);
CREATE INDEX outbox_waiting ON outbox (outbox_id) WHERE delivered_at IS NULL;

CREATE TABLE leases (
    name       TEXT NOT NULL PRIMARY KEY,
    holder     TEXT NOT NULL,
    expires_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE imports (
    import_id   TEXT NOT NULL PRIMARY KEY,
    file_name   TEXT NOT NULL,
    source_id   BIGINT NOT NULL,
    state       TEXT NOT NULL,
    rows_read   BIGINT NOT NULL,
    rows_good   BIGINT NOT NULL,
    rows_bad    BIGINT NOT NULL,
    byte_offset BIGINT NOT NULL,
    map         TEXT NOT NULL,
    started_at  BIGINT NOT NULL,
    finished_at BIGINT
) WITHOUT ROWID;

CREATE TABLE import_bad_rows (
    import_id  TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    field      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    raw        TEXT NOT NULL,
    PRIMARY KEY (import_id, row_number)
) WITHOUT ROWID;

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
