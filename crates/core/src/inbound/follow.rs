//! Follows across servers.

use std::collections::HashSet;

use model::{AccountId, Id};
use serde_json::json;
use store::relation::{ACCEPTED, ASKED, FollowRow};

use crate::journal::{Change, Record};
use crate::{Error, NetworkId, Result, Social, Viewer};

/// What becomes of a follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowAnswer {
    /// It stands.
    Accepted,
    /// The followee is asked.
    Asked,
    /// It is refused.
    Rejected,
}

/// A follow as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowState {
    /// Its id.
    pub id: Id,
    /// It stands; otherwise it is asked for.
    pub is_accepted: bool,
    /// What the follower's network calls it.
    pub uri: Option<String>,
}

/// The most followers of one account at one peer that are told or compared.
const MAX_COMPARED: u32 = 10_000;
/// How many follows that only the other side knows are ended there at once.
const MAX_ENDED: usize = 100;

impl Social {
    /// Who of one peer follows an account: (account, what the network calls it). `None` when they are too many to be compared
    /// one by one.
    pub async fn followers_at(
        &self,
        network: NetworkId,
        followee: AccountId,
        host: &str,
    ) -> Result<Option<Vec<(AccountId, String)>>> {
        let host = host.to_owned();
        let most = i64::from(MAX_COMPARED);
        let read = move |conn: &mut store::Conn| {
            store::relation::followers_at(conn, network.0, followee.get(), &host, most + 1)
        };
        let found = self.store().read(read).await?;
        if i64::try_from(found.len()).is_ok_and(|found| found > most) {
            return Ok(None);
        }
        let found = found.into_iter();
        Ok(Some(
            found.map(|(id, uri)| (AccountId::from(id), uri)).collect(),
        ))
    }

    /// The server of somebody elsewhere tells who of this community follows them. `counted` are those who did by our own
    /// count before it was asked: whoever of them it does not list follows no longer; whoever it lists and waits for an
    /// answer has it; and to whom it lists and we know nothing of, it is told that they do not follow.
    pub async fn receive_followers(
        &self,
        network: NetworkId,
        followee: AccountId,
        counted: &[AccountId],
        listed: &[AccountId],
    ) -> Result<()> {
        let now = self.now().micros();
        let listed: HashSet<i64> = listed.iter().map(|id| id.get()).collect();
        let gone = counted.iter().map(|id| id.get());
        let gone: Vec<i64> = gone.filter(|id| !listed.contains(id)).collect();
        let fresh: Vec<i64> = (0..MAX_ENDED).map(|_| self.new_id().get()).collect();
        let followee = followee.get();
        self.store()
            .write(move |tx| {
                let answer = |follower, change| {
                    Record::from_network(network.0, now, followee, change, follower)
                };
                for &follower in &gone {
                    if store::relation::delete_follow(tx, follower, followee)?.is_some() {
                        answer(follower, Change::FollowRejected).append(tx)?;
                    }
                }
                let mut fresh = fresh.iter();
                for &follower in &listed {
                    if store::relation::accept_follow(tx, follower, followee)? {
                        answer(follower, Change::FollowAccepted).append(tx)?;
                    } else if store::relation::find_follow(tx, follower, followee)?.is_none()
                        && let Some(id) = fresh.next()
                    {
                        Record::local(now, follower, Change::FollowEnded, followee)
                            .with(json!({ "follow_id": *id }))
                            .append(tx)?;
                    }
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        Ok(())
    }

    /// Somebody elsewhere wants to follow somebody here. The answer is a journal entry of the followee's, which the
    /// network sends; a follow that is repeated is answered again.
    pub async fn receive_follow(
        &self,
        network: NetworkId,
        follower: AccountId,
        followee: AccountId,
        uri: &str,
    ) -> Result<FollowAnswer> {
        let target = self.account(Viewer::Anyone, followee).await?;
        if !target.is_local() || target.is_suspended || target.kind == model::AccountKind::Server {
            return Err(Error::NotFound("This account"));
        }
        let new = FollowRow {
            id: self.new_id().get(),
            follower_id: follower.get(),
            followee_id: followee.get(),
            state: if target.is_locked { ASKED } else { ACCEPTED },
            uri: Some(uri.to_owned()),
            shows_boosts: true,
            notifies: false,
            languages: String::new(),
        };
        let now = self.now().micros();
        let answer = self
            .store()
            .write(move |tx| answer_follow(tx, network.0, &new, now))
            .await?;
        self.journal_grew();
        Ok(answer)
    }

    /// Somebody elsewhere follows no longer, or takes the question back.
    pub async fn receive_unfollow(
        &self,
        network: NetworkId,
        follower: AccountId,
        followee: AccountId,
    ) -> Result<()> {
        let now = self.now().micros();
        self.store()
            .write(move |tx| {
                match store::relation::delete_follow(tx, follower.get(), followee.get())? {
                    Some(_) => Record::from_network(
                        network.0,
                        now,
                        follower.get(),
                        Change::FollowEnded,
                        followee.get(),
                    )
                    .append(tx),
                    None => Ok(()),
                }
            })
            .await?;
        self.journal_grew();
        Ok(())
    }

    /// Somebody elsewhere lets somebody here follow them. An answer to no question changes nothing (security row E11).
    pub async fn receive_follow_accepted(
        &self,
        network: NetworkId,
        follower: AccountId,
        followee: AccountId,
    ) -> Result<()> {
        let now = self.now().micros();
        self.store()
            .write(move |tx| {
                if store::relation::accept_follow(tx, follower.get(), followee.get())? {
                    Record::from_network(
                        network.0,
                        now,
                        followee.get(),
                        Change::FollowAccepted,
                        follower.get(),
                    )
                    .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        Ok(())
    }

    /// Somebody elsewhere does not let somebody here follow them, or not any longer.
    pub async fn receive_follow_rejected(
        &self,
        network: NetworkId,
        follower: AccountId,
        followee: AccountId,
    ) -> Result<()> {
        let now = self.now().micros();
        self.store()
            .write(move |tx| {
                if store::relation::delete_follow(tx, follower.get(), followee.get())?.is_some() {
                    Record::from_network(
                        network.0,
                        now,
                        followee.get(),
                        Change::FollowRejected,
                        follower.get(),
                    )
                    .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        Ok(())
    }

    /// Whom somebody follows, or has asked to, by what their network calls the follow.
    pub async fn find_followed(&self, from: AccountId, uri: &str) -> Result<Option<AccountId>> {
        let uri = uri.to_owned();
        let found = self
            .store()
            .read(move |conn| store::relation::followed_by_uri(conn, from.get(), &uri))
            .await?;
        Ok(found.map(AccountId::from))
    }

    /// The follow between two accounts.
    pub async fn find_follow(
        &self,
        follower: AccountId,
        followee: AccountId,
    ) -> Result<Option<FollowState>> {
        let found = self
            .store()
            .read(move |conn| store::relation::find_follow(conn, follower.get(), followee.get()))
            .await?;
        Ok(found.map(|row| FollowState {
            id: Id::from(row.id),
            is_accepted: row.state == ACCEPTED,
            uri: row.uri,
        }))
    }
}

fn answer_follow(
    tx: &mut store::Tx,
    network: &str,
    new: &FollowRow,
    now: i64,
) -> store::Result<FollowAnswer> {
    let payload = |id: i64| json!({ "follow_id": id, "uri": new.uri });
    let answer =
        |change, id| Record::local(now, new.followee_id, change, new.follower_id).with(payload(id));
    // Whoever has moved is followed where they are now; who follows them already may stay.
    let is_too_late = store::account_move::moved_to(tx, new.followee_id)?.is_some()
        && store::relation::find_follow(tx, new.follower_id, new.followee_id)?.is_none();
    if is_too_late
        || store::relation::is_blocked_either_way(tx, new.follower_id, new.followee_id)?
        || store::hidden::is_hidden(tx, new.followee_id, new.follower_id)?
    {
        answer(Change::FollowRejected, new.id).append(tx)?;
        return Ok(FollowAnswer::Rejected);
    }
    if store::relation::insert_follow(tx, new, now)? {
        Record::from_network(
            network,
            now,
            new.follower_id,
            Change::FollowAsked,
            new.followee_id,
        )
        .with(payload(new.id))
        .append(tx)?;
    }
    let state = store::relation::find_follow(tx, new.follower_id, new.followee_id)?;
    match state {
        Some(follow) if follow.state == ACCEPTED => {
            answer(Change::FollowAccepted, follow.id).append(tx)?;
            Ok(FollowAnswer::Accepted)
        }
        _ => Ok(FollowAnswer::Asked),
    }
}
