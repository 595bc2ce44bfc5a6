-- What staff do: decisions about accounts, reports, and who may come in or be heard from.

-- A decision about an account, which its owner is told of.
CREATE TABLE strike (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    -- Kept when the one who decided is gone.
    staff_id {int} NOT NULL,
    action TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    report_id {int},
    -- JSON: ids of posts that it is about.
    post_ids TEXT NOT NULL DEFAULT '[]',
    created_at {int} NOT NULL
) {strict};
CREATE INDEX strike_account ON strike (account_id, id);

CREATE TABLE report (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    target_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    category TEXT NOT NULL,
    comment TEXT NOT NULL,
    is_forwarded {int} NOT NULL,
    -- JSON: numbers of rules, and ids of collections.
    rule_ids TEXT NOT NULL DEFAULT '[]',
    collection_ids TEXT NOT NULL DEFAULT '[]',
    assigned_to {int},
    action_taken_by {int},
    action_taken_at {int},
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
) {strict};
CREATE INDEX report_open ON report (id) WHERE action_taken_at IS NULL;
CREATE INDEX report_target ON report (target_id, id);
CREATE INDEX report_account ON report (account_id, id);

-- What was reported, as it was then: kept for staff when the post is edited or deleted.
CREATE TABLE report_post (
    report_id {int} NOT NULL REFERENCES report(id) ON DELETE CASCADE,
    post_id {int} NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (report_id, post_id)
) {strict};
CREATE INDEX report_post_post ON report_post (post_id);

-- Servers whose people are kept out, or at a distance.
CREATE TABLE domain_block (
    id {int} NOT NULL PRIMARY KEY,
    host TEXT NOT NULL UNIQUE,
    severity TEXT NOT NULL,
    rejects_media {int} NOT NULL,
    rejects_reports {int} NOT NULL,
    is_obfuscated {int} NOT NULL,
    public_comment TEXT,
    private_comment TEXT,
    created_at {int} NOT NULL
) {strict};

-- Servers that are heard, where only those are.
CREATE TABLE domain_allow (
    id {int} NOT NULL PRIMARY KEY,
    host TEXT NOT NULL UNIQUE,
    created_at {int} NOT NULL
) {strict};

CREATE TABLE email_domain_block (
    id {int} NOT NULL PRIMARY KEY,
    domain TEXT NOT NULL UNIQUE,
    created_at {int} NOT NULL
) {strict};

-- Addresses that may not join, whatever their spelling; only the hash is kept.
CREATE TABLE canonical_email_block (
    id {int} NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    created_at {int} NOT NULL
) {strict};

CREATE TABLE ip_block (
    id {int} NOT NULL PRIMARY KEY,
    -- `192.0.2.0/24`.
    network TEXT NOT NULL UNIQUE,
    severity TEXT NOT NULL,
    comment TEXT NOT NULL,
    expires_at {int},
    created_at {int} NOT NULL
) {strict};

-- How often somebody tried to join with an address of a blocked server: a day a row.
CREATE TABLE refused_email (
    domain TEXT NOT NULL,
    day {int} NOT NULL,
    attempts {int} NOT NULL,
    PRIMARY KEY (domain, day)
) {strict};

-- Letters that wait to be sent.
CREATE TABLE letter (
    id {int} NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts {int} NOT NULL DEFAULT 0,
    retry_at {int} NOT NULL,
    last_error TEXT NOT NULL DEFAULT '',
    created_at {int} NOT NULL
) {strict};
CREATE INDEX letter_due ON letter (retry_at);

-- A link by which somebody shows that a letter arrived. Of the token only the hash is kept.
CREATE TABLE email_confirmation (
    token_hash {blob} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    email_folded TEXT NOT NULL,
    expires_at {int} NOT NULL,
    created_at {int} NOT NULL
) {strict};
CREATE INDEX email_confirmation_account ON email_confirmation (account_id);
