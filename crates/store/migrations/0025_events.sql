-- Signed events: what people say on Nostr, exactly as they signed it. What an event means is its network's to know.

CREATE TABLE event (
    -- In the order in which they came.
    num {int} NOT NULL PRIMARY KEY,
    id {blob} NOT NULL UNIQUE,
    author {blob} NOT NULL,
    kind {int} NOT NULL,
    -- In seconds, as its author says.
    created_at {int} NOT NULL,
    -- What is said under one name for one kind replaces what was said before. NULL: nothing is replaced.
    d TEXT,
    body TEXT NOT NULL,
    -- The keys of those who alone may be given it, 32 bytes each. NULL: it is for everyone.
    readers {blob},
    expires_at {int},
    -- What it says here: the id of a post, a like, a follow. NULL for nothing.
    subject_id {int}
) {strict};
CREATE UNIQUE INDEX event_address ON event (author, kind, d) WHERE d IS NOT NULL;
CREATE INDEX event_author ON event (author, created_at DESC, id);
CREATE INDEX event_author_kind ON event (author, kind, created_at DESC, id);
CREATE INDEX event_kind ON event (kind, created_at DESC, id);
CREATE INDEX event_newest ON event (created_at DESC, id);
CREATE INDEX event_subject ON event (subject_id) WHERE subject_id IS NOT NULL;
CREATE INDEX event_expires ON event (expires_at) WHERE expires_at IS NOT NULL;

-- What an event may be found by.
-- sqlite: CREATE TABLE event_tag (name TEXT NOT NULL, value TEXT NOT NULL, created_at INTEGER NOT NULL, num INTEGER NOT NULL, PRIMARY KEY (name, value, created_at, num)) STRICT, WITHOUT ROWID;
-- postgres: CREATE TABLE event_tag (name TEXT NOT NULL, value TEXT NOT NULL, created_at BIGINT NOT NULL, num BIGINT NOT NULL, PRIMARY KEY (name, value, created_at, num));
CREATE INDEX event_tag_of ON event_tag (num);

-- The words of events for everyone.
-- sqlite: CREATE VIRTUAL TABLE event_text USING fts5(words, content='', contentless_delete=1, tokenize='ascii');
-- sqlite: CREATE TRIGGER event_text_gone AFTER DELETE ON event BEGIN DELETE FROM event_text WHERE rowid = old.num; END;
-- postgres: CREATE TABLE event_text (rowid BIGINT NOT NULL PRIMARY KEY REFERENCES event(num) ON DELETE CASCADE, words TSVECTOR NOT NULL);
-- postgres: CREATE INDEX event_text_words ON event_text USING GIN (words);

-- Whose key it is, as far as somebody is known here.
CREATE TABLE event_key (
    author {blob} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE
) {strict};
CREATE INDEX event_key_account ON event_key (account_id);

-- What its author took back, so that a late copy does not come to life. An author of no bytes: staff did.
CREATE TABLE event_gone (
    id {blob} NOT NULL,
    author {blob} NOT NULL,
    PRIMARY KEY (id, author)
) {strict};
CREATE TABLE event_gone_address (
    author {blob} NOT NULL,
    kind {int} NOT NULL,
    d TEXT NOT NULL,
    until {int} NOT NULL,
    PRIMARY KEY (author, kind, d)
) {strict};
CREATE TABLE event_vanished (
    author {blob} NOT NULL PRIMARY KEY,
    until {int} NOT NULL
) {strict};
