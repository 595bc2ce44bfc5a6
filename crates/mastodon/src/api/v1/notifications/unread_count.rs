//! `GET /api/v1/notifications/unread_count`

use axum::Json;

use super::Which;
use crate::access::Me;
use crate::app::App;
use crate::entity::Count;
use crate::error::Answer;
use crate::form::Form;
use crate::paging::Pages;

/// `GET /api/v1/notifications/unread_count` — how many came since I last looked.
pub(super) async fn unread_count(
    app: App,
    Me(caller): Me,
    pages: Pages,
    Form(which): Form<Which>,
) -> Answer<Count> {
    let count = match which.filter() {
        Some(filter) => {
            app.social
                .unread_notifications(&caller, &filter, pages.most_counted())
                .await?
        }
        None => 0,
    };
    Ok(Json(Count { count }))
}
