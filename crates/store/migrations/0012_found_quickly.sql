-- Questions that went through every row, among a million posts.

-- How many posts people here write, and when.
CREATE INDEX post_local ON post (id) WHERE origin = 'local' AND boost_of_id IS NULL;
-- Somebody by an address that was pasted into the search field.
CREATE INDEX identity_uri ON identity (uri);
CREATE INDEX identity_page ON identity (page_url) WHERE page_url IS NOT NULL;
-- Who logs in by their name.
CREATE INDEX domain_local ON domain (id) WHERE is_local = 1;
-- What goes with a post or an account, and what is forgotten after a while.
CREATE INDEX idempotency_created ON idempotency (created_at);
CREATE INDEX tombstone_post ON tombstone (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX pin_post ON pin (post_id);
CREATE INDEX notification_from ON notification (from_id);
