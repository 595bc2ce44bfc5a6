//! `/api/v1/announcements/:id/reactions/:name`

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::{Answer, Error, Result};

type What = std::result::Result<Path<(String, String)>, PathRejection>;

/// What is said to which announcement. What cannot be one is not found, nor anything with a NUL.
fn read(path: What) -> Result<(Id, String)> {
    let Path((id, name)) = path.or(Err(Error::NotFound))?;
    if name.contains('\0') {
        return Err(Error::NotFound);
    }
    Ok((id.parse().or(Err(Error::NotFound))?, name))
}

/// `PUT /api/v1/announcements/:id/reactions/:name` — says an emoji to it.
pub(super) async fn create(app: App, Me(caller): Me, path: What) -> Answer<Empty> {
    let (id, name) = read(path)?;
    app.social.react_to_announcement(&caller, id, name).await?;
    Ok(Json(Empty {}))
}

/// `DELETE /api/v1/announcements/:id/reactions/:name` — takes it back.
pub(super) async fn destroy(app: App, Me(caller): Me, path: What) -> Answer<Empty> {
    let (id, name) = read(path)?;
    app.social
        .unreact_to_announcement(&caller, id, name)
        .await?;
    Ok(Json(Empty {}))
}
