-- Since when a member may make no more invites.
ALTER TABLE member ADD COLUMN invites_barred_at {int};
