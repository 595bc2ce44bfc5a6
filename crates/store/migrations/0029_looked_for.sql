-- When the rest of a thread was last looked for at other servers, for which of its posts, and what became of it. Nothing
-- depends on it: it keeps those servers from being asked again and again.
CREATE TABLE thread_look (
    post_id {int} NOT NULL PRIMARY KEY REFERENCES post(id) ON DELETE CASCADE,
    begun_at {int} NOT NULL,
    -- NULL while it goes on.
    done_at {int},
    found {int} NOT NULL,
    missing {int} NOT NULL
) {strict};

-- What an account's own server says of it that nobody here knows: how much there is, and when that was read. NULL is what it
-- does not say.
CREATE TABLE account_look (
    account_id {int} NOT NULL PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    looked_at {int} NOT NULL,
    posts {int},
    following {int},
    followers {int}
) {strict};
