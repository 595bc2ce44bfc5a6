//! Apps, the codes they exchange, and their tokens. Of every secret only the hash is kept.

use crate::{Conn, Result, Row, Tx};

/// An app.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AppRow {
    /// Its id.
    pub id: i64,
    /// What it calls itself by.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// Its page.
    pub website: Option<String>,
    /// JSON: where people may be sent back to.
    pub redirect_uris: String,
    /// The most it may ask for.
    pub scopes: String,
}

macro_rules! app_columns {
    () => {
        "p.id, p.client_id, p.name, p.website, p.redirect_uris, p.scopes"
    };
}

/// Reads an app from columns `first` onwards.
fn read_app(row: &Row<'_>, first: usize) -> Result<AppRow> {
    Ok(AppRow {
        id: row.get(first)?,
        client_id: row.get(first + 1)?,
        name: row.get(first + 2)?,
        website: row.get(first + 3)?,
        redirect_uris: row.get(first + 4)?,
        scopes: row.get(first + 5)?,
    })
}

/// Adds an app.
pub fn insert_app(tx: &mut Tx, new: &AppRow, secret_hash: &[u8; 32], now: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO app (id, client_id, secret_hash, name, website, redirect_uris, scopes, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &new.id,
            &new.client_id,
            secret_hash,
            &new.name,
            &new.website,
            &new.redirect_uris,
            &new.scopes,
            &now,
        ],
    )?;
    Ok(())
}

/// An app and the hash of its secret.
pub fn find_app(conn: &mut Conn, client_id: &str) -> Result<Option<(AppRow, Vec<u8>)>> {
    conn.opt(
        concat!(
            "SELECT p.secret_hash, ",
            app_columns!(),
            " FROM app p WHERE p.client_id = $1"
        ),
        &[&client_id],
        |row| Ok((read_app(row, 1)?, row.get(0)?)),
    )
}

/// A code that an app may exchange for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRow {
    /// SHA-256 of the code.
    pub code_hash: [u8; 32],
    /// For which app.
    pub app_id: i64,
    /// Who allowed it.
    pub account_id: i64,
    /// Where the code was sent to.
    pub redirect_uri: String,
    /// What was allowed.
    pub scopes: String,
    /// The PKCE challenge (RFC 7636, S256).
    pub challenge: Option<String>,
    /// Until when.
    pub expires_at: i64,
    /// When it was exchanged. Not written by [`insert_code`].
    pub used_at: Option<i64>,
    /// For which token. Not written by [`insert_code`].
    pub token_id: Option<i64>,
}

/// Adds a code.
pub fn insert_code(tx: &mut Tx, new: &CodeRow) -> Result<()> {
    tx.exec(
        "INSERT INTO oauth_code (code_hash, app_id, account_id, redirect_uri, scopes, challenge, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            &new.code_hash,
            &new.app_id,
            &new.account_id,
            &new.redirect_uri,
            &new.scopes,
            &new.challenge,
            &new.expires_at,
        ],
    )?;
    Ok(())
}

/// A code by its hash, used and old ones included.
pub fn find_code(conn: &mut Conn, code_hash: &[u8; 32]) -> Result<Option<CodeRow>> {
    conn.opt(
        "SELECT code_hash, app_id, account_id, redirect_uri, scopes, challenge, expires_at, used_at, token_id \
         FROM oauth_code WHERE code_hash = $1",
        &[code_hash],
        |row| {
            Ok(CodeRow {
                code_hash: row.get(0)?,
                app_id: row.get(1)?,
                account_id: row.get(2)?,
                redirect_uri: row.get(3)?,
                scopes: row.get(4)?,
                challenge: row.get(5)?,
                expires_at: row.get(6)?,
                used_at: row.get(7)?,
                token_id: row.get(8)?,
            })
        },
    )
}

/// Notes that a code was exchanged for a token. `false` when somebody was first: a code counts once.
pub fn use_code(tx: &mut Tx, code_hash: &[u8; 32], token_id: i64, now: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE oauth_code SET used_at = $3, token_id = $2 WHERE code_hash = $1 AND used_at IS NULL",
        &[code_hash, &token_id, &now],
    )?;
    Ok(changed == 1)
}

/// Removes the codes of an account, used or not.
pub fn delete_codes_of_account(tx: &mut Tx, account_id: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM oauth_code WHERE account_id = $1",
        &[&account_id],
    )
}

/// Removes codes that ended before a moment.
pub fn prune_codes(tx: &mut Tx, before: i64) -> Result<u64> {
    tx.exec("DELETE FROM oauth_code WHERE expires_at < $1", &[&before])
}

/// A new token.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewToken {
    /// Its id.
    pub id: i64,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// SHA-256 of the token that renews it.
    pub refresh_hash: Option<[u8; 32]>,
    /// Which app holds it.
    pub app_id: i64,
    /// For whom it acts; nobody for an app on its own.
    pub account_id: Option<i64>,
    /// What it may do.
    pub scopes: String,
    /// Now.
    pub created_at: i64,
    /// Until when.
    pub expires_at: Option<i64>,
}

/// Adds a token.
pub fn insert_token(tx: &mut Tx, new: &NewToken) -> Result<()> {
    tx.exec(
        "INSERT INTO token (id, token_hash, refresh_hash, app_id, account_id, scopes, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &new.id,
            &new.token_hash,
            &new.refresh_hash,
            &new.app_id,
            &new.account_id,
            &new.scopes,
            &new.created_at,
            &new.expires_at,
        ],
    )?;
    Ok(())
}

/// A token with all that is needed to let its bearer in, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Its id.
    pub id: i64,
    /// For whom it acts.
    pub account_id: Option<i64>,
    /// What it may do.
    pub scopes: String,
    /// When it was made.
    pub created_at: i64,
    /// When it was last used, roughly.
    pub last_used_at: Option<i64>,
    /// Which app holds it.
    pub app: AppRow,
    /// The member it acts for; `None` for an app on its own.
    pub member: Option<TokenMember>,
}

/// Whom a token acts for, and how they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenMember {
    /// The word of the role.
    pub role: String,
    /// The word of the state.
    pub state: String,
    /// When the account was suspended.
    pub suspended_at: Option<i64>,
    /// When the e-mail address was confirmed.
    pub confirmed_at: Option<i64>,
    /// When the login was frozen.
    pub disabled_at: Option<i64>,
}

macro_rules! token_select {
    () => {
        concat!(
            "SELECT t.id, t.account_id, t.scopes, t.created_at, t.last_used_at, ",
            app_columns!(),
            ", m.role, m.state, a.suspended_at, m.confirmed_at, m.disabled_at FROM token t JOIN app p ON p.id = t.app_id \
             LEFT JOIN member m ON m.account_id = t.account_id \
             LEFT JOIN account a ON a.id = t.account_id "
        )
    };
}

fn read_token(row: &Row<'_>) -> Result<TokenRow> {
    let (role, state): (Option<String>, Option<String>) = (row.get(11)?, row.get(12)?);
    let (suspended_at, confirmed_at, disabled_at) = (row.get(13)?, row.get(14)?, row.get(15)?);
    Ok(TokenRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        scopes: row.get(2)?,
        created_at: row.get(3)?,
        last_used_at: row.get(4)?,
        app: read_app(row, 5)?,
        member: role.zip(state).map(|(role, state)| TokenMember {
            role,
            state,
            suspended_at,
            confirmed_at,
            disabled_at,
        }),
    })
}

/// A token by its hash, unless it has ended.
pub fn find_token(conn: &mut Conn, token_hash: &[u8; 32], now: i64) -> Result<Option<TokenRow>> {
    conn.opt(
        concat!(
            token_select!(),
            "WHERE t.token_hash = $1 AND (t.expires_at IS NULL OR t.expires_at > $2)"
        ),
        &[token_hash, &now],
        read_token,
    )
}

/// A token by the hash of the one that renews it.
pub fn find_refresh(conn: &mut Conn, refresh_hash: &[u8; 32]) -> Result<Option<TokenRow>> {
    conn.opt(
        concat!(token_select!(), "WHERE t.refresh_hash = $1"),
        &[refresh_hash],
        read_token,
    )
}

/// What an app presents to be rid of it: a token or the one that renews it, ended or not.
pub fn find_either(conn: &mut Conn, hash: &[u8; 32]) -> Result<Option<TokenRow>> {
    conn.opt(
        concat!(
            token_select!(),
            "WHERE t.token_hash = $1 OR t.refresh_hash = $1"
        ),
        &[hash],
        read_token,
    )
}

/// The tokens that act for an account, the newest first.
pub fn tokens_of_account(conn: &mut Conn, account_id: i64, limit: i64) -> Result<Vec<TokenRow>> {
    conn.all(
        concat!(
            token_select!(),
            "WHERE t.account_id = $1 ORDER BY t.id DESC LIMIT $2"
        ),
        &[&account_id, &limit],
        read_token,
    )
}

/// What a renewed token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The token's id.
    pub id: i64,
    /// SHA-256 of the token that renews it, until now.
    pub old_refresh_hash: [u8; 32],
    /// SHA-256 of the token, from now on.
    pub token_hash: [u8; 32],
    /// SHA-256 of the token that renews it, from now on.
    pub refresh_hash: [u8; 32],
    /// What it may do, from now on.
    pub scopes: String,
    /// Now.
    pub created_at: i64,
    /// Until when.
    pub expires_at: Option<i64>,
}

/// Renews a token; the old one and its renewer end. `false` when it was renewed since it was read.
pub fn renew_token(tx: &mut Tx, renewal: &Renewal) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE token SET token_hash = $3, refresh_hash = $4, scopes = $5, created_at = $6, expires_at = $7 \
         WHERE id = $1 AND refresh_hash = $2",
        &[
            &renewal.id,
            &renewal.old_refresh_hash,
            &renewal.token_hash,
            &renewal.refresh_hash,
            &renewal.scopes,
            &renewal.created_at,
            &renewal.expires_at,
        ],
    )?;
    Ok(changed == 1)
}

/// Notes that a token is in use. It never goes back.
pub fn touch_token(tx: &mut Tx, id: i64, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE token SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)",
        &[&id, &now],
    )?;
    Ok(())
}

/// Ends a token, and says for whom it acted. `None` when it had ended already.
pub fn delete_token(tx: &mut Tx, id: i64) -> Result<Option<Option<i64>>> {
    tx.opt(
        "DELETE FROM token WHERE id = $1 RETURNING account_id",
        &[&id],
        |row| row.get(0),
    )
}

/// Ends a token of an account. `false` when that account has none of that id.
pub fn delete_token_of_account(tx: &mut Tx, account_id: i64, id: i64) -> Result<bool> {
    let ended = tx.exec(
        "DELETE FROM token WHERE id = $1 AND account_id = $2",
        &[&id, &account_id],
    )?;
    Ok(ended == 1)
}

/// Ends all tokens of an account, and says how many those were.
pub fn delete_tokens_of_account(tx: &mut Tx, account_id: i64) -> Result<u64> {
    tx.exec("DELETE FROM token WHERE account_id = $1", &[&account_id])
}

/// Keeps only the newest tokens that an app has for an account, so that no app can fill the table.
pub fn keep_newest_tokens(tx: &mut Tx, app_id: i64, account_id: i64, kept: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM token WHERE account_id = $1 AND app_id = $2 AND id NOT IN ( \
         SELECT t.id FROM token t WHERE t.account_id = $1 AND t.app_id = $2 ORDER BY t.id DESC LIMIT $3)",
        &[&account_id, &app_id, &kept],
    )
}

/// Removes tokens that ended before a moment.
pub fn prune_tokens(tx: &mut Tx, before: i64) -> Result<u64> {
    tx.exec("DELETE FROM token WHERE expires_at < $1", &[&before])
}
