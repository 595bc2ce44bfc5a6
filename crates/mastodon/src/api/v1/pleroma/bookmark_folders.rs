//! `/api/v1/pleroma/bookmark_folders`

use axum::Json;
use model::Id;
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::BookmarkFolder;
use crate::error::Answer;
use crate::form::{Form, Target};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Folder {
    name: Option<String>,
    emoji: Option<String>,
}

/// `GET /api/v1/pleroma/bookmark_folders` — my folders.
pub(super) async fn index(app: App, Me(caller): Me) -> Answer<Vec<BookmarkFolder>> {
    let folders = app.social.bookmark_folders(&caller).await?;
    Ok(Json(folders.into_iter().map(Into::into).collect()))
}

/// `POST /api/v1/pleroma/bookmark_folders` — makes one.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    Form(form): Form<Folder>,
) -> Answer<BookmarkFolder> {
    let name = form.name.unwrap_or_default();
    let folder = app
        .social
        .create_bookmark_folder(&caller, &name, form.emoji.as_deref())
        .await?;
    Ok(Json(folder.into()))
}

/// `PATCH /api/v1/pleroma/bookmark_folders/:id` — changes its name or its emoji.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(form): Form<Folder>,
) -> Answer<BookmarkFolder> {
    let (name, emoji) = (form.name.as_deref(), form.emoji.as_deref());
    let folder = app
        .social
        .update_bookmark_folder(&caller, id, name, emoji)
        .await?;
    Ok(Json(folder.into()))
}

/// `DELETE /api/v1/pleroma/bookmark_folders/:id` — takes it away; what was in it stays bookmarked.
pub(super) async fn destroy(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<BookmarkFolder> {
    let folder = app.social.delete_bookmark_folder(&caller, id).await?;
    Ok(Json(folder.into()))
}
