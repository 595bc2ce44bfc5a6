-- Ways in for apps that do not ask by OAuth as the Mastodon API has it: by a name and a password, and by OAuth that is
-- bound to a key.

-- Passwords that people give to single apps instead of their own.
CREATE TABLE app_password (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- SHA-256. They are drawn (80 bits), not thought of: a slow hash would add nothing.
    password_hash {blob} NOT NULL,
    -- Whether it is also good for direct messages.
    is_privileged {int} NOT NULL,
    created_at {int} NOT NULL,
    UNIQUE (account_id, name)
) {strict};

-- Log-ins by apps with a name and a password.
CREATE TABLE app_login (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    -- With which password; nothing for the member's own.
    app_password_id {int} REFERENCES app_password(id) ON DELETE CASCADE,
    -- How often it was renewed. What renewed it before, and comes again much later, was stolen.
    generation {int} NOT NULL,
    renewed_at {int} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL
) {strict};
CREATE INDEX app_login_account ON app_login (account_id);
CREATE INDEX app_login_password ON app_login (app_password_id);
CREATE INDEX app_login_expires ON app_login (expires_at);

-- What apps asked for ahead (RFC 9126), whether a member agreed, and to which code.
CREATE TABLE pushed_request (
    uri_hash {blob} NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL,
    -- JSON: what was asked.
    asked TEXT NOT NULL,
    expires_at {int} NOT NULL,
    -- Who agreed.
    account_id {int} REFERENCES account(id) ON DELETE CASCADE,
    code_hash {blob} UNIQUE,
    used_at {int},
    -- What the code was exchanged for.
    grant_id {int}
) {strict};
CREATE INDEX pushed_request_account ON pushed_request (account_id);
CREATE INDEX pushed_request_expires ON pushed_request (expires_at);

-- What apps were let in to do, with tokens that only count together with a key (RFC 9449).
CREATE TABLE bound_grant (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    client_name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    -- The digest of the key.
    key_thumbprint TEXT NOT NULL,
    -- The digest of the app's own key, if it has one.
    client_thumbprint TEXT,
    token_hash {blob} NOT NULL UNIQUE,
    refresh_hash {blob} UNIQUE,
    -- What renewed it the last time.
    old_refresh_hash {blob} UNIQUE,
    created_at {int} NOT NULL,
    renewed_at {int} NOT NULL,
    token_expires_at {int} NOT NULL,
    expires_at {int} NOT NULL
) {strict};
CREATE INDEX bound_grant_account ON bound_grant (account_id);
CREATE INDEX bound_grant_expires ON bound_grant (expires_at);
