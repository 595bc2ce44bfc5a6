-- Other accounts of the same person, by their own word: who has one of these may move from it to here.
CREATE TABLE account_alias (
    account_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    alias_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, alias_id)
) {strict};
CREATE INDEX account_alias_of ON account_alias (alias_id);
