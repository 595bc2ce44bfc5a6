//! `GET /api/v2/notifications/:group_key/accounts`

use std::collections::BTreeSet;

use super::group::members;
use crate::access::Me;
use crate::app::{self, App};
use crate::entity::{Account, GroupKey};
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v2/notifications/:group_key/accounts` — who did what a group tells of, newest first.
pub(super) async fn accounts(
    app: App,
    Me(caller): Me,
    Target(key): Target<GroupKey>,
) -> Answer<Vec<Account>> {
    let mut seen = BTreeSet::new();
    let people = members(&app, &caller, &key)
        .await?
        .into_iter()
        .map(|view| view.account);
    Ok(app::accounts(
        people.filter(|person| seen.insert(person.id)).collect(),
    ))
}
