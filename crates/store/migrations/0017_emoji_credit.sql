-- Emoji that move, and where emoji were copied from.

-- The path of the picture standing still, where the other one moves.
ALTER TABLE emoji ADD COLUMN still_url TEXT;
-- The server it was copied from.
ALTER TABLE emoji ADD COLUMN credit TEXT;
