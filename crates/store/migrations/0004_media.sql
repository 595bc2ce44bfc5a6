-- Files that people here uploaded.

-- A file under the name it is served by, which nobody can guess. The bytes are kept elsewhere by their SHA-256, once
-- for all the names that they have, for as long as they have one.
CREATE TABLE file (
    name TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    -- What it is for, as 'media', and the id of that.
    use TEXT NOT NULL,
    owner_id {int} NOT NULL,
    created_at {int} NOT NULL
) {strict};
CREATE INDEX file_digest ON file (digest);
CREATE INDEX file_owner ON file (owner_id, use);

-- What can be attached to a post, once.
CREATE TABLE media (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    post_id {int} REFERENCES post(id) ON DELETE SET NULL,
    -- JSON: model::Media.
    about TEXT NOT NULL,
    -- When it was uploaded, or last belonged to a post: what is loose for long is removed.
    touched_at {int} NOT NULL
) {strict};
CREATE INDEX media_post ON media (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX media_loose ON media (touched_at) WHERE post_id IS NULL;
CREATE INDEX media_account ON media (account_id);
