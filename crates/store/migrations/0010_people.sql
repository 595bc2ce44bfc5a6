-- What people arrange for themselves: lists, followed tags, filters, notes, servers they do not want to see,
-- and what they show on their profile: tags, people, collections.

CREATE TABLE list (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    -- Whose answers are shown: followed, list, none.
    replies TEXT NOT NULL,
    -- Its members are not in the home feed.
    is_exclusive {int} NOT NULL
) {strict};
CREATE INDEX list_account ON list (account_id, id);

CREATE TABLE list_member (
    list_id {int} NOT NULL REFERENCES list(id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    id {int} NOT NULL UNIQUE,
    PRIMARY KEY (list_id, account_id)
) {strict};
CREATE INDEX list_member_account ON list_member (account_id, list_id);

CREATE TABLE list_tag (
    list_id {int} NOT NULL REFERENCES list(id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    id {int} NOT NULL UNIQUE,
    PRIMARY KEY (list_id, tag)
) {strict};
CREATE INDEX list_tag_tag ON list_tag (tag, list_id);

CREATE TABLE followed_tag (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    id {int} NOT NULL UNIQUE,
    PRIMARY KEY (account_id, tag)
) {strict};
CREATE INDEX followed_tag_tag ON followed_tag (tag, account_id);

CREATE TABLE featured_tag (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    id {int} NOT NULL UNIQUE,
    PRIMARY KEY (account_id, tag)
) {strict};

-- Only posts in these languages, as `,en,fr,`; empty for all.
ALTER TABLE follow ADD COLUMN languages TEXT NOT NULL DEFAULT '';

CREATE TABLE filter (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    action TEXT NOT NULL,
    -- JSON: the words of the contexts.
    contexts TEXT NOT NULL,
    expires_at {int}
) {strict};
CREATE INDEX filter_account ON filter (account_id, id);

CREATE TABLE filter_keyword (
    id {int} NOT NULL PRIMARY KEY,
    filter_id {int} NOT NULL REFERENCES filter(id) ON DELETE CASCADE,
    keyword TEXT NOT NULL,
    is_whole_word {int} NOT NULL
) {strict};
CREATE INDEX filter_keyword_filter ON filter_keyword (filter_id, id);

CREATE TABLE filter_post (
    id {int} NOT NULL PRIMARY KEY,
    filter_id {int} NOT NULL REFERENCES filter(id) ON DELETE CASCADE,
    post_id {int} NOT NULL REFERENCES post(id) ON DELETE CASCADE,
    UNIQUE (filter_id, post_id)
) {strict};
CREATE INDEX filter_post_post ON filter_post (post_id);

-- What somebody notes about another, for their own eyes.
CREATE TABLE account_note (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    target_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    comment TEXT NOT NULL,
    PRIMARY KEY (account_id, target_id)
) {strict};
CREATE INDEX account_note_target ON account_note (target_id);

-- Whom somebody shows on their profile.
CREATE TABLE endorsement (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    target_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    id {int} NOT NULL UNIQUE,
    PRIMARY KEY (account_id, target_id)
) {strict};
CREATE INDEX endorsement_target ON endorsement (target_id);

-- Servers whose people somebody does not want to see.
CREATE TABLE hidden_domain (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    host TEXT NOT NULL,
    id {int} NOT NULL UNIQUE,
    PRIMARY KEY (account_id, host)
) {strict};

-- Whom somebody does not want to be suggested.
CREATE TABLE declined_suggestion (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    target_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, target_id)
) {strict};
CREATE INDEX declined_suggestion_target ON declined_suggestion (target_id);

-- People recommended together, under a name.
CREATE TABLE collection (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    language TEXT,
    tag TEXT,
    is_sensitive {int} NOT NULL,
    is_discoverable {int} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
) {strict};
CREATE INDEX collection_account ON collection (account_id, id);

-- state: accepted, or revoked by the one who is in it.
CREATE TABLE collection_item (
    id {int} NOT NULL PRIMARY KEY,
    collection_id {int} NOT NULL REFERENCES collection(id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    created_at {int} NOT NULL,
    UNIQUE (collection_id, account_id)
) {strict};
CREATE INDEX collection_item_account ON collection_item (account_id, collection_id);

-- Boosts of a post by time, to show a post once however often it is boosted.
CREATE INDEX post_boost_time ON post (boost_of_id, id) WHERE boost_of_id IS NOT NULL;
-- The directory.
CREATE INDEX account_active ON account (last_post_at, id) WHERE is_discoverable = 1;
CREATE INDEX account_new ON account (created_at, id) WHERE is_discoverable = 1;
