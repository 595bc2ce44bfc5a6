//! Who may do what.

use model::AccountId;

use super::{reason, refuse, require};
use crate::caller::Role;
use crate::{Caller, Error, Result, Social};

impl Social {
    /// Gives a member a role. For admins; nobody gives more than they have, nor changes somebody of their own rank,
    /// and there is always an owner or an admin (security row E10).
    pub async fn set_role(&self, caller: &Caller, id: AccountId, role: Role) -> Result<()> {
        require(caller, Role::Admin)?;
        let (mine, myself) = (caller.role, caller.account_id);
        let done = self.store().write(move |tx| {
            let member = store::member::find(tx, id.get())?
                .ok_or_else(|| refuse(Error::NotFound("This member")))?;
            let old = Role::from_word(&member.role);
            check(mine, id == myself, old, role).map_err(refuse)?;
            if old >= Role::Admin && role < Role::Admin && is_last(tx)? {
                return Err(refuse(Error::Conflict(
                    "Somebody has to look after this community: it is the last of its admins.",
                )));
            }
            if old != role && !store::member::set_role(tx, id.get(), old.as_str(), role.as_str())? {
                return Err(store::Error::Retry);
            }
            Ok(())
        });
        done.await.map_err(reason)?;
        self.end_access(id);
        Ok(())
    }
}

/// Whether nobody else than one account is an admin or the owner.
fn is_last(conn: &mut store::Conn) -> store::Result<bool> {
    let admins = store::member::count_role(conn, Role::Admin.as_str())?;
    Ok(admins + store::member::count_role(conn, Role::Owner.as_str())? <= 1)
}

fn check(mine: Role, is_self: bool, old: Role, new: Role) -> Result<()> {
    let outranks = mine == Role::Owner || is_self || old < mine;
    if outranks && new <= mine {
        return Ok(());
    }
    Err(Error::Forbidden(
        "You may not give or take a role that is as high as your own.",
    ))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::caller::Role;

    #[test]
    fn nobody_reaches_above_themselves() {
        assert!(check(Role::Admin, false, Role::Member, Role::Moderator).is_ok());
        assert!(check(Role::Admin, false, Role::Member, Role::Admin).is_ok());
        assert!(check(Role::Admin, false, Role::Admin, Role::Member).is_err());
        assert!(check(Role::Admin, false, Role::Owner, Role::Member).is_err());
        assert!(check(Role::Admin, true, Role::Admin, Role::Owner).is_err());
        assert!(check(Role::Owner, false, Role::Owner, Role::Admin).is_ok());
        assert!(check(Role::Admin, true, Role::Admin, Role::Member).is_ok());
    }
}
