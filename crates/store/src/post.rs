//! Posts and boosts.

use crate::card::CardRow;
use crate::{Conn, Ids, Result, Row, Tx};

/// A post, with what its reader needs to know to be let in and what they did with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PostRow {
    /// Its id.
    pub id: i64,
    /// Who wrote or boosted it.
    pub account_id: i64,
    /// `local`, or the network it came from.
    pub origin: String,
    /// What its home network calls it.
    pub uri: String,
    /// Its page there.
    pub url: Option<String>,
    /// The word of its kind.
    pub kind: String,
    /// The number of its audience.
    pub audience: i64,
    /// JSON: who may answer, quote, boost.
    pub policy: String,
    /// Its title.
    pub title: Option<String>,
    /// The content warning.
    pub warning: String,
    /// Media hidden at first.
    pub is_sensitive: bool,
    /// As typed.
    pub source: String,
    /// How that is to be read: a media type.
    pub content_type: String,
    /// Safe HTML.
    pub html: String,
    /// The language.
    pub language: Option<String>,
    /// JSON: folded tags.
    pub tags: String,
    /// JSON: files.
    pub media: String,
    /// JSON: custom emoji.
    pub emojis: String,
    /// The post this one repeats.
    pub boost_of_id: Option<i64>,
    /// What it answers.
    pub reply_to_id: Option<i64>,
    /// Who wrote that.
    pub reply_to_account_id: Option<i64>,
    /// The first post of its thread.
    pub thread_id: i64,
    /// The app it was written with.
    pub app_name: Option<String>,
    /// That app's website.
    pub app_website: Option<String>,
    /// Answers.
    pub replies_count: i64,
    /// Boosts.
    pub boosts_count: i64,
    /// Likes.
    pub likes_count: i64,
    /// The post it quotes.
    pub quote_of_id: Option<i64>,
    /// The number of what became of the quote.
    pub quote_state: i64,
    /// Accepted quotes of it.
    pub quotes_count: i64,
    /// When it was written.
    pub created_at: i64,
    /// When it was last changed.
    pub edited_at: Option<i64>,
    /// What the viewer is to it.
    pub seen_by: SeenBy,
    /// What became of it as an answer, if anybody had to say so, and who: (state of [`crate::answer`], account).
    pub answer: Option<(i64, i64)>,
    /// What its link leads to.
    pub card: Option<CardRow>,
}

/// What one viewer is to a post and its author, and did with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeenBy {
    /// In the post's explicit set.
    pub is_named: bool,
    /// Follows the author, accepted.
    pub is_follower: bool,
    /// The author blocks the viewer.
    pub author_blocks: bool,
    /// The viewer blocks the author.
    pub viewer_blocks: bool,
    /// The author is suspended.
    pub author_hidden: bool,
    /// Liked.
    pub liked: bool,
    /// Boosted.
    pub boosted: bool,
    /// Bookmarked.
    pub bookmarked: bool,
    /// Pinned.
    pub pinned: bool,
    /// Mutes the author.
    pub muted: bool,
    /// Hides the author's server.
    pub hidden: bool,
    /// Wants to hear no more of the thread.
    pub thread_muted: bool,
    /// The folder of the bookmark.
    pub folder_id: Option<i64>,
}

/// `$2` is the viewer, 0 for nobody; `$3` is now, for mutes that end.
const LOAD: &str = "SELECT p.id, p.account_id, p.origin, p.uri, p.url, p.kind, p.audience, p.policy, p.title, p.warning, \
    p.is_sensitive, p.source, p.html, p.language, p.tags, p.media, p.emojis, p.boost_of_id, p.reply_to_id, \
    p.reply_to_account_id, p.thread_id, app.name, app.website, p.replies_count, p.boosts_count, p.likes_count, \
    p.created_at, p.edited_at, a.suspended_at IS NOT NULL OR a.away_at IS NOT NULL, \
    EXISTS (SELECT 1 FROM named n WHERE n.post_id = p.id AND n.account_id = $2), \
    EXISTS (SELECT 1 FROM follow f WHERE f.follower_id = $2 AND f.followee_id = p.account_id AND f.state = 1), \
    EXISTS (SELECT 1 FROM block b WHERE b.account_id = p.account_id AND b.target_id = $2), \
    EXISTS (SELECT 1 FROM block b WHERE b.account_id = $2 AND b.target_id = p.account_id), \
    EXISTS (SELECT 1 FROM post_like l WHERE l.post_id = p.id AND l.account_id = $2), \
    EXISTS (SELECT 1 FROM post o WHERE o.boost_of_id = p.id AND o.account_id = $2), \
    EXISTS (SELECT 1 FROM bookmark k WHERE k.account_id = $2 AND k.post_id = p.id), \
    EXISTS (SELECT 1 FROM pin x WHERE x.account_id = $2 AND x.post_id = p.id), \
    EXISTS (SELECT 1 FROM mute m WHERE m.account_id = $2 AND m.target_id = p.account_id \
        AND (m.expires_at IS NULL OR m.expires_at > $3)), c.id, c.url, c.host, c.about, c.fetched_at, \
    EXISTS (SELECT 1 FROM hidden_domain h WHERE h.account_id = $2 AND h.host = (SELECT d.host FROM domain d WHERE d.id = a.domain_id)), \
    EXISTS (SELECT 1 FROM thread_mute t WHERE t.account_id = $2 AND t.thread_id = p.thread_id), \
    (SELECT k.folder_id FROM bookmark k WHERE k.account_id = $2 AND k.post_id = p.id), \
    p.content_type, p.quote_of_id, p.quote_state, p.quotes_count, w.state, w.owner_id \
    FROM post p JOIN account a ON a.id = p.account_id LEFT JOIN app ON app.id = p.app_id \
    LEFT JOIN answer w ON w.post_id = p.id \
    LEFT JOIN post_card pc ON pc.post_id = p.id LEFT JOIN card c ON c.id = pc.card_id AND c.about IS NOT NULL \
    WHERE p.id IN ids($1) OR p.id IN (SELECT o.boost_of_id FROM post o WHERE o.id IN ids($1) AND o.boost_of_id IS NOT NULL)";

fn read(row: &Row<'_>) -> Result<PostRow> {
    Ok(PostRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        origin: row.get(2)?,
        uri: row.get(3)?,
        url: row.get(4)?,
        kind: row.get(5)?,
        audience: row.get(6)?,
        policy: row.get(7)?,
        title: row.get(8)?,
        warning: row.get(9)?,
        is_sensitive: row.get(10)?,
        source: row.get(11)?,
        html: row.get(12)?,
        language: row.get(13)?,
        tags: row.get(14)?,
        media: row.get(15)?,
        emojis: row.get(16)?,
        boost_of_id: row.get(17)?,
        reply_to_id: row.get(18)?,
        reply_to_account_id: row.get(19)?,
        thread_id: row.get(20)?,
        app_name: row.get(21)?,
        app_website: row.get(22)?,
        replies_count: row.get(23)?,
        boosts_count: row.get(24)?,
        likes_count: row.get(25)?,
        created_at: row.get(26)?,
        edited_at: row.get(27)?,
        seen_by: SeenBy {
            author_hidden: row.get(28)?,
            is_named: row.get(29)?,
            is_follower: row.get(30)?,
            author_blocks: row.get(31)?,
            viewer_blocks: row.get(32)?,
            liked: row.get(33)?,
            boosted: row.get(34)?,
            bookmarked: row.get(35)?,
            pinned: row.get(36)?,
            muted: row.get(37)?,
            hidden: row.get(43)?,
            thread_muted: row.get(44)?,
            folder_id: row.get(45)?,
        },
        card: read_card(row)?,
        content_type: row.get(46)?,
        quote_of_id: row.get(47)?,
        quote_state: row.get(48)?,
        quotes_count: row.get(49)?,
        answer: row.get::<Option<i64>>(50)?.zip(row.get::<Option<i64>>(51)?),
    })
}

fn read_card(row: &Row<'_>) -> Result<Option<CardRow>> {
    let Some(id) = row.get(38)? else {
        return Ok(None);
    };
    Ok(Some(CardRow {
        id,
        url: row.get(39)?,
        host: row.get(40)?,
        about: row.get(41)?,
        fetched_at: row.get(42)?,
    }))
}

/// Who may do what with a post of ours, as JSON; `None` for posts of others.
pub fn own_policy(conn: &mut Conn, post: i64) -> Result<Option<String>> {
    conn.opt(
        "SELECT policy FROM post WHERE id = $1 AND origin = 'local'",
        &[&post],
        |row| row.get(0),
    )
}

/// Posts by id, and those that they boost, in no order. Whoever shows them asks `model::audience` first.
pub fn load(conn: &mut Conn, ids: &[i64], viewer: i64, now: i64) -> Result<Vec<PostRow>> {
    conn.all(LOAD, &[&Ids(ids.to_vec()), &viewer, &now], read)
}

/// Somebody in a post's explicit set: (post, account, whether the text mentions them).
pub fn named(conn: &mut Conn, posts: &[i64]) -> Result<Vec<(i64, i64, bool)>> {
    conn.all(
        "SELECT post_id, account_id, is_mention FROM named WHERE post_id IN ids($1) ORDER BY post_id, account_id",
        &[&Ids(posts.to_vec())],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// A new post or boost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewPost {
    /// The post itself; counts, app names and [`SeenBy`] are not written.
    pub row: PostRow,
    /// The app it was written with.
    pub app_id: Option<i64>,
    /// What it answers, when we do not have it.
    pub reply_to_uri: Option<String>,
    /// The post on another network, by the same person, that it is a copy of.
    pub copy_of: Option<i64>,
    /// Folded tags.
    pub tags: Vec<String>,
    /// The explicit set: account, and whether the text mentions it.
    pub named: Vec<(i64, bool)>,
}

/// Adds a post. [`Error::Conflict`](crate::Error::Conflict) when its uri is known.
pub fn insert(tx: &mut Tx, new: &NewPost) -> Result<()> {
    let p = &new.row;
    tx.exec(
        "INSERT INTO post (id, account_id, origin, uri, url, kind, audience, policy, title, warning, is_sensitive, source, \
         html, language, tags, media, emojis, boost_of_id, reply_to_id, reply_to_account_id, reply_to_uri, thread_id, \
         app_id, created_at, edited_at, content_type, quote_of_id, quote_state, copy_of_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
         $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)",
        &[
            &p.id,
            &p.account_id,
            &p.origin,
            &p.uri,
            &p.url,
            &p.kind,
            &p.audience,
            &p.policy,
            &p.title,
            &p.warning,
            &p.is_sensitive,
            &p.source,
            &p.html,
            &p.language,
            &p.tags,
            &p.media,
            &p.emojis,
            &p.boost_of_id,
            &p.reply_to_id,
            &p.reply_to_account_id,
            &new.reply_to_uri,
            &p.thread_id,
            &new.app_id,
            &p.created_at,
            &p.edited_at,
            &p.content_type,
            &p.quote_of_id,
            &p.quote_state,
            &new.copy_of,
        ],
    )?;
    write_tags(tx, p.id, &new.tags)?;
    add_named(tx, p.id, &new.named)
}

pub(crate) fn write_tags(tx: &mut Tx, post: i64, tags: &[String]) -> Result<()> {
    tx.exec("DELETE FROM post_tag WHERE post_id = $1", &[&post])?;
    for tag in tags {
        tx.exec(
            "INSERT INTO post_tag (tag, post_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            &[&tag, &post],
        )?;
    }
    Ok(())
}

/// Names more people in a post's set; those already there stay as they are.
pub fn add_named(tx: &mut Tx, post: i64, named: &[(i64, bool)]) -> Result<()> {
    for (account, is_mention) in named {
        tx.exec(
            "INSERT INTO named (post_id, account_id, is_mention) VALUES ($1, $2, $3) ON CONFLICT (post_id, account_id) \
             DO UPDATE SET is_mention = GREATEST(named.is_mention, excluded.is_mention)",
            &[&post, account, is_mention],
        )?;
    }
    Ok(())
}

/// Removes a post, its boosts and all that hangs on it, and remembers that it is gone. The ids of the boosts that
/// went with it come back.
pub fn delete(tx: &mut Tx, id: i64, now: i64) -> Result<Vec<i64>> {
    let boosts = tx.all(
        "SELECT id FROM post WHERE boost_of_id = $1",
        &[&id],
        |row| row.get::<i64>(0),
    )?;
    let mut all = boosts.clone();
    all.push(id);
    let all = Ids(all);
    tx.exec(
        "INSERT INTO tombstone (uri, post_id, account_id, deleted_at) SELECT uri, id, account_id, $2 FROM post \
         WHERE id IN ids($1) ON CONFLICT (uri) DO UPDATE SET post_id = excluded.post_id, account_id = excluded.account_id",
        &[&all, &now],
    )?;
    tx.exec(
        "DELETE FROM notification WHERE post_id IN ids($1) AND post_id <> 0",
        &[&all],
    )?;
    crate::conversation::forget_post(tx, id)?;
    tx.exec(
        "UPDATE media SET touched_at = $2, revoked_at = $2 WHERE post_id = $1",
        &[&id, &now],
    )?;
    tx.exec(
        "UPDATE post SET quotes_count = GREATEST(0, quotes_count - 1) \
         WHERE id = (SELECT q.quote_of_id FROM post q WHERE q.id = $1 AND q.quote_state = 1)",
        &[&id],
    )?;
    tx.exec(
        "UPDATE post SET reply_to_id = NULL WHERE reply_to_id = $1",
        &[&id],
    )?;
    tx.exec("DELETE FROM post WHERE id IN ids($1)", &[&all])?;
    Ok(boosts)
}

/// The post that its home network calls so: (post, author).
pub fn find(conn: &mut Conn, uri: &str) -> Result<Option<(i64, i64)>> {
    conn.opt(
        "SELECT id, account_id FROM post WHERE uri = $1",
        &[&uri],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The post whose page this is.
pub fn find_by_url(conn: &mut Conn, url: &str) -> Result<Option<i64>> {
    conn.opt(
        "SELECT id FROM post WHERE url = $1 ORDER BY id LIMIT 1",
        &[&url],
        |row| row.get(0),
    )
}

/// The boost of a post by an account.
pub fn find_boost(conn: &mut Conn, account: i64, original: i64) -> Result<Option<i64>> {
    conn.opt(
        "SELECT id FROM post WHERE account_id = $1 AND boost_of_id = $2",
        &[&account, &original],
        |row| row.get(0),
    )
}

/// Which of a post's counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// Answers.
    Replies,
    /// Boosts.
    Boosts,
    /// Likes.
    Likes,
    /// Accepted quotes.
    Quotes,
}

/// Counts one more or less; never below zero.
pub fn count(tx: &mut Tx, id: i64, counter: Counter, change: i64) -> Result<()> {
    let sql = match counter {
        Counter::Replies => {
            "UPDATE post SET replies_count = GREATEST(0, replies_count + $2) WHERE id = $1"
        }
        Counter::Boosts => {
            "UPDATE post SET boosts_count = GREATEST(0, boosts_count + $2) WHERE id = $1"
        }
        Counter::Likes => {
            "UPDATE post SET likes_count = GREATEST(0, likes_count + $2) WHERE id = $1"
        }
        Counter::Quotes => {
            "UPDATE post SET quotes_count = GREATEST(0, quotes_count + $2) WHERE id = $1"
        }
    };
    tx.exec(sql, &[&id, &change])?;
    Ok(())
}

/// How many posts people here have written.
pub fn count_local(conn: &mut Conn) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM post WHERE origin = 'local' AND boost_of_id IS NULL",
        &[],
        |row| row.get(0),
    )
}

/// What its home network calls a post.
pub fn uri_of(conn: &mut Conn, id: i64) -> Result<Option<String>> {
    conn.opt("SELECT uri FROM post WHERE id = $1", &[&id], |row| {
        row.get(0)
    })
}

/// What readers of the journal need to know of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Who wrote or boosted it.
    pub account_id: i64,
    /// The number of its audience.
    pub audience: i64,
    /// What it repeats.
    pub boost_of_id: Option<i64>,
    /// What it answers.
    pub reply_to_id: Option<i64>,
    /// Who wrote that.
    pub reply_to_account_id: Option<i64>,
    /// The first post of its thread.
    pub thread_id: i64,
    /// What its network calls it.
    pub uri: String,
}

/// The [`Summary`] of a post.
pub fn summary(conn: &mut Conn, id: i64) -> Result<Option<Summary>> {
    conn.opt(
        "SELECT account_id, audience, boost_of_id, reply_to_id, thread_id, reply_to_account_id, uri FROM post WHERE id = $1",
        &[&id],
        |row| {
            Ok(Summary {
                account_id: row.get(0)?,
                audience: row.get(1)?,
                boost_of_id: row.get(2)?,
                reply_to_id: row.get(3)?,
                thread_id: row.get(4)?,
                reply_to_account_id: row.get(5)?,
                uri: row.get(6)?,
            })
        },
    )
}
