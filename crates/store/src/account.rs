//! Accounts, local and remote.

use crate::window::{Window, windowed};
use crate::{Conn, Ids, Result, Row, Tx};

/// An account as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountRow {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub username: String,
    /// Its server.
    pub host: String,
    /// Whether that server is this one.
    pub is_local: bool,
    /// The word of its kind.
    pub kind: String,
    /// The name it shows.
    pub display_name: String,
    /// Its biography as typed.
    pub note_source: String,
    /// Its biography, safe.
    pub note_html: String,
    /// JSON: rows of its profile.
    pub fields: String,
    /// JSON: custom emoji.
    pub emojis: String,
    /// Its picture.
    pub avatar_url: Option<String>,
    /// Its banner.
    pub header_url: Option<String>,
    /// It approves followers.
    pub is_locked: bool,
    /// It wants to be recommended.
    pub is_discoverable: bool,
    /// Its public posts may be searched.
    pub is_indexable: bool,
    /// Accepted followers.
    pub followers_count: i64,
    /// Accepted follows.
    pub following_count: i64,
    /// Posts.
    pub posts_count: i64,
    /// When it last posted.
    pub last_post_at: Option<i64>,
    /// Where it moved.
    pub moved_to_id: Option<i64>,
    /// When it was suspended.
    pub suspended_at: Option<i64>,
    /// Since when its own server keeps it back.
    pub away_at: Option<i64>,
    /// When it was silenced.
    pub silenced_at: Option<i64>,
    /// When its media were marked as sensitive.
    pub sensitized_at: Option<i64>,
    /// Since when it exists.
    pub created_at: i64,
    /// What its home network calls it.
    pub uri: Option<String>,
    /// Its page on its home server.
    pub page_url: Option<String>,
    /// It waits to be let in, or to confirm its address: nobody is to see it yet.
    pub is_pending: bool,
    /// JSON: how it shows itself.
    pub showing: String,
    /// The name of the first other account of the same person, `name@server`.
    pub also: Option<String>,
    /// Since when both say so.
    pub also_since: Option<i64>,
}

/// The other account `x` of the person whose account `a` is, that can be seen.
macro_rules! other_account {
    () => {
        "FROM same_person s JOIN account x ON x.id = s.other_id JOIN domain xd ON xd.id = x.domain_id \
         WHERE s.account_id = a.id AND x.suspended_at IS NULL AND x.away_at IS NULL ORDER BY s.other_id LIMIT 1)"
    };
}

macro_rules! account_columns {
    () => {
        concat!(
            "a.id, a.username, d.host, d.is_local, a.kind, a.display_name, a.note_source, a.note_html, a.fields, a.emojis, \
         a.avatar_url, a.header_url, a.is_locked, a.is_discoverable, a.is_indexable, \
         GREATEST(a.followers_count, COALESCE(l.followers, 0)), GREATEST(a.following_count, COALESCE(l.following, 0)), \
         GREATEST(a.posts_count, COALESCE(l.posts, 0)), a.last_post_at, a.moved_to_id, a.suspended_at, a.created_at, a.silenced_at, a.sensitized_at, \
         (SELECT i.uri FROM identity i WHERE i.account_id = a.id ORDER BY i.network LIMIT 1), \
         (SELECT i.page_url FROM identity i WHERE i.account_id = a.id ORDER BY i.network LIMIT 1), \
         EXISTS (SELECT 1 FROM member m WHERE m.account_id = a.id AND (m.state = 'pending' OR m.confirmed_at IS NULL)), a.showing, a.away_at, (SELECT x.username || '@' || xd.host ",
            other_account!(),
            ", (SELECT s.since ",
            other_account!(),
            " "
        )
    };
}

fn read(row: &Row<'_>) -> Result<AccountRow> {
    Ok(AccountRow {
        id: row.get(0)?,
        username: row.get(1)?,
        host: row.get(2)?,
        is_local: row.get(3)?,
        kind: row.get(4)?,
        display_name: row.get(5)?,
        note_source: row.get(6)?,
        note_html: row.get(7)?,
        fields: row.get(8)?,
        emojis: row.get(9)?,
        avatar_url: row.get(10)?,
        header_url: row.get(11)?,
        is_locked: row.get(12)?,
        is_discoverable: row.get(13)?,
        is_indexable: row.get(14)?,
        followers_count: row.get(15)?,
        following_count: row.get(16)?,
        posts_count: row.get(17)?,
        last_post_at: row.get(18)?,
        moved_to_id: row.get(19)?,
        suspended_at: row.get(20)?,
        created_at: row.get(21)?,
        silenced_at: row.get(22)?,
        sensitized_at: row.get(23)?,
        uri: row.get(24)?,
        page_url: row.get(25)?,
        is_pending: row.get(26)?,
        showing: row.get(27)?,
        away_at: row.get(28)?,
        also: row.get(29)?,
        also_since: row.get(30)?,
    })
}

/// Accounts by id, in no order; those that are not there are left out. Counts are those that are known here, or what the
/// account's own server says where that is more: lists are ordered by the first alone.
pub fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<AccountRow>> {
    conn.all(
        concat!(
            "SELECT ",
            account_columns!(),
            "FROM account a JOIN domain d ON d.id = a.domain_id LEFT JOIN account_look l ON l.account_id = a.id \
             WHERE a.id IN ids($1)"
        ),
        &[&Ids(ids.to_vec())],
        read,
    )
}

/// An account by its name and server.
pub fn find(conn: &mut Conn, username_folded: &str, host: &str) -> Result<Option<i64>> {
    conn.opt(
        "SELECT a.id FROM account a JOIN domain d ON d.id = a.domain_id WHERE a.username_folded = $1 AND d.host = $2",
        &[&username_folded, &host],
        |row| row.get(0),
    )
}

/// The account elsewhere with this name, if the name holds without its server: where a network calls people by something
/// that is no address of the web, names are unique on all of it.
pub fn find_by_name(conn: &mut Conn, username_folded: &str) -> Result<Option<i64>> {
    conn.opt(
        "SELECT a.id FROM domain d JOIN account a ON a.domain_id = d.id AND a.username_folded = $1 \
         JOIN identity i ON i.account_id = a.id \
         WHERE d.is_local = 0 AND i.uri NOT LIKE 'http%' ORDER BY a.fetched_at DESC, a.id LIMIT 1",
        &[&username_folded],
        |row| row.get(0),
    )
}

/// A new account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewAccount {
    /// Its id.
    pub id: i64,
    /// Its server's row.
    pub domain_id: i64,
    /// Its name.
    pub username: String,
    /// The word of its kind.
    pub kind: String,
    /// The name it shows.
    pub display_name: String,
    /// Whether it may be recommended and searched from the start.
    pub is_discoverable: bool,
    /// Now.
    pub created_at: i64,
    /// Now, for a remote account.
    pub fetched_at: Option<i64>,
}

/// Adds an account. [`Error::Conflict`](crate::Error::Conflict) when the name is taken.
pub fn insert(tx: &mut Tx, new: &NewAccount) -> Result<()> {
    tx.exec(
        "INSERT INTO account (id, domain_id, username, username_folded, kind, display_name, is_discoverable, is_indexable, \
         created_at, updated_at, fetched_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $8, $9)",
        &[
            &new.id,
            &new.domain_id,
            &new.username,
            &new.username.to_lowercase(),
            &new.kind,
            &new.display_name,
            &new.is_discoverable,
            &new.created_at,
            &new.fetched_at,
        ],
    )?;
    Ok(())
}

/// What a profile says. `None` leaves a value as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// The word of its kind.
    pub kind: Option<String>,
    /// The name it shows.
    pub display_name: Option<String>,
    /// Biography as typed.
    pub note_source: Option<String>,
    /// Biography, safe.
    pub note_html: Option<String>,
    /// JSON: rows.
    pub fields: Option<String>,
    /// JSON: custom emoji.
    pub emojis: Option<String>,
    /// Picture.
    pub avatar_url: Option<String>,
    /// Banner.
    pub header_url: Option<String>,
    /// It approves followers.
    pub is_locked: Option<bool>,
    /// It wants to be recommended.
    pub is_discoverable: Option<bool>,
    /// Its public posts may be searched.
    pub is_indexable: Option<bool>,
    /// JSON: how it shows itself.
    pub showing: Option<String>,
}

/// Changes a profile.
pub fn update_profile(tx: &mut Tx, id: i64, profile: &Profile, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE account SET kind = COALESCE($2, kind), display_name = COALESCE($3, display_name), \
         note_source = COALESCE($4, note_source), note_html = COALESCE($5, note_html), fields = COALESCE($6, fields), \
         emojis = COALESCE($7, emojis), avatar_url = COALESCE($8, avatar_url), header_url = COALESCE($9, header_url), \
         is_locked = COALESCE($10, is_locked), is_discoverable = COALESCE($11, is_discoverable), \
         is_indexable = COALESCE($12, is_indexable), updated_at = $13, showing = COALESCE($14, showing) WHERE id = $1",
        &[
            &id,
            &profile.kind,
            &profile.display_name,
            &profile.note_source,
            &profile.note_html,
            &profile.fields,
            &profile.emojis,
            &profile.avatar_url,
            &profile.header_url,
            &profile.is_locked,
            &profile.is_discoverable,
            &profile.is_indexable,
            &now,
            &profile.showing,
        ],
    )?;
    Ok(())
}

/// Notes that a remote account was read from its home just now.
pub fn mark_fetched(tx: &mut Tx, id: i64, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE account SET fetched_at = $2 WHERE id = $1",
        &[&id, &now],
    )?;
    Ok(())
}

/// Gives an account elsewhere another name, or another server, or both. Whoever had that name there is displaced first.
pub fn rename(tx: &mut Tx, id: i64, domain_id: i64, username: &str) -> Result<()> {
    tx.exec(
        "UPDATE account SET domain_id = $2, username = $3, username_folded = $4 WHERE id = $1",
        &[&id, &domain_id, &username, &username.to_lowercase()],
    )?;
    Ok(())
}

/// What staff may decide about an account, and its own server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Nobody sees it.
    Suspended,
    /// Only its followers find it.
    Silenced,
    /// Its media are hidden at first.
    Sensitized,
    /// Its own server, elsewhere, keeps it back: nobody sees it.
    Away,
}

/// Marks an account at a moment, or takes the mark away. `false` when it was so already.
pub fn set_mark(tx: &mut Tx, id: i64, mark: Mark, at: Option<i64>) -> Result<bool> {
    let sql = match mark {
        Mark::Suspended => {
            "UPDATE account SET suspended_at = $2 WHERE id = $1 AND (CASE WHEN suspended_at IS NULL THEN 1 ELSE 0 END) = $3"
        }
        Mark::Silenced => {
            "UPDATE account SET silenced_at = $2 WHERE id = $1 AND (CASE WHEN silenced_at IS NULL THEN 1 ELSE 0 END) = $3"
        }
        Mark::Away => {
            "UPDATE account SET away_at = $2 WHERE id = $1 AND (CASE WHEN away_at IS NULL THEN 1 ELSE 0 END) = $3"
        }
        Mark::Sensitized => {
            "UPDATE account SET sensitized_at = $2 WHERE id = $1 AND (CASE WHEN sensitized_at IS NULL THEN 1 ELSE 0 END) = $3"
        }
    };
    Ok(tx.exec(sql, &[&id, &at, &at.is_some()])? == 1)
}

/// Counts a post more or less.
pub fn count_post(tx: &mut Tx, id: i64, change: i64, last_post_at: Option<i64>) -> Result<()> {
    tx.exec(
        "UPDATE account SET posts_count = GREATEST(0, posts_count + $2), last_post_at = COALESCE($3, last_post_at) WHERE id = $1",
        &[&id, &change, &last_post_at],
    )?;
    Ok(())
}

/// Counts a follow more or less, on both sides.
pub fn count_follow(tx: &mut Tx, follower: i64, followee: i64, change: i64) -> Result<()> {
    tx.exec(
        "UPDATE account SET following_count = GREATEST(0, following_count + $2) WHERE id = $1",
        &[&follower, &change],
    )?;
    tx.exec(
        "UPDATE account SET followers_count = GREATEST(0, followers_count + $2) WHERE id = $1",
        &[&followee, &change],
    )?;
    Ok(())
}

/// A name that is given to nobody any more.
pub fn retire_name(tx: &mut Tx, id: i64, now: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO retired_name (domain_id, username_folded, account_id, retired_at) \
         SELECT domain_id, username_folded, id, $2 FROM account WHERE id = $1 ON CONFLICT DO NOTHING",
        &[&id, &now],
    )?;
    Ok(())
}

/// Whether a name was somebody's before.
pub fn is_retired(conn: &mut Conn, domain_id: i64, username_folded: &str) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM retired_name WHERE domain_id = $1 AND username_folded = $2)",
        &[&domain_id, &username_folded],
        |row| row.get(0),
    )
}

/// Removes an account and everything of it; what it wrote is remembered as deleted.
pub fn delete(tx: &mut Tx, id: i64, now: i64) -> Result<()> {
    retire_name(tx, id, now)?;
    tx.exec(
        "INSERT INTO tombstone (uri, post_id, account_id, deleted_at) \
         SELECT uri, id, account_id, $2 FROM post WHERE account_id = $1 ON CONFLICT (uri) DO NOTHING",
        &[&id, &now],
    )?;
    tx.exec("DELETE FROM account WHERE id = $1", &[&id])?;
    Ok(())
}

/// A LIKE pattern for texts that begin with exactly these characters (security row C13).
pub(crate) fn starts_with(typed: &str) -> String {
    format!(
        "{}%",
        typed
            .to_lowercase()
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_")
    )
}

/// Those who follow an account, by the follow's id: (follow id, account id).
pub fn followers(conn: &mut Conn, id: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT f.id, f.follower_id FROM follow f WHERE f.followee_id = $4 AND f.state = 1",
        "f.id",
        [&id],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// Those whom an account follows, by the follow's id: (follow id, account id).
pub fn following(conn: &mut Conn, id: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT f.id, f.followee_id FROM follow f WHERE f.follower_id = $4 AND f.state = 1",
        "f.id",
        [&id],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// Frees a name that another account on the same server has, because that server now gives it to somebody else. The
/// account keeps its posts under a name nobody can type.
pub fn displace(tx: &mut Tx, domain_id: i64, username_folded: &str) -> Result<()> {
    tx.exec(
        "UPDATE account SET username_folded = username_folded || '~' || CAST(id AS TEXT) \
         WHERE domain_id = $1 AND username_folded = $2",
        &[&domain_id, &username_folded],
    )?;
    Ok(())
}

/// Takes an account's follows and likes and boosts out of the counts of others, before it is deleted.
pub fn release_counts(tx: &mut Tx, id: i64) -> Result<()> {
    tx.exec(
        "UPDATE account SET followers_count = GREATEST(0, followers_count - 1) WHERE id IN \
         (SELECT followee_id FROM follow WHERE follower_id = $1 AND state = 1)",
        &[&id],
    )?;
    tx.exec(
        "UPDATE account SET following_count = GREATEST(0, following_count - 1) WHERE id IN \
         (SELECT follower_id FROM follow WHERE followee_id = $1 AND state = 1)",
        &[&id],
    )?;
    tx.exec(
        "UPDATE post SET likes_count = GREATEST(0, likes_count - 1) WHERE id IN (SELECT post_id FROM post_like WHERE account_id = $1)",
        &[&id],
    )?;
    tx.exec(
        "UPDATE post SET boosts_count = GREATEST(0, boosts_count - 1) WHERE id IN \
         (SELECT boost_of_id FROM post WHERE account_id = $1 AND boost_of_id IS NOT NULL)",
        &[&id],
    )?;
    Ok(())
}
