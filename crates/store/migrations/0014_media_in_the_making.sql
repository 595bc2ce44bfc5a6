-- Files of which something is still to be made: video, sound, moving pictures.

-- 'ready', 'waiting' or 'failed'.
ALTER TABLE media ADD COLUMN state TEXT NOT NULL DEFAULT 'ready';
-- The name of the file as it was sent, while it waits.
ALTER TABLE media ADD COLUMN input TEXT;
-- Why nothing was made of it, in words for its owner.
ALTER TABLE media ADD COLUMN fault TEXT NOT NULL DEFAULT '';
-- How often it was begun: what brings a server down is not begun for ever.
ALTER TABLE media ADD COLUMN tries {int} NOT NULL DEFAULT 0;
CREATE INDEX media_waiting ON media (id) WHERE state = 'waiting';
