-- Answers of others to posts whose authors say who may answer. state: 0 waits for the author, 1 let in, 2 refused.
CREATE TABLE answer (
    post_id {int} NOT NULL PRIMARY KEY REFERENCES post(id) ON DELETE CASCADE,
    -- Who wrote what is answered.
    owner_id {int} NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    state {int} NOT NULL,
    -- What its network calls the question whether it may be there, and where others can look up that it may.
    request TEXT,
    written_uri TEXT
) {strict};
CREATE INDEX answer_owner ON answer (owner_id, state, post_id);
