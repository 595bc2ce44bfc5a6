-- Accounts that move here with their repository, or away with it.

-- Whether the owner keeps the repository back: a decision of staff that is taken back does not undo that.
ALTER TABLE repo ADD COLUMN is_kept_back {int} NOT NULL DEFAULT 0;
-- When what is kept back goes for good; NULL for never.
ALTER TABLE repo ADD COLUMN delete_after {int};
UPDATE repo SET is_kept_back = 1 WHERE state = 'deactivated';

-- Repositories that were imported, and how far their records have become something here: what is looked at now, and the
-- key of the last record that was.
CREATE TABLE repo_arrival (
    account_id {int} NOT NULL PRIMARY KEY,
    collection TEXT NOT NULL,
    rkey TEXT NOT NULL,
    -- NULL until there is nothing left.
    done_at {int}
) {strict};
CREATE INDEX repo_arrival_waiting ON repo_arrival (account_id) WHERE done_at IS NULL;

-- Short words by which a member shows that it is really them who asked. They are shown to the member, so they are kept as
-- they are; alone they are good for nothing, and not for long.
CREATE TABLE member_code (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    code TEXT NOT NULL,
    expires_at {int} NOT NULL,
    PRIMARY KEY (account_id, purpose)
) {strict};
