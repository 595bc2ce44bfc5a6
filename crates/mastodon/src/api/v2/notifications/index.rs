//! `GET /api/v2/notifications`

use social::Slice;

use crate::access::Me;
use crate::api::v1::notifications::Which;
use crate::app::App;
use crate::entity::GroupedNotifications;
use crate::error::Result;
use crate::form::Form;
use crate::paging::{Listed, Pages};

/// `GET /api/v2/notifications` — what happened around me, likes and boosts of one post and new followers grouped.
///
/// Groups are made of one page; an app joins those of the same `group_key`, as with Mastodon.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
    Form(which): Form<Which>,
) -> Result<Listed<GroupedNotifications>> {
    let slice = match which.filter() {
        Some(filter) => {
            app.social
                .notifications(&caller, filter, pages.of_notifications())
                .await?
        }
        None => Slice {
            items: Vec::new(),
            newest: None,
            oldest: None,
        },
    };
    let lens = app.lens(caller.viewer());
    Ok(pages.wrapped(&app, slice, |page| GroupedNotifications::new(page, &lens)))
}
