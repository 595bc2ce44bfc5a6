//! Invites, as staff see them (`com.atproto.server.defs#inviteCode`).

use std::collections::{HashMap, HashSet};

use model::{AccountId, Time};
use serde_json::{Value, json};
use social::staff::StaffInvite;

use crate::AtProto;
use crate::auth::datetime;
use crate::error::Result;

/// How often an invite without a limit is said to be good.
const MANY: i64 = 1_000;

/// The names of members on this network.
pub(super) struct Dids(HashMap<AccountId, String>);

impl Dids {
    /// The name of a member; empty when they have none.
    pub(super) fn of(&self, account: AccountId) -> &str {
        self.0.get(&account).map_or("", String::as_str)
    }

    /// An invite in JSON. Guests who are not on this network are left out.
    pub(super) fn invite(&self, invite: &StaffInvite, now: Time) -> Value {
        let guests = invite.guests.iter();
        let uses = guests.filter_map(|(who, at)| {
            let did = self.0.get(who)?;
            Some(json!({ "usedBy": did, "usedAt": datetime(*at) }))
        });
        let creator = self.of(invite.created_by);
        let code = &invite.invite;
        json!({
            "code": code.code,
            "available": code.max_uses.unwrap_or(MANY),
            "disabled": code.expires_at.is_some_and(|end| end <= now),
            "forAccount": creator,
            "createdBy": creator,
            "createdAt": datetime(code.created_at),
            "uses": uses.collect::<Vec<Value>>(),
        })
    }
}

/// All that some invites are about.
pub(super) fn people_in<'a>(invites: impl Iterator<Item = &'a StaffInvite>) -> Vec<AccountId> {
    let people = invites.flat_map(|invite| {
        let guests = invite.guests.iter().map(|(who, _)| *who);
        guests.chain([invite.created_by])
    });
    let people: HashSet<AccountId> = people.collect();
    people.into_iter().collect()
}

impl AtProto {
    /// The names of some members.
    pub(super) async fn dids_of(&self, people: &[AccountId]) -> Result<Dids> {
        let repos = self.social.repos_of(people).await?;
        let named = repos.into_iter().map(|repo| (repo.account_id, repo.did));
        Ok(Dids(named.collect()))
    }
}
