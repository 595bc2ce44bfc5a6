//! Accounts as staff see them.

use crate::window::{Window, windowed};
use crate::{Conn, Ids, Result, Texts};

/// Which accounts staff want to see. Empty texts and 0 stand for any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// `local` or `remote`.
    pub origin: String,
    /// `active`, `pending`, `disabled`, `silenced`, `suspended` or `sensitized`.
    pub status: String,
    /// Words of roles; none for any.
    pub roles: Vec<String>,
    /// How the name begins.
    pub username: String,
    /// How the name that is shown begins.
    pub display_name: String,
    /// The server.
    pub host: String,
    /// How the e-mail address begins.
    pub email: String,
    /// From where they joined or came last.
    pub ip: String,
    /// Who invited them.
    pub invited_by: i64,
}

/// Their ids, newest first.
pub fn list(conn: &mut Conn, wanted: &Wanted, window: &Window) -> Result<Vec<i64>> {
    let begins = |typed: &str| {
        if typed.is_empty() {
            String::new()
        } else {
            crate::account::starts_with(typed)
        }
    };
    windowed!(
        conn,
        window,
        "SELECT a.id FROM account a JOIN domain d ON d.id = a.domain_id LEFT JOIN member m ON m.account_id = a.id \
         WHERE a.kind <> 'server' \
         AND ($4 = '' OR ($4 = 'local' AND m.account_id IS NOT NULL) OR ($4 = 'remote' AND d.is_local = 0)) \
         AND ($5 = '' OR ($5 = 'active' AND a.suspended_at IS NULL) \
         OR ($5 = 'pending' AND m.state = 'pending') \
         OR ($5 = 'disabled' AND m.disabled_at IS NOT NULL AND a.suspended_at IS NULL) \
         OR ($5 = 'silenced' AND a.silenced_at IS NOT NULL) \
         OR ($5 = 'suspended' AND a.suspended_at IS NOT NULL) \
         OR ($5 = 'sensitized' AND a.sensitized_at IS NOT NULL)) \
         AND ($6 = 0 OR m.role IN texts($7)) \
         AND ($8 = '' OR a.username_folded LIKE $8 ESCAPE '\\') \
         AND ($9 = '' OR LOWER(a.display_name) LIKE $9 ESCAPE '\\') \
         AND ($10 = '' OR d.host = $10) \
         AND ($11 = '' OR m.email_folded LIKE $11 ESCAPE '\\') \
         AND ($12 = '' OR m.sign_up_ip = $12 OR EXISTS (SELECT 1 FROM session s WHERE s.account_id = a.id AND s.ip = $12)) \
         AND ($13 = 0 OR EXISTS (SELECT 1 FROM invite i WHERE i.id = m.invite_id AND i.created_by = $13))",
        "a.id",
        [
            &wanted.origin,
            &wanted.status,
            &!wanted.roles.is_empty(),
            &Texts(wanted.roles.clone()),
            &begins(&wanted.username),
            &begins(&wanted.display_name),
            &wanted.host,
            &begins(&wanted.email),
            &wanted.ip,
            &wanted.invited_by
        ],
        |row| row.get(0)
    )
}

/// From where members came: (account, address, when), the latest first.
pub fn addresses(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, String, i64)>> {
    conn.all(
        "SELECT account_id, ip, seen_at FROM ( \
         SELECT s.account_id AS account_id, s.ip AS ip, MAX(s.last_seen_at) AS seen_at FROM session s \
         WHERE s.account_id IN ids($1) GROUP BY s.account_id, s.ip \
         UNION SELECT m.account_id, m.sign_up_ip, m.created_at FROM member m \
         WHERE m.account_id IN ids($1)) AS seen \
         WHERE ip <> '' ORDER BY seen_at DESC, ip",
        &[&Ids(ids.to_vec())],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Who invited members: (account, who).
pub fn inviters(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT m.account_id, i.created_by FROM member m JOIN invite i ON i.id = m.invite_id WHERE m.account_id IN ids($1)",
        &[&Ids(ids.to_vec())],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
