//! The index of words. What a word and a mark is, the core decides; a document is a list of them under the id of a
//! post or an account.
//!
//! Always true here: the rows that say what must be indexed are written by triggers, in the transaction of the
//! change; nothing that a document says is shown, it only names posts that are then loaded like any others.

use std::fmt::Write as _;

use crate::{Conn, Engine, Ids, Result, Tx};

/// What there is to index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A post.
    Post,
    /// An account.
    Account,
    /// All posts of an account.
    PostsOf,
}

impl Kind {
    const fn code(self) -> i64 {
        match self {
            Self::Post => 0,
            Self::Account => 1,
            Self::PostsOf => 2,
        }
    }
}

/// Something that waits to be indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Todo {
    /// Its id.
    pub id: i64,
    /// How often it has changed since it was last indexed.
    pub times: i64,
}

/// What waits, the newest first.
pub fn waiting(conn: &mut Conn, kind: Kind, limit: i64) -> Result<Vec<Todo>> {
    conn.all(
        "SELECT id, times FROM search_todo WHERE kind = $1 ORDER BY id DESC LIMIT $2",
        &[&kind.code(), &limit],
        |row| {
            Ok(Todo {
                id: row.get(0)?,
                times: row.get(1)?,
            })
        },
    )
}

/// How much waits.
pub fn count_waiting(conn: &mut Conn) -> Result<i64> {
    conn.one("SELECT COUNT(*) FROM search_todo", &[], |row| row.get(0))
}

/// Takes from the list what has been done; what changed in the meantime stays.
pub fn done(tx: &mut Tx, kind: Kind, todos: &[Todo]) -> Result<()> {
    for todo in todos {
        tx.exec(
            "DELETE FROM search_todo WHERE kind = $1 AND id = $2 AND times = $3",
            &[&kind.code(), &todo.id, &todo.times],
        )?;
    }
    Ok(())
}

/// Puts posts above an id on the list: of one account, or of everybody if it is 0. The last id, if there was any.
pub fn list_posts(tx: &mut Tx, account: i64, above: i64, limit: i64) -> Result<Option<i64>> {
    let ids = tx.all(LIST_POSTS, &[&account, &above, &limit], |row| {
        row.get::<i64>(0)
    })?;
    list(tx, Kind::Post, ids)
}

const LIST_POSTS: &str = "SELECT id FROM post WHERE boost_of_id IS NULL AND ($1 = 0 OR account_id = $1) AND id > $2 ORDER BY id LIMIT $3";

/// Puts accounts above an id on the list. The last id, if there was any.
pub fn list_accounts(tx: &mut Tx, above: i64, limit: i64) -> Result<Option<i64>> {
    let ids = tx.all(
        "SELECT id FROM account WHERE id > $1 ORDER BY id LIMIT $2",
        &[&above, &limit],
        |row| row.get::<i64>(0),
    )?;
    list(tx, Kind::Account, ids)
}

fn list(tx: &mut Tx, kind: Kind, ids: Vec<i64>) -> Result<Option<i64>> {
    let last = ids.last().copied();
    for id in ids {
        tx.exec(
            "INSERT INTO search_todo (kind, id, times) VALUES ($1, $2, 1) \
             ON CONFLICT (kind, id) DO UPDATE SET times = search_todo.times + 1",
            &[&kind.code(), &id],
        )?;
    }
    Ok(last)
}

/// What is indexed of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostSource {
    /// Its id.
    pub id: i64,
    /// Who wrote it.
    pub account_id: i64,
    /// The word of its kind.
    pub kind: String,
    /// The number of its audience.
    pub audience: i64,
    /// Its title.
    pub title: Option<String>,
    /// The content warning.
    pub warning: String,
    /// Marked as sensitive.
    pub is_sensitive: bool,
    /// Safe HTML.
    pub html: String,
    /// The language.
    pub language: Option<String>,
    /// JSON: folded tags.
    pub tags: String,
    /// JSON: files.
    pub media: String,
    /// Answers something.
    pub is_reply: bool,
    /// Its author lets others find it.
    pub is_indexable: bool,
    /// Its author is a member here.
    pub is_by_member: bool,
}

/// The texts of some posts.
pub fn posts(conn: &mut Conn, ids: &[i64]) -> Result<Vec<PostSource>> {
    conn.all(
        "SELECT p.id, p.account_id, p.kind, p.audience, p.title, p.warning, p.is_sensitive, p.html, p.language, p.tags, p.media, \
         CASE WHEN p.reply_to_account_id IS NOT NULL OR p.reply_to_uri IS NOT NULL THEN 1 ELSE 0 END, a.is_indexable, \
         EXISTS (SELECT 1 FROM member m WHERE m.account_id = a.id) \
         FROM post p JOIN account a ON a.id = p.account_id WHERE p.id IN ids($1) AND p.boost_of_id IS NULL",
        &[&Ids(ids.to_vec())],
        |row| {
            Ok(PostSource {
                id: row.get(0)?,
                account_id: row.get(1)?,
                kind: row.get(2)?,
                audience: row.get(3)?,
                title: row.get(4)?,
                warning: row.get(5)?,
                is_sensitive: row.get(6)?,
                html: row.get(7)?,
                language: row.get(8)?,
                tags: row.get(9)?,
                media: row.get(10)?,
                is_reply: row.get(11)?,
                is_indexable: row.get(12)?,
                is_by_member: row.get(13)?,
            })
        },
    )
}

/// Members who may find some posts because they kept, liked or boosted them or are named in them: (post, member).
pub fn holders(conn: &mut Conn, posts: &[i64]) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT h.post_id, h.account_id FROM (\
         SELECT post_id, account_id FROM named WHERE post_id IN ids($1) UNION \
         SELECT post_id, account_id FROM post_like WHERE post_id IN ids($1) UNION \
         SELECT post_id, account_id FROM bookmark WHERE post_id IN ids($1) UNION \
         SELECT boost_of_id, account_id FROM post WHERE boost_of_id IN ids($1)) h \
         JOIN member m ON m.account_id = h.account_id ORDER BY h.post_id, h.account_id",
        &[&Ids(posts.to_vec())],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The names of some accounts: (id, username, display name, host).
pub fn names(conn: &mut Conn, accounts: &[i64]) -> Result<Vec<(i64, String, String, String)>> {
    conn.all(
        "SELECT a.id, a.username, a.display_name, d.host FROM account a JOIN domain d ON d.id = a.domain_id \
         WHERE a.id IN ids($1) AND a.kind <> 'server'",
        &[&Ids(accounts.to_vec())],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )
}

/// What the index knows of a post or an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// The post or account.
    pub id: i64,
    /// Its words, in their order: ASCII letters and digits in lower case, and any other characters.
    pub words: Vec<String>,
    /// Words that no text contains.
    pub marks: Vec<String>,
}

impl Document {
    /// The text for an engine: SQLite counts the positions itself.
    fn text(&self, engine: Engine) -> String {
        let mut out = String::new();
        for (place, word) in self.words.iter().enumerate() {
            // Writing into a text cannot fail.
            let _ = match engine {
                Engine::Sqlite => write!(out, "{word} "),
                Engine::Postgres => write!(out, "'{word}':{} ", place + 1),
            };
        }
        for mark in &self.marks {
            let _ = match engine {
                Engine::Sqlite => write!(out, "{mark} "),
                Engine::Postgres => write!(out, "'{mark}' "),
            };
        }
        out
    }
}

const PUT_POST_SQLITE: &str =
    "INSERT OR REPLACE INTO post_text (rowid, words) SELECT id, $2 FROM post WHERE id = $1";
const PUT_POST_POSTGRES: &str = "INSERT INTO post_text (rowid, words) SELECT id, CAST(CAST($2 AS TEXT) AS TSVECTOR) FROM post WHERE id = $1 \
     ON CONFLICT (rowid) DO UPDATE SET words = excluded.words";
const PUT_ACCOUNT_SQLITE: &str =
    "INSERT OR REPLACE INTO account_text (rowid, words) SELECT id, $2 FROM account WHERE id = $1";
const PUT_ACCOUNT_POSTGRES: &str = "INSERT INTO account_text (rowid, words) SELECT id, CAST(CAST($2 AS TEXT) AS TSVECTOR) FROM account WHERE id = $1 \
     ON CONFLICT (rowid) DO UPDATE SET words = excluded.words";

/// Puts posts into the index, in the place of what it knew of them.
pub fn put_posts(tx: &mut Tx, documents: &[Document]) -> Result<()> {
    let sql = tx.pick(PUT_POST_SQLITE, PUT_POST_POSTGRES);
    put(tx, sql, documents)
}

/// Puts accounts into the index, in the place of what it knew of them.
pub fn put_accounts(tx: &mut Tx, documents: &[Document]) -> Result<()> {
    let sql = tx.pick(PUT_ACCOUNT_SQLITE, PUT_ACCOUNT_POSTGRES);
    put(tx, sql, documents)
}

fn put(tx: &mut Tx, sql: &'static str, documents: &[Document]) -> Result<()> {
    for document in documents {
        let text = document.text(tx.engine());
        tx.exec(sql, &[&document.id, &text])?;
    }
    Ok(())
}

/// Takes posts out of the index.
pub fn remove_posts(tx: &mut Tx, ids: &[i64]) -> Result<()> {
    for id in ids {
        tx.exec("DELETE FROM post_text WHERE rowid = $1", &[id])?;
    }
    Ok(())
}

/// Words that stand one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Term {
    /// Never none.
    pub words: Vec<String>,
    /// The last word may go on.
    pub is_beginning: bool,
}

impl Term {
    /// A mark.
    pub fn mark(mark: String) -> Self {
        Self {
            words: vec![mark],
            is_beginning: false,
        }
    }

    fn text(&self, engine: Engine) -> String {
        match engine {
            Engine::Sqlite => {
                let star = if self.is_beginning { " *" } else { "" };
                format!("\"{}\"{star}", self.words.join(" "))
            }
            Engine::Postgres => {
                let star = if self.is_beginning { ":*" } else { "" };
                format!("('{}'{star})", self.words.join("' <-> '"))
            }
        }
    }
}

/// What documents must and must not have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// Of each of these lists at least one; no list is empty, and there is at least one list.
    pub all: Vec<Vec<Term>>,
    /// None of these.
    pub none: Vec<Term>,
}

impl Question {
    pub(crate) fn text(&self, engine: Engine) -> String {
        let (and, or, not) = match engine {
            Engine::Sqlite => (" AND ", " OR ", " NOT "),
            Engine::Postgres => (" & ", " | ", " & !"),
        };
        let any = |terms: &[Term]| {
            let terms: Vec<String> = terms.iter().map(|term| term.text(engine)).collect();
            format!("({})", terms.join(or))
        };
        let all: Vec<String> = self.all.iter().map(|terms| any(terms)).collect();
        let all = format!("({})", all.join(and));
        if self.none.is_empty() {
            all
        } else {
            format!("{all}{not}{}", any(&self.none))
        }
    }
}

/// Which part of the answers is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Only ids below this.
    pub below: i64,
    /// Only ids above this.
    pub above: i64,
    /// How many.
    pub limit: i64,
    /// How many to pass over.
    pub offset: i64,
}

const ASK_POSTS_SQLITE: &str = "SELECT rowid FROM post_text WHERE post_text MATCH $1 AND rowid < $2 AND rowid > $3 \
     ORDER BY rowid DESC LIMIT $4 OFFSET $5";
const ASK_POSTS_POSTGRES: &str = "SELECT rowid FROM post_text WHERE words @@ CAST(CAST($1 AS TEXT) AS TSQUERY) AND rowid < $2 AND rowid > $3 \
     ORDER BY rowid DESC LIMIT $4 OFFSET $5";

/// Posts that answer a question, newest first. Whether they may be seen is asked where they are loaded.
pub fn ask_posts(conn: &mut Conn, question: &Question, part: Part) -> Result<Vec<i64>> {
    let text = question.text(conn.engine());
    conn.all(
        conn.pick(ASK_POSTS_SQLITE, ASK_POSTS_POSTGRES),
        &[&text, &part.below, &part.above, &part.limit, &part.offset],
        |row| row.get(0),
    )
}

/// So many accounts are ranked; of a question that more answer, the newest.
macro_rules! accounts_ranked {
    () => {
        " ORDER BY rowid DESC LIMIT 500) \
         SELECT a.id FROM found JOIN account a ON a.id = found.id JOIN domain d ON d.id = a.domain_id \
         WHERE a.suspended_at IS NULL AND a.away_at IS NULL AND NOT EXISTS (SELECT 1 FROM member m WHERE m.account_id = a.id AND (m.state = 'pending' OR m.confirmed_at IS NULL)) \
         AND (a.silenced_at IS NULL OR a.id = $2 OR EXISTS (SELECT 1 FROM follow s WHERE s.follower_id = $2 AND s.followee_id = a.id AND s.state = 1)) \
         AND ($3 = 0 OR EXISTS (SELECT 1 FROM follow f WHERE f.follower_id = $2 AND f.followee_id = a.id AND f.state = 1)) \
         ORDER BY CASE WHEN a.username_folded = $6 THEN 0 ELSE 1 END, \
         (SELECT COUNT(*) FROM follow f WHERE f.follower_id = $2 AND f.followee_id = a.id AND f.state = 1) DESC, \
         d.is_local DESC, a.followers_count DESC, a.id LIMIT $4 OFFSET $5"
    };
}

const ASK_ACCOUNTS_SQLITE: &str = concat!(
    "WITH found (id) AS (SELECT rowid FROM account_text WHERE account_text MATCH $1",
    accounts_ranked!()
);
const ASK_ACCOUNTS_POSTGRES: &str = concat!(
    "WITH found (id) AS (SELECT rowid FROM account_text WHERE words @@ CAST(CAST($1 AS TEXT) AS TSQUERY)",
    accounts_ranked!()
);

/// How accounts are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountQuestion {
    /// What their names must have.
    pub names: Question,
    /// Whoever has exactly this name comes first; folded.
    pub exactly: String,
    /// Who asks; 0 for nobody.
    pub viewer: i64,
    /// Only those that the viewer follows.
    pub only_followed: bool,
    /// How many.
    pub limit: i64,
    /// How many to pass over.
    pub offset: i64,
}

/// Accounts whose names answer a question: whoever has exactly the name, those followed by `viewer`, those here, the most followed.
pub fn ask_accounts(conn: &mut Conn, ask: &AccountQuestion) -> Result<Vec<i64>> {
    let text = ask.names.text(conn.engine());
    conn.all(
        conn.pick(ASK_ACCOUNTS_SQLITE, ASK_ACCOUNTS_POSTGRES),
        &[
            &text,
            &ask.viewer,
            &ask.only_followed,
            &ask.limit,
            &ask.offset,
            &ask.exactly,
        ],
        |row| row.get(0),
    )
}
