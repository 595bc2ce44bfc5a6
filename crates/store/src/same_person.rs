//! One person with an account on each of two networks, as both accounts say.
//!
//! What accounts are called and who else they say they are stands in one table; whoever says it of another account, and is
//! said to be that one by it, is joined with it in the other.

use crate::{Conn, Result, Tx};

/// The most accounts that one is joined with.
const MAX_OTHERS: i64 = 8;

/// Notes what an account is called and who it says it is elsewhere, instead of what it said before.
pub fn set_names(tx: &mut Tx, account: i64, names: &[String], claims: &[String]) -> Result<()> {
    tx.exec(
        "DELETE FROM account_name WHERE account_id = $1",
        &[&account],
    )?;
    for (list, is_claim) in [(names, false), (claims, true)] {
        for name in list {
            tx.exec(
                "INSERT INTO account_name (account_id, is_claim, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                &[&account, &is_claim, name],
            )?;
        }
    }
    Ok(())
}

/// Joins an account with those of other networks that say the same of it as it says of them, and with no others. Since
/// when two are joined stays. Gives the others.
pub fn join(tx: &mut Tx, account: i64, now: i64) -> Result<Vec<i64>> {
    let others: Vec<i64> = tx.all(
        "SELECT DISTINCT n.account_id FROM account_name c JOIN account_name n ON n.name = c.name AND n.is_claim = 0 \
         WHERE c.account_id = $1 AND c.is_claim = 1 AND n.account_id <> $1 \
         AND EXISTS (SELECT 1 FROM account_name b JOIN account_name m ON m.name = b.name AND m.is_claim = 0 \
         WHERE b.account_id = n.account_id AND b.is_claim = 1 AND m.account_id = $1) \
         AND NOT EXISTS (SELECT 1 FROM identity i JOIN identity j ON j.network = i.network \
         WHERE i.account_id = $1 AND j.account_id = n.account_id) ORDER BY n.account_id LIMIT $2",
        &[&account, &MAX_OTHERS],
        |row| row.get(0),
    )?;
    for known in of(tx, account)? {
        if !others.contains(&known) {
            tx.exec(
                "DELETE FROM same_person WHERE (account_id = $1 AND other_id = $2) OR (account_id = $2 AND other_id = $1)",
                &[&account, &known],
            )?;
        }
    }
    for other in &others {
        for (one, two) in [(account, *other), (*other, account)] {
            tx.exec(
                "INSERT INTO same_person (account_id, other_id, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                &[&one, &two, &now],
            )?;
        }
    }
    Ok(others)
}

/// The other accounts of the person whose account this is.
pub fn of(conn: &mut Conn, account: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT other_id FROM same_person WHERE account_id = $1 ORDER BY other_id",
        &[&account],
        |row| row.get(0),
    )
}

/// What some accounts wrote to everyone between two moments, copies left out: (post, its HTML). Of posts with an id above
/// `above`, the first.
pub fn wrote(
    conn: &mut Conn,
    accounts: &[i64],
    (from, to): (i64, i64),
    above: i64,
    limit: i64,
) -> Result<Vec<(i64, String)>> {
    conn.all(
        "SELECT id, html FROM post WHERE account_id IN ids($1) AND id > $4 AND created_at BETWEEN $2 AND $3 \
         AND boost_of_id IS NULL AND audience IN (0, 1) AND copy_of_id IS NULL ORDER BY id LIMIT $5",
        &[&crate::Ids(accounts.to_vec()), &from, &to, &above, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
