//! Accounts of others that move: who follows them here follows them where they are now (FEP-7628).

use std::time::Duration;

use model::AccountId;
use serde_json::json;
use store::Tx;
use store::relation::{ACCEPTED, ASKED, FollowRow};

use crate::journal::{Change, Record};
use crate::{NetworkId, Result, Social, Viewer};

/// An account moves once in this time at most: who goes to and fro would have everybody follow to and fro.
pub(crate) const ONCE_IN: Duration = Duration::from_hours(24 * 7);
/// How many follows are carried over in one transaction.
const AT_ONCE: i64 = 200;
/// How many of these there are at most.
const MOST_TIMES: usize = 500;

impl Social {
    /// Takes over that an account of another server moved to another account, which says so, too: the network has checked
    /// both. Everybody here who follows the one asks to follow the other, except where one of the
    /// two does not want the other. `false`: it moved a short while ago, or the new account has moved on itself.
    pub async fn receive_move(
        &self,
        network: NetworkId,
        from: AccountId,
        to: AccountId,
    ) -> Result<bool> {
        let now = self.now();
        let since = i64::try_from(ONCE_IN.as_micros()).unwrap_or(i64::MAX);
        let lately = now.micros().saturating_sub(since);
        let (old, new, now) = (from.get(), to.get(), now.micros());
        let moves = self.store().write(move |tx| {
            // Told again: followers whom a crash left behind go along now.
            if store::account_move::moved_to(tx, old)? == Some(new) {
                return Ok(true);
            }
            let moved_at = store::account_move::moved_at(tx, old)?;
            let is_again = moved_at.is_some_and(|at| at > lately);
            if old == new || is_again || store::account_move::moved_to(tx, new)?.is_some() {
                return Ok(false);
            }
            store::account_move::note(tx, old, new, now)?;
            Record::from_network(network.0, now, old, Change::AccountUpdated, old).append(tx)?;
            Ok(true)
        });
        if !moves.await? {
            return Ok(false);
        }
        self.carry_all_over(from, to).await?;
        Ok(true)
    }

    /// Everybody here who follows the one account follows the other.
    pub(crate) async fn carry_all_over(&self, old: AccountId, new: AccountId) -> Result<()> {
        let target = self.account(Viewer::Anyone, new).await?;
        let state = if target.is_local() && !target.is_locked {
            ACCEPTED
        } else {
            ASKED
        };
        for _ in 0..MOST_TIMES {
            if !self.carry_over(old.get(), new.get(), state).await? {
                break;
            }
        }
        self.journal_grew();
        Ok(())
    }

    /// Carries some follows over; `false` when there are none left.
    async fn carry_over(&self, old: i64, new: i64, state: i64) -> Result<bool> {
        let ids: Vec<i64> = (0..AT_ONCE).map(|_| self.new_id().get()).collect();
        let now = self.now().micros();
        let carried = self.store().write(move |tx| {
            let followers = store::account_move::local_followers(tx, old, AT_ONCE)?;
            for (follower, id) in followers.iter().zip(&ids) {
                follow_instead(tx, (*follower, old, new), (*id, state), now)?;
            }
            Ok(!followers.is_empty())
        });
        Ok(carried.await?)
    }
}

/// One follower follows the new account instead of the old one, as they followed that.
fn follow_instead(
    tx: &mut Tx,
    (follower, old, new): (i64, i64, i64),
    (id, state): (i64, i64),
    now: i64,
) -> store::Result<()> {
    let Some(was) = store::relation::delete_follow(tx, follower, old)? else {
        return Ok(());
    };
    Record::local(now, follower, Change::FollowEnded, old)
        .with(json!({ "follow_id": was.id, "uri": was.uri }))
        .append(tx)?;
    let is_unwanted = follower == new
        || store::relation::is_blocked_either_way(tx, follower, new)?
        || store::hidden::is_hidden(tx, follower, new)?
        || store::relation::find_follow(tx, follower, new)?.is_some();
    if is_unwanted {
        return Ok(());
    }
    let follow = FollowRow {
        id,
        followee_id: new,
        state,
        uri: None,
        ..was
    };
    if store::relation::insert_follow(tx, &follow, now)? {
        Record::local(now, follower, Change::FollowAsked, new)
            .with(json!({ "follow_id": id }))
            .append(tx)?;
    }
    Ok(())
}
