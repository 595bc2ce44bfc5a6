//! `/api/v1/mutes`

use std::collections::HashMap;

use crate::access::Me;
use crate::app::App;
use crate::entity::MutedAccount;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/mutes` — whom I mute, and until when.
pub(super) async fn mutes(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<MutedAccount>>> {
    let slice = app.social.muted(&caller, pages.of_accounts()).await?;
    let ids: Vec<_> = slice.items.iter().map(|account| account.id).collect();
    let relations = app.social.relations(&caller, &ids).await?;
    let until: HashMap<_, _> = relations
        .into_iter()
        .map(|with| (with.id, with.muting_until))
        .collect();
    let muted = slice.map(|account| {
        let until = until.get(&account.id).copied().flatten();
        MutedAccount::new(account, until)
    });
    Ok(pages.listed(&app, muted))
}
