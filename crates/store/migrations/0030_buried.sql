-- What somebody deleted that was never here. Two people may name the same, and only one of them is right: whose it is shows when
-- it comes.
CREATE TABLE buried (
    uri TEXT NOT NULL,
    account_id {int} NOT NULL,
    deleted_at {int} NOT NULL,
    PRIMARY KEY (uri, account_id)
) {strict};
