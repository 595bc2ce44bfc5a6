-- Files that arrive in parts, maybe over several connections, until they are whole. How much has come is how long their
-- file is; here is what it will be.

CREATE TABLE upload (
    id {int} PRIMARY KEY,
    account_id {int} NOT NULL,
    -- Bytes of the whole.
    length {int} NOT NULL,
    -- JSON: what is said of it.
    about TEXT NOT NULL,
    -- When it is given up.
    expires_at {int} NOT NULL,
    -- What became of it, once it was whole.
    media_id {int}
) {strict};
CREATE INDEX upload_account ON upload (account_id);
CREATE INDEX upload_expires ON upload (expires_at);
