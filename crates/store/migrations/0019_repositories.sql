-- Signed repositories: what people here do in public, as the AT Protocol keeps it. What the bytes mean is the network's.

CREATE TABLE repo (
    -- No reference: a repository outlives its account as a tombstone.
    account_id {int} NOT NULL PRIMARY KEY,
    did TEXT NOT NULL UNIQUE,
    handle TEXT NOT NULL UNIQUE,
    -- 'new' until the directory knows the name; 'active', 'deactivated', 'suspended', 'deleted'.
    state TEXT NOT NULL,
    -- The newest commit: its name, its bytes, when it was made (a TID), the root of its tree. NULL before the first.
    head {blob},
    body {blob},
    rev TEXT,
    root {blob},
    changed_at {int} NOT NULL
) {strict};
CREATE INDEX repo_state ON repo (state);

CREATE TABLE repo_record (
    account_id {int} NOT NULL,
    collection TEXT NOT NULL,
    rkey TEXT NOT NULL,
    cid {blob} NOT NULL,
    body {blob} NOT NULL,
    -- The commit that wrote it.
    rev TEXT NOT NULL,
    -- What it is here: the id of a post, a boost, a like, a follow or a block. NULL for what is nothing here.
    subject_id {int},
    PRIMARY KEY (account_id, collection, rkey)
) {strict};
CREATE UNIQUE INDEX repo_record_subject ON repo_record (subject_id, collection) WHERE subject_id IS NOT NULL;
CREATE INDEX repo_record_cid ON repo_record (account_id, cid);
CREATE INDEX repo_record_rev ON repo_record (account_id, rev);

-- Nodes of the tree of each repository's newest commit.
CREATE TABLE repo_node (
    account_id {int} NOT NULL,
    cid {blob} NOT NULL,
    body {blob} NOT NULL,
    rev TEXT NOT NULL,
    PRIMARY KEY (account_id, cid)
) {strict};
CREATE INDEX repo_node_rev ON repo_node (account_id, rev);

-- Files that records may name. The bytes are kept under their SHA-256, by a name in `file` whose use is 'blob'.
CREATE TABLE repo_blob (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL,
    digest TEXT NOT NULL,
    media_type TEXT NOT NULL,
    length {int} NOT NULL,
    uploaded_at {int} NOT NULL,
    UNIQUE (account_id, digest)
) {strict};
CREATE INDEX repo_blob_uploaded ON repo_blob (uploaded_at);

-- Which record names which file; also files that are not there, after a repository has moved here.
CREATE TABLE repo_blob_use (
    account_id {int} NOT NULL,
    digest TEXT NOT NULL,
    collection TEXT NOT NULL,
    rkey TEXT NOT NULL,
    rev TEXT NOT NULL,
    PRIMARY KEY (account_id, digest, collection, rkey)
) {strict};
CREATE INDEX repo_blob_use_record ON repo_blob_use (account_id, collection, rkey);

-- A record exactly as an app of its owner wrote it, in the transaction that made a post of it, until it is in the
-- repository.
CREATE TABLE repo_given (
    subject_id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL,
    collection TEXT NOT NULL,
    rkey TEXT NOT NULL,
    body {blob} NOT NULL
) {strict};

-- What those who follow along are told, for some days.
CREATE TABLE repo_event (
    seq {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL,
    kind TEXT NOT NULL,
    frame {blob} NOT NULL,
    at {int} NOT NULL
) {strict};
CREATE INDEX repo_event_account ON repo_event (account_id);
CREATE INDEX repo_event_at ON repo_event (at);

-- The number of the last event. Its row is locked until an event is written, so that nobody reads past one.
CREATE TABLE repo_seq (
    one {int} NOT NULL PRIMARY KEY,
    last {int} NOT NULL
) {strict};
INSERT INTO repo_seq (one, last) VALUES (1, 0);

-- What the directory of names (did:plc) is to be told, in order.
CREATE TABLE did_operation (
    account_id {int} NOT NULL,
    n {int} NOT NULL,
    body TEXT NOT NULL,
    cid TEXT NOT NULL,
    made_at {int} NOT NULL,
    -- NULL until the directory has taken it.
    taken_at {int},
    failures {int} NOT NULL DEFAULT 0,
    retry_at {int} NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (account_id, n)
) {strict};
CREATE INDEX did_operation_waiting ON did_operation (retry_at) WHERE taken_at IS NULL;

-- Which version of a post of another server was read, and what its thread begins with: an answer names both.
CREATE TABLE strong_ref (
    post_id {int} NOT NULL PRIMARY KEY REFERENCES post(id) ON DELETE CASCADE,
    cid TEXT NOT NULL,
    root_uri TEXT,
    root_cid TEXT
) {strict};

-- What apps of one network keep for their user, as that network writes it. Nobody else reads it.
CREATE TABLE app_preferences (
    account_id {int} NOT NULL PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    body TEXT NOT NULL
) {strict};
