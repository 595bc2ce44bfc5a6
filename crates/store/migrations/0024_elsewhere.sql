-- Accounts of other servers: how they stand there, and who has one on more than one network.

-- Since when its own server keeps an account back: nobody sees it here until it is there again. What staff decide is
-- suspended_at, and stays apart.
ALTER TABLE account ADD COLUMN away_at {int};

-- What an account is called, and who else it says it is.
CREATE TABLE account_name (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    -- 0 for a name of its own, 1 for one of an account that it says is its own, too.
    is_claim {int} NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (account_id, is_claim, name)
) {strict};
CREATE INDEX account_name_by_name ON account_name (name, is_claim);

-- Accounts of one person on different networks that both say so: each pair stands here in both directions.
CREATE TABLE same_person (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    other_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    since {int} NOT NULL,
    PRIMARY KEY (account_id, other_id)
) {strict};
CREATE INDEX same_person_other ON same_person (other_id);

-- The same post by the same person on another network, that was here before.
ALTER TABLE post ADD COLUMN copy_of_id {int};
