//! Polls and votes. The poll of a post has the post's id.

use std::collections::BTreeMap;

use crate::{Conn, Ids, Result, Tx};

/// A poll.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PollRow {
    /// The post it belongs to.
    pub post_id: i64,
    /// JSON: the texts of the options, in order.
    pub options: String,
    /// One may choose several.
    pub is_multiple: bool,
    /// Counts are shown when it is over.
    pub hides_totals: bool,
    /// When it ends.
    pub expires_at: Option<i64>,
    /// How many people voted.
    pub voters_count: i64,
    /// How often each option was chosen.
    pub votes: Vec<i64>,
    /// JSON: what the viewer chose.
    pub mine: Option<String>,
    /// Of a poll of another server: when its counts were last asked for.
    pub counted_at: Option<i64>,
}

/// Adds a poll to a post. Its counts are those of `poll.votes`.
pub fn insert(tx: &mut Tx, poll: &PollRow) -> Result<()> {
    tx.exec(
        "INSERT INTO poll (post_id, options, is_multiple, hides_totals, expires_at, voters_count, counted_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            &poll.post_id,
            &poll.options,
            &poll.is_multiple,
            &poll.hides_totals,
            &poll.expires_at,
            &poll.voters_count,
            &poll.counted_at,
        ],
    )?;
    for (position, votes) in (0_i64..).zip(&poll.votes) {
        tx.exec(
            "INSERT INTO poll_option (post_id, position, votes_count) VALUES ($1, $2, $3)",
            &[&poll.post_id, &position, votes],
        )?;
    }
    Ok(())
}

/// Changes what an edit may change without touching the votes.
pub fn update(tx: &mut Tx, poll: &PollRow) -> Result<()> {
    tx.exec(
        "UPDATE poll SET hides_totals = $2, told_at = CASE WHEN expires_at = $3 THEN told_at END, expires_at = $3 \
         WHERE post_id = $1",
        &[&poll.post_id, &poll.hides_totals, &poll.expires_at],
    )?;
    Ok(())
}

/// Takes the poll away, with all votes.
pub fn remove(tx: &mut Tx, post: i64) -> Result<()> {
    tx.exec("DELETE FROM poll WHERE post_id = $1", &[&post])?;
    Ok(())
}

/// The polls of some posts, as `viewer` (0 for nobody) left them.
pub fn load(conn: &mut Conn, posts: &[i64], viewer: i64) -> Result<Vec<PollRow>> {
    let lines = conn.all(
        "SELECT p.post_id, p.options, p.is_multiple, p.hides_totals, p.expires_at, p.voters_count, v.choices, o.votes_count, \
         p.counted_at \
         FROM poll p JOIN poll_option o ON o.post_id = p.post_id \
         LEFT JOIN poll_vote v ON v.post_id = p.post_id AND v.account_id = $2 \
         WHERE p.post_id IN ids($1) ORDER BY p.post_id, o.position",
        &[&Ids(posts.to_vec()), &viewer],
        |row| {
            let poll = PollRow {
                post_id: row.get(0)?,
                options: row.get(1)?,
                is_multiple: row.get(2)?,
                hides_totals: row.get(3)?,
                expires_at: row.get(4)?,
                voters_count: row.get(5)?,
                votes: Vec::new(),
                mine: row.get(6)?,
                counted_at: row.get(8)?,
            };
            Ok((poll, row.get(7)?))
        },
    )?;
    let mut polls: BTreeMap<i64, PollRow> = BTreeMap::new();
    for (poll, votes) in lines {
        polls.entry(poll.post_id).or_insert(poll).votes.push(votes);
    }
    Ok(polls.into_values().collect())
}

/// Counts somebody's vote. `false` when they have voted already.
pub fn vote(
    tx: &mut Tx,
    post: i64,
    account: i64,
    choices: &[i64],
    json: &str,
    now: i64,
) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO poll_vote (post_id, account_id, choices, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        &[&post, &account, &json, &now],
    )?;
    if added == 0 {
        return Ok(false);
    }
    tx.exec(
        "UPDATE poll_option SET votes_count = votes_count + 1 WHERE post_id = $1 AND position IN ids($2)",
        &[&post, &Ids(choices.to_vec())],
    )?;
    tx.exec(
        "UPDATE poll SET voters_count = voters_count + 1 WHERE post_id = $1",
        &[&post],
    )?;
    Ok(true)
}

/// Counts one more option of somebody who voted for others. `choices`: JSON of all of theirs.
pub fn vote_more(tx: &mut Tx, post: i64, account: i64, choice: i64, choices: &str) -> Result<()> {
    tx.exec(
        "UPDATE poll_vote SET choices = $3 WHERE post_id = $1 AND account_id = $2",
        &[&post, &account, &choices],
    )?;
    tx.exec(
        "UPDATE poll_option SET votes_count = votes_count + 1 WHERE post_id = $1 AND position = $2",
        &[&post, &choice],
    )?;
    Ok(())
}

/// What somebody chose: JSON.
pub fn choices(conn: &mut Conn, post: i64, account: i64) -> Result<Option<String>> {
    conn.opt(
        "SELECT choices FROM poll_vote WHERE post_id = $1 AND account_id = $2",
        &[&post, &account],
        |row| row.get(0),
    )
}

/// Takes over the counts and the end of a poll of another server, as it says at `poll.counted_at`.
pub fn recount(tx: &mut Tx, poll: &PollRow) -> Result<()> {
    tx.exec(
        "UPDATE poll SET voters_count = $2, told_at = CASE WHEN expires_at = $3 THEN told_at END, expires_at = $3, \
         counted_at = $4 WHERE post_id = $1",
        &[
            &poll.post_id,
            &poll.voters_count,
            &poll.expires_at,
            &poll.counted_at,
        ],
    )?;
    for (position, votes) in (0_i64..).zip(&poll.votes) {
        tx.exec(
            "UPDATE poll_option SET votes_count = $3 WHERE post_id = $1 AND position = $2",
            &[&poll.post_id, &position, votes],
        )?;
    }
    Ok(())
}

/// Notes that other servers do not know of a vote yet.
pub fn mark_untold(tx: &mut Tx, post: i64, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE poll SET untold_since = $2 WHERE post_id = $1 AND untold_since IS NULL",
        &[&post, &now],
    )?;
    Ok(())
}

/// Polls with votes that other servers have not known of since some time: (post, author).
pub fn untold(conn: &mut Conn, before: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT p.post_id, o.account_id FROM poll p JOIN post o ON o.id = p.post_id \
         WHERE p.untold_since <= $1 ORDER BY p.untold_since, p.post_id LIMIT $2",
        &[&before, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Notes that other servers are told. `false` when there was nothing to tell.
pub fn mark_all_told(tx: &mut Tx, post: i64) -> Result<bool> {
    Ok(tx.exec(
        "UPDATE poll SET untold_since = NULL WHERE post_id = $1 AND untold_since IS NOT NULL",
        &[&post],
    )? > 0)
}

/// Who of other servers voted, the first `limit`.
pub fn voters_elsewhere(conn: &mut Conn, post: i64, limit: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT v.account_id FROM poll_vote v LEFT JOIN member m ON m.account_id = v.account_id \
         WHERE v.post_id = $1 AND m.account_id IS NULL ORDER BY v.account_id LIMIT $2",
        &[&post, &limit],
        |row| row.get(0),
    )
}

/// Who of this community voted.
pub fn local_voters(conn: &mut Conn, post: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT v.account_id FROM poll_vote v JOIN member m ON m.account_id = v.account_id WHERE v.post_id = $1 \
         ORDER BY v.account_id",
        &[&post],
        |row| row.get(0),
    )
}

/// Polls that are over and that nobody was told of: (post, author).
pub fn ended(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT p.post_id, o.account_id FROM poll p JOIN post o ON o.id = p.post_id \
         WHERE p.expires_at <= $1 AND p.told_at IS NULL ORDER BY p.expires_at, p.post_id LIMIT $2",
        &[&now, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Remembers that people were told. `false` when they had been.
pub fn mark_told(tx: &mut Tx, post: i64, now: i64) -> Result<bool> {
    Ok(tx.exec(
        "UPDATE poll SET told_at = $2 WHERE post_id = $1 AND told_at IS NULL",
        &[&post, &now],
    )? > 0)
}
