-- Pictures and videos that followers can look at for a day.

CREATE TABLE story (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    uri TEXT NOT NULL UNIQUE,
    -- What is written on it, as typed.
    text TEXT NOT NULL,
    -- JSON: model::Media.
    media TEXT NOT NULL,
    -- How long it stays on the screen.
    seconds {int} NOT NULL,
    -- What a server must say to get one of ours; empty for those of others.
    token TEXT NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL
) {strict};
CREATE INDEX story_account ON story (account_id, id);
CREATE INDEX story_due ON story (expires_at);

-- Who has looked at which.
CREATE TABLE story_view (
    story_id {int} NOT NULL REFERENCES story(id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    PRIMARY KEY (story_id, account_id)
) {strict};
CREATE INDEX story_view_account ON story_view (account_id);
