-- Where others can look up that the author of a quoted post agrees to a quote.
CREATE TABLE quote_authorization (
    post_id {int} NOT NULL PRIMARY KEY REFERENCES post(id) ON DELETE CASCADE,
    uri TEXT NOT NULL
) {strict};
CREATE INDEX quote_authorization_uri ON quote_authorization (uri);

-- When an account last moved, and where to: it may not do so all the time.
CREATE TABLE account_move (
    account_id {int} NOT NULL PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    target_id {int} NOT NULL,
    moved_at {int} NOT NULL
) {strict};
