-- An emoji that somebody of another server put under a post: what their network calls it, and the picture of one that is
-- not of this server.
ALTER TABLE post_reaction ADD COLUMN uri TEXT;
ALTER TABLE post_reaction ADD COLUMN picture TEXT;
CREATE INDEX post_reaction_uri ON post_reaction (account_id, uri) WHERE uri IS NOT NULL;

-- Of a poll of this server: since when votes are counted that other servers were not told of.
-- Of a poll of another server: when its counts were last asked for.
ALTER TABLE poll ADD COLUMN untold_since {int};
ALTER TABLE poll ADD COLUMN counted_at {int};
CREATE INDEX poll_untold ON poll (untold_since) WHERE untold_since IS NOT NULL;
