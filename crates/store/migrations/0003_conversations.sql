-- Private posts, by those who take part: each member has their own view of a conversation.
CREATE TABLE conversation (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    thread_id {int} NOT NULL,
    -- JSON: the ids of the others, ascending. Other people in the same thread are another conversation.
    participants TEXT NOT NULL,
    last_post_id {int} NOT NULL,
    is_unread {int} NOT NULL,
    UNIQUE (account_id, thread_id, participants)
) {strict};
CREATE INDEX conversation_page ON conversation (account_id, last_post_id);
CREATE INDEX conversation_last ON conversation (last_post_id);

CREATE TABLE conversation_post (
    conversation_id {int} NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    post_id {int} NOT NULL REFERENCES post(id) ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, post_id)
) {strict};
CREATE INDEX conversation_post_post ON conversation_post (post_id);
