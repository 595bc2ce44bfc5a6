//! Invites of all members, for staff.

use model::{AccountId, Id, Time};
use store::Conn;
use store::invite::InviteRow;

use crate::caller::Role;
use crate::member::{InviteView, reason, require};
use crate::{Caller, Result, Social};

/// The most invites on a page.
const MAX_PAGE: u32 = 500;
/// The most invites of one member that are shown.
const MAX_OF_MEMBER: i64 = 100;
/// The most guests that are shown with a page of invites, the latest first.
const MAX_GUESTS: i64 = 1_000;
/// The most invites that are ended in one go.
pub const MAX_ENDED: usize = 500;

/// An invite, as staff see it.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffInvite {
    /// The invite.
    pub invite: InviteView,
    /// Who made it.
    pub created_by: AccountId,
    /// Who came with it, and when, the latest first; not all where there are very many.
    pub guests: Vec<(AccountId, Time)>,
}

/// What invites have to do with a member.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberInvites {
    /// Whom it is about.
    pub account: AccountId,
    /// What they made, the newest first.
    pub made: Vec<StaffInvite>,
    /// What they came with.
    pub came_with: Option<StaffInvite>,
    /// Whether they may make no more.
    pub is_barred: bool,
}

/// In which order invites are listed, and behind which place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InviteOrder {
    /// The newest first; only those before this one.
    Newest(Option<Id>),
    /// Those with the most guests first; only those behind one with so many guests and this id.
    MostUsed(Option<(i64, Id)>),
}

impl Social {
    /// Invites of everybody, at most 500. For moderators.
    pub async fn staff_invites(
        &self,
        caller: &Caller,
        order: InviteOrder,
        limit: u32,
    ) -> Result<Vec<StaffInvite>> {
        require(caller, Role::Moderator)?;
        let limit = i64::from(limit.min(MAX_PAGE));
        let read = self.store().read(move |conn| {
            let rows = match order {
                InviteOrder::Newest(before) => {
                    store::invite::newest(conn, before.map_or(i64::MAX, Id::get), limit)
                }
                InviteOrder::MostUsed(place) => {
                    let place = place.map_or((i64::MAX, 0), |(uses, id)| (uses, id.get()));
                    store::invite::most_used(conn, place, limit)
                }
            }?;
            let guests = guests_of(conn, &rows)?;
            Ok((rows, guests))
        });
        let (rows, guests) = read.await?;
        let views = rows.into_iter();
        Ok(views.map(|row| self.staff_invite(row, &guests)).collect())
    }

    /// What invites have to do with some members, in the order of `ids`. For moderators.
    pub async fn invites_of_members(
        &self,
        caller: &Caller,
        ids: &[AccountId],
    ) -> Result<Vec<MemberInvites>> {
        require(caller, Role::Moderator)?;
        let wanted: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        let read = self.store().read(move |conn| {
            let mut made = Vec::new();
            for id in &wanted {
                made.extend(store::invite::of_account(conn, *id, MAX_OF_MEMBER)?);
            }
            let came = store::invite::of_guests(conn, &wanted)?;
            let mut all = made.clone();
            all.extend(came.iter().map(|(_, row)| row.clone()));
            let guests = guests_of(conn, &all)?;
            Ok((made, came, guests, store::invite::barred(conn, &wanted)?))
        });
        let (made, came, guests, barred) = read.await?;
        let about = |account: &AccountId| {
            let id = account.get();
            let own = made.iter().filter(|row| row.created_by == id);
            let with = came.iter().find(|(guest, _)| *guest == id);
            MemberInvites {
                account: *account,
                made: own
                    .map(|row| self.staff_invite(row.clone(), &guests))
                    .collect(),
                came_with: with.map(|(_, row)| self.staff_invite(row.clone(), &guests)),
                is_barred: barred.contains(&id),
            }
        };
        Ok(ids.iter().map(about).collect())
    }

    /// Ends the invites with these codes, and all invites of these members; what is over or unknown is passed over. For
    /// moderators. At most 500 of each.
    pub async fn end_invites(
        &self,
        caller: &Caller,
        codes: Vec<String>,
        accounts: Vec<AccountId>,
    ) -> Result<()> {
        require(caller, Role::Moderator)?;
        let now = self.now().micros();
        let done = self.store().write(move |tx| {
            for code in codes.iter().take(MAX_ENDED) {
                store::invite::end(tx, code, now)?;
            }
            for account in accounts.iter().take(MAX_ENDED) {
                store::invite::end_all(tx, account.get(), now)?;
            }
            Ok(())
        });
        Ok(done.await?)
    }

    /// Says that a member may make no more invites, or that they may again; those they made stay good. The member is told.
    /// For moderators; nobody of their own rank or above.
    pub async fn bar_invites(&self, caller: &Caller, id: AccountId, is_barred: bool) -> Result<()> {
        require(caller, Role::Moderator)?;
        let text = if is_barred {
            "You may make no more invites."
        } else {
            "You may make invites again."
        };
        let note = self.note_about(caller, id, text).await?;
        let done = self.store().write(move |tx| {
            note.member(tx)?;
            let at = is_barred.then(|| note.now());
            store::invite::set_barred(tx, id.get(), at)?;
            note.write(tx)
        });
        done.await.map_err(reason)?;
        self.journal_grew();
        Ok(())
    }

    fn staff_invite(&self, row: InviteRow, guests: &[(i64, i64, i64)]) -> StaffInvite {
        let came = guests.iter().filter(|(invite, ..)| *invite == row.id);
        let guests = came.map(|(_, who, at)| ((*who).into(), Time::from_micros(*at)));
        StaffInvite {
            guests: guests.collect(),
            created_by: row.created_by.into(),
            invite: self.invite_view(row),
        }
    }
}

fn guests_of(conn: &mut Conn, rows: &[InviteRow]) -> store::Result<Vec<(i64, i64, i64)>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    store::invite::guests(conn, &ids, MAX_GUESTS)
}
