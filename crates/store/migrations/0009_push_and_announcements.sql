-- Where apps want to be woken, one place a token.
CREATE TABLE push_subscription (
    id {int} NOT NULL PRIMARY KEY,
    token_id {int} NOT NULL UNIQUE REFERENCES token(id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    public {blob} NOT NULL,
    auth {blob} NOT NULL,
    is_standard {int} NOT NULL,
    -- JSON: the kinds that are wanted.
    alerts TEXT NOT NULL,
    -- Of whom: all, followed, follower, none.
    policy TEXT NOT NULL,
    -- The token itself, sealed: it is part of what is sent.
    sealed_token {blob} NOT NULL,
    created_at {int} NOT NULL
) {strict};
CREATE INDEX push_subscription_account ON push_subscription (account_id);

-- What is still to be sent.
CREATE TABLE push_job (
    id {int} NOT NULL PRIMARY KEY,
    subscription_id {int} NOT NULL REFERENCES push_subscription(id) ON DELETE CASCADE,
    notification_id {int} NOT NULL REFERENCES notification(id) ON DELETE CASCADE,
    tries {int} NOT NULL,
    due_at {int} NOT NULL,
    UNIQUE (subscription_id, notification_id)
) {strict};
CREATE INDEX push_job_due ON push_job (due_at);
CREATE INDEX push_job_notification ON push_job (notification_id);

-- What the host tells everybody.
CREATE TABLE announcement (
    id {int} NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    -- JSON: folded tags, and ids of those it mentions.
    tags TEXT NOT NULL,
    mentions TEXT NOT NULL,
    starts_at {int},
    ends_at {int},
    is_all_day {int} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
) {strict};

CREATE TABLE announcement_read (
    announcement_id {int} NOT NULL REFERENCES announcement(id) ON DELETE CASCADE,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    PRIMARY KEY (announcement_id, account_id)
) {strict};

CREATE TABLE announcement_reaction (
    announcement_id {int} NOT NULL REFERENCES announcement(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    created_at {int} NOT NULL,
    PRIMARY KEY (announcement_id, name, account_id)
) {strict};
