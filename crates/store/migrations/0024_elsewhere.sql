-- How accounts of other servers stand there.

-- Since when its own server keeps an account back: nobody sees it here until it is there again. What staff decide is
-- suspended_at, and stays apart.
ALTER TABLE account ADD COLUMN away_at {int};
