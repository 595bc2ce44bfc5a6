-- Search: an index of words kept behind the rows, by a reader that empties a list of what has changed.
-- The list is written by the database itself, in the transaction of the change, so nothing is ever forgotten.

-- What has to be indexed anew. kind: 0 a post, 1 an account, 2 all posts of an account.
CREATE TABLE search_todo (
    kind {int} NOT NULL,
    id {int} NOT NULL,
    -- Grows when it changes again while it is being read.
    times {int} NOT NULL,
    PRIMARY KEY (kind, id)
) {strict};

-- The words and marks of posts and accounts. Texts are not kept a second time.
-- sqlite: CREATE VIRTUAL TABLE post_text USING fts5(words, content='', contentless_delete=1, tokenize='ascii');
-- sqlite: CREATE VIRTUAL TABLE account_text USING fts5(words, content='', contentless_delete=1, tokenize='ascii', prefix='3');
-- postgres: CREATE TABLE post_text (rowid BIGINT NOT NULL PRIMARY KEY REFERENCES post(id) ON DELETE CASCADE, words TSVECTOR NOT NULL);
-- postgres: CREATE INDEX post_text_words ON post_text USING GIN (words);
-- postgres: CREATE TABLE account_text (rowid BIGINT NOT NULL PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE, words TSVECTOR NOT NULL);
-- postgres: CREATE INDEX account_text_words ON account_text USING GIN (words);

-- Deleting is real: the words go with the post.
-- sqlite: CREATE TRIGGER search_post_gone AFTER DELETE ON post BEGIN DELETE FROM post_text WHERE rowid = old.id; END;
-- sqlite: CREATE TRIGGER search_account_gone AFTER DELETE ON account BEGIN DELETE FROM account_text WHERE rowid = old.id; END;

-- A post is listed when somebody could find it: its author is a member or lets others find them. A boost by a member
-- makes its original part of what they can find.
-- sqlite: CREATE TRIGGER search_post_new AFTER INSERT ON post BEGIN
-- sqlite:   INSERT INTO search_todo (kind, id, times) SELECT 0, COALESCE(new.boost_of_id, new.id), 1 FROM account a WHERE a.id = new.account_id
-- sqlite:   AND ((a.is_indexable = 1 AND new.boost_of_id IS NULL) OR EXISTS (SELECT 1 FROM member m WHERE m.account_id = a.id))
-- sqlite:   ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1; END;
-- sqlite: CREATE TRIGGER search_post_changed AFTER UPDATE OF title, warning, is_sensitive, html, language, tags, media, audience ON post
-- sqlite:   WHEN new.boost_of_id IS NULL BEGIN
-- sqlite:   INSERT INTO search_todo (kind, id, times) VALUES (0, new.id, 1) ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1; END;
-- sqlite: CREATE TRIGGER search_boost_gone AFTER DELETE ON post
-- sqlite:   WHEN old.boost_of_id IS NOT NULL AND EXISTS (SELECT 1 FROM member m WHERE m.account_id = old.account_id) BEGIN
-- sqlite:   INSERT INTO search_todo (kind, id, times) VALUES (0, old.boost_of_id, 1) ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1; END;
-- sqlite: CREATE TRIGGER search_named AFTER INSERT ON named WHEN EXISTS (SELECT 1 FROM member m WHERE m.account_id = new.account_id) BEGIN
-- sqlite:   INSERT INTO search_todo (kind, id, times) VALUES (0, new.post_id, 1) ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1; END;
-- sqlite: CREATE TRIGGER search_liked AFTER INSERT ON post_like WHEN EXISTS (SELECT 1 FROM member m WHERE m.account_id = new.account_id) BEGIN
-- sqlite:   INSERT INTO search_todo (kind, id, times) VALUES (0, new.post_id, 1) ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1; END;
-- sqlite: CREATE TRIGGER search_unliked AFTER DELETE ON post_like WHEN EXISTS (SELECT 1 FROM member m WHERE m.account_id = old.account_id) BEGIN
-- sqlite:   INSERT INTO search_todo (kind, id, times) VALUES (0, old.post_id, 1) ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1; END;
-- sqlite: CREATE TRIGGER search_bookmarked AFTER INSERT ON bookmark BEGIN
-- sqlite:   INSERT INTO search_todo (kind, id, times) VALUES (0, new.post_id, 1) ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1; END;
-- sqlite: CREATE TRIGGER search_unbookmarked AFTER DELETE ON bookmark BEGIN
-- sqlite:   INSERT INTO search_todo (kind, id, times) VALUES (0, old.post_id, 1) ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1; END;
-- sqlite: CREATE TRIGGER search_account_new AFTER INSERT ON account BEGIN
-- sqlite:   INSERT INTO search_todo (kind, id, times) VALUES (1, new.id, 1) ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1; END;
-- sqlite: CREATE TRIGGER search_account_renamed AFTER UPDATE OF username, display_name, domain_id ON account
-- sqlite:   WHEN old.username <> new.username OR old.display_name <> new.display_name OR old.domain_id <> new.domain_id BEGIN
-- sqlite:   INSERT INTO search_todo (kind, id, times) VALUES (1, new.id, 1) ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1; END;
-- sqlite: CREATE TRIGGER search_consent AFTER UPDATE OF is_indexable ON account WHEN old.is_indexable <> new.is_indexable BEGIN
-- sqlite:   INSERT INTO search_todo (kind, id, times) VALUES (2, new.id, 1) ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1; END;

-- postgres: CREATE FUNCTION search_later(which BIGINT, what BIGINT) RETURNS VOID LANGUAGE SQL AS $$
-- postgres:   INSERT INTO search_todo (kind, id, times) VALUES (which, what, 1) ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1 $$;
-- postgres: CREATE FUNCTION search_post() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
-- postgres:   IF TG_OP = 'DELETE' THEN
-- postgres:     IF old.boost_of_id IS NOT NULL AND EXISTS (SELECT 1 FROM member m WHERE m.account_id = old.account_id) THEN
-- postgres:       PERFORM search_later(0, old.boost_of_id); END IF;
-- postgres:   ELSIF TG_OP = 'UPDATE' THEN
-- postgres:     IF new.boost_of_id IS NULL THEN PERFORM search_later(0, new.id); END IF;
-- postgres:   ELSIF EXISTS (SELECT 1 FROM account a WHERE a.id = new.account_id AND ((a.is_indexable = 1 AND new.boost_of_id IS NULL)
-- postgres:       OR EXISTS (SELECT 1 FROM member m WHERE m.account_id = a.id))) THEN
-- postgres:     PERFORM search_later(0, COALESCE(new.boost_of_id, new.id)); END IF;
-- postgres:   RETURN NULL; END $$;
-- postgres: CREATE TRIGGER search_post AFTER INSERT OR DELETE OR UPDATE OF title, warning, is_sensitive, html, language, tags, media, audience
-- postgres:   ON post FOR EACH ROW EXECUTE FUNCTION search_post();
-- postgres: CREATE FUNCTION search_held() RETURNS TRIGGER LANGUAGE plpgsql AS $$ DECLARE held RECORD; BEGIN
-- postgres:   IF TG_OP = 'DELETE' THEN held := old; ELSE held := new; END IF;
-- postgres:   IF EXISTS (SELECT 1 FROM member m WHERE m.account_id = held.account_id) THEN PERFORM search_later(0, held.post_id); END IF;
-- postgres:   RETURN NULL; END $$;
-- postgres: CREATE TRIGGER search_named AFTER INSERT ON named FOR EACH ROW EXECUTE FUNCTION search_held();
-- postgres: CREATE TRIGGER search_liked AFTER INSERT OR DELETE ON post_like FOR EACH ROW EXECUTE FUNCTION search_held();
-- postgres: CREATE TRIGGER search_bookmarked AFTER INSERT OR DELETE ON bookmark FOR EACH ROW EXECUTE FUNCTION search_held();
-- postgres: CREATE FUNCTION search_account() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
-- postgres:   IF TG_OP = 'INSERT' THEN PERFORM search_later(1, new.id);
-- postgres:   ELSE
-- postgres:     IF old.username <> new.username OR old.display_name <> new.display_name OR old.domain_id <> new.domain_id THEN PERFORM search_later(1, new.id); END IF;
-- postgres:     IF old.is_indexable <> new.is_indexable THEN PERFORM search_later(2, new.id); END IF;
-- postgres:   END IF;
-- postgres:   RETURN NULL; END $$;
-- postgres: CREATE TRIGGER search_account AFTER INSERT OR UPDATE OF username, display_name, domain_id, is_indexable
-- postgres:   ON account FOR EACH ROW EXECUTE FUNCTION search_account();

-- Who kept a post, and what goes with it.
CREATE INDEX bookmark_post ON bookmark (post_id);

-- What is there already.
INSERT INTO search_todo (kind, id, times) SELECT 0, id, 1 FROM post WHERE boost_of_id IS NULL;
INSERT INTO search_todo (kind, id, times) SELECT 1, id, 1 FROM account;
