//! `GET /api/v1/notifications`

use social::Slice;

use super::Which;
use crate::access::Me;
use crate::app::App;
use crate::entity::Notification;
use crate::error::Result;
use crate::form::Form;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/notifications` — what happened around me.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
    Form(which): Form<Which>,
) -> Result<Listed<Vec<Notification>>> {
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
    Ok(pages.listed(&app, slice.map(|view| Notification::new(view, &lens))))
}
