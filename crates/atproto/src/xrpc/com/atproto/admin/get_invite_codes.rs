//! `com.atproto.admin.getInviteCodes`

use axum::Json;
use axum::extract::State;
use model::Id;
use serde::Deserialize;
use serde_json::Value;
use social::staff::{InviteOrder, StaffInvite};

use super::Staff;
use super::invite_code::people_in;
use crate::xrpc::{Params, Shared, XrpcError, page};

/// The most invites on a page.
const MOST: u32 = 500;

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sort {
    #[default]
    Recent,
    Usage,
}

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    sort: Sort,
    #[serde(default = "usual")]
    limit: u32,
    cursor: Option<String>,
}

const fn usual() -> u32 {
    100
}

/// GET `com.atproto.admin.getInviteCodes` — everybody's invites, the newest or the most used first. For moderators.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    if !(1..=MOST).contains(&query.limit) {
        let message = format!("limit must be between 1 and {MOST}");
        return Err(XrpcError::invalid_request(message));
    }
    let order = order(query.sort, query.cursor.as_deref())
        .ok_or_else(|| XrpcError::invalid_request("Malformed cursor"))?;
    let found = at.social.staff_invites(&caller, order, query.limit).await?;
    let dids = at.dids_of(&people_in(found.iter())).await?;
    let now = at.social.now();
    let codes = found.iter().map(|invite| dids.invite(invite, now));
    let next = found.last().map(|last| place(query.sort, last));
    Ok(Json(page("codes", codes.collect(), next)))
}

/// Where the next page begins: `ID`, or `USES:ID`.
fn place(sort: Sort, last: &StaffInvite) -> String {
    match sort {
        Sort::Recent => last.invite.id.to_string(),
        Sort::Usage => format!("{}:{}", last.invite.uses, last.invite.id),
    }
}

fn order(sort: Sort, cursor: Option<&str>) -> Option<InviteOrder> {
    let id = |text: &str| text.parse::<Id>().ok();
    Some(match (sort, cursor) {
        (Sort::Recent, None) => InviteOrder::Newest(None),
        (Sort::Recent, Some(cursor)) => InviteOrder::Newest(Some(id(cursor)?)),
        (Sort::Usage, None) => InviteOrder::MostUsed(None),
        (Sort::Usage, Some(cursor)) => {
            let (uses, last) = cursor.split_once(':')?;
            InviteOrder::MostUsed(Some((uses.parse().ok()?, id(last)?)))
        }
    })
}
