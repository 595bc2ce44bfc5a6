//! `GET /api/v2/notifications/unread_count`

use axum::Json;

use crate::access::Me;
use crate::api::v1::notifications::Which;
use crate::app::App;
use crate::entity::Count;
use crate::error::Answer;
use crate::form::Form;
use crate::paging::Pages;

/// `GET /api/v2/notifications/unread_count` — how many groups came since I last looked.
pub(super) async fn unread_count(
    app: App,
    Me(caller): Me,
    pages: Pages,
    Form(which): Form<Which>,
) -> Answer<Count> {
    let grouped = which.grouped();
    let count = match which.filter() {
        Some(filter) => {
            app.social
                .unread_notification_groups(&caller, &filter, &grouped, pages.most_counted())
                .await?
        }
        None => 0,
    };
    Ok(Json(Count { count }))
}
