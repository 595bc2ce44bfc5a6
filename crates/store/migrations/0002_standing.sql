-- How accounts stand: what staff decided about them, and whether their mail is known to arrive.

ALTER TABLE account ADD COLUMN silenced_at {int};
ALTER TABLE account ADD COLUMN sensitized_at {int};

-- When the e-mail address was confirmed; NULL while it is not.
ALTER TABLE member ADD COLUMN confirmed_at {int};
-- When the login was frozen; the data stay.
ALTER TABLE member ADD COLUMN disabled_at {int};
-- From where somebody joined, and with which app.
ALTER TABLE member ADD COLUMN sign_up_ip TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN sign_up_app_id {int};

UPDATE member SET confirmed_at = created_at;
