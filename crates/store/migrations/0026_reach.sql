-- Files that are kept exactly as they came and that everybody is given who knows their SHA-256 (Blossom). The bytes are
-- kept by a name in `file` whose use is 'open'.
CREATE TABLE open_file (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    media_type TEXT NOT NULL,
    length {int} NOT NULL,
    uploaded_at {int} NOT NULL,
    UNIQUE (account_id, digest)
) {strict};
CREATE INDEX open_file_digest ON open_file (digest);
CREATE INDEX open_file_uploaded ON open_file (account_id, uploaded_at);

-- Signed events that are to be brought to servers elsewhere.
CREATE TABLE event_errand (
    host TEXT NOT NULL,
    event_id {blob} NOT NULL,
    body TEXT NOT NULL,
    queued_at {int} NOT NULL,
    PRIMARY KEY (host, event_id)
) {strict};
CREATE INDEX event_errand_queued ON event_errand (queued_at);

-- How it stands with those servers: how often in a row they did not answer, when they are tried again, and up to which
-- second what they have was read.
CREATE TABLE event_host (
    host TEXT NOT NULL PRIMARY KEY,
    failures {int} NOT NULL,
    again_at {int} NOT NULL,
    heard_until {int} NOT NULL
) {strict};

-- Apps that have things signed with a member's key.
CREATE TABLE signer_app (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- The key of the app, from when it first came.
    app {blob},
    -- The SHA-256 of the word that it comes with the first time.
    secret {blob},
    -- The kinds of events that it may have signed, with commas; empty for all.
    kinds TEXT NOT NULL,
    created_at {int} NOT NULL,
    used_at {int}
) {strict};
CREATE INDEX signer_app_account ON signer_app (account_id, app);
