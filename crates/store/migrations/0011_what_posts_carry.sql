-- What posts can carry, and what people keep beside them.

ALTER TABLE post ADD COLUMN content_type TEXT NOT NULL DEFAULT 'text/plain';
-- The post it quotes. It may be gone: then the quote says so.
ALTER TABLE post ADD COLUMN quote_of_id {int};
-- 0 asked, 1 accepted, 2 refused, 3 taken back by the quoted.
ALTER TABLE post ADD COLUMN quote_state {int} NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN quotes_count {int} NOT NULL DEFAULT 0;
CREATE INDEX post_quote ON post (quote_of_id, id) WHERE quote_of_id IS NOT NULL;

-- JSON: the options a poll had then.
ALTER TABLE post_version ADD COLUMN poll TEXT;

-- The poll of a post has the post's id.
CREATE TABLE poll (
    post_id {int} NOT NULL PRIMARY KEY REFERENCES post(id) ON DELETE CASCADE,
    -- JSON: the texts, in order.
    options TEXT NOT NULL,
    is_multiple {int} NOT NULL,
    hides_totals {int} NOT NULL,
    expires_at {int},
    voters_count {int} NOT NULL DEFAULT 0,
    -- When people were told that it ended.
    told_at {int}
) {strict};
CREATE INDEX poll_due ON poll (expires_at) WHERE told_at IS NULL;

CREATE TABLE poll_option (
    post_id {int} NOT NULL REFERENCES poll(post_id) ON DELETE CASCADE,
    position {int} NOT NULL,
    votes_count {int} NOT NULL DEFAULT 0,
    PRIMARY KEY (post_id, position)
) {strict};

-- Everybody votes once, for one option or for several.
CREATE TABLE poll_vote (
    post_id {int} NOT NULL REFERENCES poll(post_id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    -- JSON: positions.
    choices TEXT NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (post_id, account_id)
) {strict};
CREATE INDEX poll_vote_account ON poll_vote (account_id);

-- Threads that somebody wants to hear no more of.
CREATE TABLE thread_mute (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    thread_id {int} NOT NULL,
    PRIMARY KEY (account_id, thread_id)
) {strict};

-- Posts that will be written at a set time.
CREATE TABLE scheduled_post (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    app_id {int},
    due_at {int} NOT NULL,
    -- JSON: the draft.
    body TEXT NOT NULL,
    created_at {int} NOT NULL
) {strict};
CREATE INDEX scheduled_post_due ON scheduled_post (due_at);
CREATE INDEX scheduled_post_account ON scheduled_post (account_id, id);

-- Posts that are not finished.
CREATE TABLE draft (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    -- Why it could not be posted when it was due.
    problem TEXT,
    updated_at {int} NOT NULL
) {strict};
CREATE INDEX draft_account ON draft (account_id, id);

CREATE TABLE post_reaction (
    post_id {int} NOT NULL REFERENCES post(id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    emoji TEXT NOT NULL,
    id {int} NOT NULL UNIQUE,
    PRIMARY KEY (post_id, account_id, emoji)
) {strict};
CREATE INDEX post_reaction_account ON post_reaction (account_id, id);

CREATE TABLE bookmark_folder (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    emoji TEXT
) {strict};
CREATE INDEX bookmark_folder_account ON bookmark_folder (account_id, id);
ALTER TABLE bookmark ADD COLUMN folder_id {int};
