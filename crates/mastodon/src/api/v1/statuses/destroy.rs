//! `DELETE /api/v1/statuses/:id`

use axum::Json;
use model::{MediaId, PostId};
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::{Form, Target};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Deletion {
    delete_media: bool,
}

/// `DELETE /api/v1/statuses/:id` — deletes my post; the answer has what was typed, to write it again. Its files can be
/// attached again for a day, unless `delete_media` is said.
pub(super) async fn destroy(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
    Form(form): Form<Deletion>,
) -> Answer<Status> {
    let post = app.social.delete_post(&caller, id).await?;
    if form.delete_media {
        let files: Vec<MediaId> = post.media.iter().filter_map(|media| media.id).collect();
        app.social.drop_media(&caller, &files).await?;
    }
    Ok(Json(Status::with_source(post, &app.lens(caller.viewer()))))
}
