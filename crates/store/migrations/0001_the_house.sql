-- The house: people, their posts, what they do with them, and the journal that everything else reads.
-- Times are microseconds since 1970, yes and no are 1 and 0, ids are made by the program (model::id).

-- What the host decided, and the server's own facts.
CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) {strict};

-- Every server we have heard of, and our own (is_local = 1).
CREATE TABLE domain (
    id {int} NOT NULL PRIMARY KEY,
    host TEXT NOT NULL UNIQUE,
    is_local {int} NOT NULL DEFAULT 0
) {strict};

CREATE TABLE account (
    id {int} NOT NULL PRIMARY KEY,
    domain_id {int} NOT NULL REFERENCES domain(id),
    username TEXT NOT NULL,
    username_folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    display_name TEXT NOT NULL DEFAULT '',
    note_source TEXT NOT NULL DEFAULT '',
    note_html TEXT NOT NULL DEFAULT '',
    fields TEXT NOT NULL DEFAULT '[]',
    emojis TEXT NOT NULL DEFAULT '[]',
    avatar_url TEXT,
    header_url TEXT,
    is_locked {int} NOT NULL DEFAULT 0,
    is_discoverable {int} NOT NULL DEFAULT 0,
    is_indexable {int} NOT NULL DEFAULT 0,
    followers_count {int} NOT NULL DEFAULT 0,
    following_count {int} NOT NULL DEFAULT 0,
    posts_count {int} NOT NULL DEFAULT 0,
    last_post_at {int},
    moved_to_id {int},
    suspended_at {int},
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    -- When a remote account was last read from its home; NULL for ours.
    fetched_at {int},
    UNIQUE (domain_id, username_folded)
) {strict};

-- One network's face of an account. The address is what the network calls it; `document` is the adapter's own.
CREATE TABLE identity (
    network TEXT NOT NULL,
    uri TEXT NOT NULL,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    page_url TEXT,
    -- The peer that serves it, and where that peer takes deliveries for all its people.
    host TEXT NOT NULL,
    inbox TEXT,
    shared_inbox TEXT,
    followers_uri TEXT,
    document TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (network, uri)
) {strict};
CREATE INDEX identity_account ON identity (account_id, network);
CREATE INDEX identity_host ON identity (host, account_id);

-- A name that was used once is never given to somebody else.
CREATE TABLE retired_name (
    domain_id {int} NOT NULL,
    username_folded TEXT NOT NULL,
    account_id {int} NOT NULL,
    retired_at {int} NOT NULL,
    PRIMARY KEY (domain_id, username_folded)
) {strict};

-- Keys from birth. The private half is sealed under the server key, which is not in this database.
CREATE TABLE account_key (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    public {blob} NOT NULL,
    sealed {blob},
    created_at {int} NOT NULL,
    PRIMARY KEY (account_id, kind)
) {strict};

-- Those with a login here.
CREATE TABLE member (
    account_id {int} NOT NULL PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    invite_id {int},
    settings TEXT NOT NULL DEFAULT '{}',
    created_at {int} NOT NULL
) {strict};

CREATE TABLE invite (
    id {int} NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    created_by {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    max_uses {int},
    uses {int} NOT NULL DEFAULT 0,
    expires_at {int},
    created_at {int} NOT NULL
) {strict};

CREATE TABLE session (
    id {int} NOT NULL PRIMARY KEY,
    token_hash {blob} NOT NULL UNIQUE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    user_agent TEXT NOT NULL,
    ip TEXT NOT NULL,
    created_at {int} NOT NULL,
    last_seen_at {int} NOT NULL
) {strict};
CREATE INDEX session_account ON session (account_id);

CREATE TABLE app (
    id {int} NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE,
    secret_hash {blob} NOT NULL,
    name TEXT NOT NULL,
    website TEXT,
    redirect_uris TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at {int} NOT NULL
) {strict};

-- A code that an app may exchange for a token, once.
CREATE TABLE oauth_code (
    code_hash {blob} NOT NULL PRIMARY KEY,
    app_id {int} NOT NULL REFERENCES app(id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    challenge TEXT,
    expires_at {int} NOT NULL,
    used_at {int},
    token_id {int}
) {strict};

CREATE TABLE token (
    id {int} NOT NULL PRIMARY KEY,
    token_hash {blob} NOT NULL UNIQUE,
    refresh_hash {blob} UNIQUE,
    app_id {int} NOT NULL REFERENCES app(id) ON DELETE CASCADE,
    account_id {int} REFERENCES account(id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int},
    last_used_at {int}
) {strict};
CREATE INDEX token_account ON token (account_id);

-- Posts and boosts. A boost has boost_of_id and no text.
CREATE TABLE post (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    -- 'local', or the network it came from.
    origin TEXT NOT NULL,
    uri TEXT NOT NULL UNIQUE,
    url TEXT,
    kind TEXT NOT NULL,
    audience {int} NOT NULL,
    policy TEXT NOT NULL DEFAULT '{}',
    title TEXT,
    warning TEXT NOT NULL DEFAULT '',
    is_sensitive {int} NOT NULL DEFAULT 0,
    source TEXT NOT NULL DEFAULT '',
    html TEXT NOT NULL DEFAULT '',
    language TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    media TEXT NOT NULL DEFAULT '[]',
    emojis TEXT NOT NULL DEFAULT '[]',
    boost_of_id {int},
    reply_to_id {int},
    reply_to_account_id {int},
    -- What it answers, when we do not have that post.
    reply_to_uri TEXT,
    -- The first post of its thread, as far as known.
    thread_id {int} NOT NULL,
    app_id {int},
    replies_count {int} NOT NULL DEFAULT 0,
    boosts_count {int} NOT NULL DEFAULT 0,
    likes_count {int} NOT NULL DEFAULT 0,
    -- When the author says it was written. The id says when we got it.
    created_at {int} NOT NULL,
    edited_at {int}
) {strict};
CREATE INDEX post_account ON post (account_id, id);
CREATE INDEX post_reply ON post (reply_to_id, id) WHERE reply_to_id IS NOT NULL;
CREATE INDEX post_boost ON post (boost_of_id, account_id) WHERE boost_of_id IS NOT NULL;
CREATE UNIQUE INDEX post_boost_once ON post (account_id, boost_of_id) WHERE boost_of_id IS NOT NULL;
CREATE INDEX post_url ON post (url) WHERE url IS NOT NULL;
CREATE INDEX post_awaiting ON post (reply_to_uri) WHERE reply_to_uri IS NOT NULL;
CREATE INDEX post_public ON post (id) WHERE audience = 0 AND boost_of_id IS NULL;
CREATE INDEX post_public_local ON post (id) WHERE audience = 0 AND boost_of_id IS NULL AND origin = 'local';

-- The explicit set of a post: those it is for by name, and whether the text mentions them.
CREATE TABLE named (
    post_id {int} NOT NULL REFERENCES post(id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    is_mention {int} NOT NULL,
    PRIMARY KEY (post_id, account_id)
) {strict};
CREATE INDEX named_account ON named (account_id, post_id);

CREATE TABLE post_tag (
    tag TEXT NOT NULL,
    post_id {int} NOT NULL REFERENCES post(id) ON DELETE CASCADE,
    PRIMARY KEY (tag, post_id)
) {strict};
CREATE INDEX post_tag_post ON post_tag (post_id);

-- What a post said before an edit.
CREATE TABLE post_version (
    post_id {int} NOT NULL REFERENCES post(id) ON DELETE CASCADE,
    written_at {int} NOT NULL,
    title TEXT,
    warning TEXT NOT NULL,
    is_sensitive {int} NOT NULL,
    source TEXT NOT NULL,
    html TEXT NOT NULL,
    media TEXT NOT NULL,
    emojis TEXT NOT NULL,
    PRIMARY KEY (post_id, written_at)
) {strict};

-- What was deleted stays deleted, however late a copy comes.
CREATE TABLE tombstone (
    uri TEXT NOT NULL PRIMARY KEY,
    post_id {int},
    account_id {int},
    deleted_at {int} NOT NULL
) {strict};

CREATE TABLE post_like (
    id {int} NOT NULL UNIQUE,
    post_id {int} NOT NULL REFERENCES post(id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    uri TEXT,
    PRIMARY KEY (post_id, account_id)
) {strict};
CREATE INDEX post_like_account ON post_like (account_id, id);

CREATE TABLE bookmark (
    id {int} NOT NULL UNIQUE,
    post_id {int} NOT NULL REFERENCES post(id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, post_id)
) {strict};
CREATE INDEX bookmark_page ON bookmark (account_id, id);

CREATE TABLE pin (
    id {int} NOT NULL UNIQUE,
    post_id {int} NOT NULL REFERENCES post(id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, post_id)
) {strict};

-- state: 0 asked, 1 accepted.
CREATE TABLE follow (
    follower_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    followee_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    id {int} NOT NULL UNIQUE,
    state {int} NOT NULL,
    uri TEXT,
    shows_boosts {int} NOT NULL DEFAULT 1,
    notifies {int} NOT NULL DEFAULT 0,
    created_at {int} NOT NULL,
    PRIMARY KEY (follower_id, followee_id)
) {strict};
CREATE INDEX follow_followee ON follow (followee_id, state, id);
CREATE INDEX follow_follower ON follow (follower_id, state, id);

CREATE TABLE block (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    target_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    id {int} NOT NULL UNIQUE,
    uri TEXT,
    PRIMARY KEY (account_id, target_id)
) {strict};
CREATE INDEX block_target ON block (target_id, account_id);

CREATE TABLE mute (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    target_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    id {int} NOT NULL UNIQUE,
    hides_notifications {int} NOT NULL,
    expires_at {int},
    PRIMARY KEY (account_id, target_id)
) {strict};

CREATE TABLE notification (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    from_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    -- 0 when it is about no post, so that the same thing is told once.
    post_id {int} NOT NULL DEFAULT 0,
    created_at {int} NOT NULL,
    UNIQUE (account_id, kind, from_id, post_id)
) {strict};
CREATE INDEX notification_page ON notification (account_id, id);
CREATE INDEX notification_post ON notification (post_id) WHERE post_id <> 0;

CREATE TABLE marker (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    timeline TEXT NOT NULL,
    last_read_id {int} NOT NULL,
    version {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (account_id, timeline)
) {strict};

-- A client that repeats a request gets the same post again.
CREATE TABLE idempotency (
    account_id {int} NOT NULL,
    key TEXT NOT NULL,
    post_id {int} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (account_id, key)
) {strict};

-- The spine. Commitments, not content: what changed, never what it said.
CREATE TABLE journal (
    {xid}
    seq {serial},
    at {int} NOT NULL,
    account_id {int} NOT NULL,
    origin TEXT NOT NULL,
    change TEXT NOT NULL,
    subject_id {int} NOT NULL,
    payload TEXT NOT NULL DEFAULT '{}'
) {strict};

-- How far each reader of the journal has come.
CREATE TABLE cursor (
    reader TEXT NOT NULL,
    shard TEXT NOT NULL,
    seq {int} NOT NULL,
    PRIMARY KEY (reader, shard)
) {strict};

CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    until {int} NOT NULL
) {strict};

-- What a network sends: exactly the bytes that were signed, once for everyone.
CREATE TABLE outbox (
    seq {serial},
    network TEXT NOT NULL,
    -- The journal entry it was made from and its place among what that entry caused: made again, it is the same row.
    entry_seq {int} NOT NULL,
    part {int} NOT NULL,
    activity_uri TEXT NOT NULL UNIQUE,
    account_id {int} NOT NULL,
    to_followers {int} NOT NULL,
    body {blob} NOT NULL,
    created_at {int} NOT NULL,
    UNIQUE (network, entry_seq, part)
) {strict};

-- Those addressed one by one, beside the followers.
CREATE TABLE outbox_target (
    outbox_seq {int} NOT NULL REFERENCES outbox(seq) ON DELETE CASCADE,
    host TEXT NOT NULL,
    inbox TEXT NOT NULL,
    PRIMARY KEY (outbox_seq, host, inbox)
) {strict};

-- One lane a peer: a place in the outbox, and how that peer has been doing.
CREATE TABLE lane (
    network TEXT NOT NULL,
    host TEXT NOT NULL,
    position {int} NOT NULL,
    wanted {int} NOT NULL,
    failures {int} NOT NULL DEFAULT 0,
    retry_at {int} NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (network, host)
) {strict};
CREATE INDEX lane_due ON lane (network, retry_at) WHERE wanted > position;

-- What a network knows about a peer: which signature it takes, what it runs.
CREATE TABLE peer (
    network TEXT NOT NULL,
    host TEXT NOT NULL,
    facts TEXT NOT NULL DEFAULT '{}',
    updated_at {int} NOT NULL,
    PRIMARY KEY (network, host)
) {strict};

-- What has been received and done, by the sender's own id for it; the exact bytes are kept as proof.
CREATE TABLE received (
    network TEXT NOT NULL,
    uri TEXT NOT NULL,
    account_id {int} NOT NULL,
    body {blob} NOT NULL,
    received_at {int} NOT NULL,
    PRIMARY KEY (network, uri)
) {strict};
CREATE INDEX received_at ON received (received_at);
