-- Servers that pass on what is for everyone, among all who have asked them to. state: 0 asked, 1 accepted, 2 refused.
CREATE TABLE relay (
    id {int} PRIMARY KEY,
    network TEXT NOT NULL,
    inbox TEXT NOT NULL,
    -- What was followed to be told: its actor, or the public as such.
    followed TEXT NOT NULL,
    -- Who it is, as soon as it has answered.
    actor_uri TEXT,
    state {int} NOT NULL DEFAULT 0,
    created_at {int} NOT NULL,
    UNIQUE (network, inbox)
) {strict};
CREATE INDEX relay_actor ON relay (network, actor_uri);
