//! Showing what is between the caller and others.

use model::{AccountId, Time};
use store::relation::{ACCEPTED, ASKED, FollowedRow, RelationRow};

use crate::{Caller, Error, RelationView, Result, Social};

impl Social {
    /// What is between the caller and some accounts, in the order asked for; accounts that are not there are left out.
    pub async fn relations(
        &self,
        caller: &Caller,
        others: &[AccountId],
    ) -> Result<Vec<RelationView>> {
        let (viewer, now) = (caller.account_id.get(), self.now().micros());
        let ids: Vec<i64> = others.iter().map(|id| id.get()).collect();
        let rows = self
            .store()
            .read(move |conn| store::relation::between(conn, viewer, &ids, now))
            .await?;
        Ok(others
            .iter()
            .filter_map(|id| rows.iter().find(|row| row.id == id.get()))
            .map(relation_view)
            .collect())
    }

    pub(crate) async fn relation(&self, caller: &Caller, other: AccountId) -> Result<RelationView> {
        let found = self.relations(caller, &[other]).await?;
        found
            .into_iter()
            .next()
            .ok_or(Error::NotFound("This account"))
    }

    /// The relation, once it is sure that the other is somebody else.
    pub(crate) async fn relation_to_other(
        &self,
        caller: &Caller,
        other: AccountId,
    ) -> Result<RelationView> {
        if caller.account_id == other {
            return Err(Error::Forbidden("That is you."));
        }
        self.relation(caller, other).await
    }
}

fn relation_view(row: &RelationRow) -> RelationView {
    let follow = row.follows.clone().unwrap_or(FollowedRow {
        state: -1,
        ..FollowedRow::default()
    });
    let following = follow.state == ACCEPTED;
    let languages = follow.languages.split(',').filter(|tag| !tag.is_empty());
    RelationView {
        id: AccountId::from(row.id),
        following,
        requested: follow.state == ASKED,
        showing_boosts: following && follow.shows_boosts,
        notifying: following && follow.notifies,
        languages: languages.map(ToOwned::to_owned).collect(),
        followed_by: row.followed_by == Some(ACCEPTED),
        requested_by: row.followed_by == Some(ASKED),
        blocking: row.blocking,
        blocked_by: row.blocked_by,
        muting: row.mutes.is_some(),
        muting_notifications: row.mutes.is_some_and(|(hides, _)| hides),
        muting_until: row
            .mutes
            .and_then(|(_, until)| until)
            .map(Time::from_micros),
        hiding_domain: row.hides_domain,
        endorsing: row.endorses,
        note: row.note.clone().unwrap_or_default(),
    }
}
