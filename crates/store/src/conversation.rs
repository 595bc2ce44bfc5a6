//! Private posts as each member keeps them: by thread and by who takes part.

use crate::window::{Window, windowed};
use crate::{Conn, Result, Row, Tx};

/// One member's view of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationRow {
    /// Its id; every member has their own.
    pub id: i64,
    /// Whose view.
    pub account_id: i64,
    /// The first post of the thread.
    pub thread_id: i64,
    /// JSON: the ids of the others, ascending.
    pub participants: String,
    /// The newest post.
    pub last_post_id: i64,
    /// Something in it was not read.
    pub is_unread: bool,
}

fn read(row: &Row<'_>) -> Result<ConversationRow> {
    Ok(ConversationRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        thread_id: row.get(2)?,
        participants: row.get(3)?,
        last_post_id: row.get(4)?,
        is_unread: row.get(5)?,
    })
}

/// Files a post (`last_post_id`) with a member's conversation, which begins with it if need be. The id of the
/// conversation comes back; nothing for those who have no login here.
pub fn file(tx: &mut Tx, new: &ConversationRow) -> Result<Option<i64>> {
    let id = tx.opt(
        "INSERT INTO conversation (id, account_id, thread_id, participants, last_post_id, is_unread) \
         SELECT $1, $2, $3, $4, $5, $6 WHERE EXISTS (SELECT 1 FROM member WHERE account_id = $2) \
         ON CONFLICT (account_id, thread_id, participants) DO UPDATE SET \
         last_post_id = GREATEST(conversation.last_post_id, excluded.last_post_id), is_unread = excluded.is_unread \
         RETURNING id",
        &[&new.id, &new.account_id, &new.thread_id, &new.participants, &new.last_post_id, &new.is_unread],
        |row| row.get::<i64>(0),
    )?;
    if let Some(id) = id {
        tx.exec(
            "INSERT INTO conversation_post (conversation_id, post_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            &[&id, &new.last_post_id],
        )?;
    }
    Ok(id)
}

/// A member's conversations, by their newest posts.
pub fn list(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<ConversationRow>> {
    windowed!(
        conn,
        window,
        "SELECT c.id, c.account_id, c.thread_id, c.participants, c.last_post_id, c.is_unread FROM conversation c \
         WHERE c.account_id = $4",
        "c.last_post_id",
        [&account],
        read
    )
}

/// One of a member's conversations.
pub fn find(conn: &mut Conn, account: i64, id: i64) -> Result<Option<ConversationRow>> {
    conn.opt(
        "SELECT id, account_id, thread_id, participants, last_post_id, is_unread FROM conversation \
         WHERE account_id = $1 AND id = $2",
        &[&account, &id],
        read,
    )
}

/// The posts of all of a member's conversations.
pub fn posts(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<i64>> {
    windowed!(
        conn,
        window,
        "SELECT cp.post_id FROM conversation_post cp JOIN conversation c ON c.id = cp.conversation_id \
         WHERE c.account_id = $4",
        "cp.post_id",
        [&account],
        |row| row.get(0)
    )
}

/// The member's conversation that a post is in.
pub fn find_of_post(conn: &mut Conn, account: i64, post: i64) -> Result<Option<i64>> {
    conn.opt(
        "SELECT c.id FROM conversation_post cp JOIN conversation c ON c.id = cp.conversation_id \
         WHERE cp.post_id = $2 AND c.account_id = $1",
        &[&account, &post],
        |row| row.get(0),
    )
}

/// Marks a conversation as read or unread. `false` when the member has none with this id.
pub fn mark(tx: &mut Tx, account: i64, id: i64, is_unread: bool) -> Result<bool> {
    Ok(tx.exec(
        "UPDATE conversation SET is_unread = $3 WHERE account_id = $1 AND id = $2",
        &[&account, &id, &is_unread],
    )? > 0)
}

/// Removes a member's view of a conversation; the posts stay. `false` when there was none.
pub fn delete(tx: &mut Tx, account: i64, id: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM conversation WHERE account_id = $1 AND id = $2",
        &[&account, &id],
    )? > 0)
}

/// Takes a post that is about to go out of its conversations: each goes back to the post before, or is no more.
pub fn forget_post(tx: &mut Tx, post: i64) -> Result<()> {
    tx.exec(
        "UPDATE conversation SET last_post_id = COALESCE((SELECT MAX(cp.post_id) FROM conversation_post cp \
         WHERE cp.conversation_id = conversation.id AND cp.post_id <> $1), 0) WHERE last_post_id = $1",
        &[&post],
    )?;
    tx.exec("DELETE FROM conversation WHERE last_post_id = 0", &[])?;
    Ok(())
}
