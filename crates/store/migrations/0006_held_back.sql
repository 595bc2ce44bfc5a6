-- What people are told of, in groups; and from whom they want to hear.

-- What belongs together has the same key; '' stands alone.
ALTER TABLE notification ADD COLUMN group_key TEXT NOT NULL DEFAULT '';
-- Held back by the policy of who is told, until they decide.
ALTER TABLE notification ADD COLUMN is_filtered {int} NOT NULL DEFAULT 0;
CREATE INDEX notification_group ON notification (account_id, group_key) WHERE group_key <> '';
CREATE INDEX notification_held ON notification (account_id, from_id) WHERE is_filtered = 1;

-- JSON: what becomes of notifications by sender; who has none has the usual one.
CREATE TABLE notification_policy (
    account_id {int} NOT NULL PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
    treatment TEXT NOT NULL
) {strict};

-- Those whose notifications are never held back.
CREATE TABLE notification_permission (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    from_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, from_id)
) {strict};

-- Those whose notifications wait. What waits is in `notification`.
CREATE TABLE notification_request (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    from_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    UNIQUE (account_id, from_id)
) {strict};
CREATE INDEX notification_request_page ON notification_request (account_id, id);
