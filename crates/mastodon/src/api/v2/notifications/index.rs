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
/// A group stands where its newest notification of the page is; an older page may have it again, as with Mastodon.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
    Form(which): Form<Which>,
) -> Result<Listed<GroupedNotifications>> {
    let expand = which.expand()?;
    let grouped = which.grouped();
    let slice = match which.filter() {
        Some(filter) => {
            app.social
                .notification_groups(&caller, &filter, &grouped, pages.of_notifications())
                .await?
        }
        None => Slice {
            items: Vec::new(),
            newest: None,
            oldest: None,
        },
    };
    let lens = app.lens(caller.viewer());
    Ok(pages.wrapped(&app, slice, |page| {
        GroupedNotifications::new(page, expand, &lens)
    }))
}
