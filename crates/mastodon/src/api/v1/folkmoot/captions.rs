//! `/api/v1/folkmoot/media/:id/captions/:language`

use axum::Json;
use edge::forms::{AnyForm, BadForm, FormLimits};
use model::MediaId;
use serde::Deserialize;
use social::media::CaptionChange;

use crate::access::Me;
use crate::api::v1::media::file;
use crate::app::App;
use crate::entity::MediaAttachment;
use crate::error::{Answer, Error};
use crate::form::Targets;

/// Room for a file of captions.
pub(super) const LIMITS: FormLimits = FormLimits {
    fields: 5,
    text: 4 * 1024,
    files: 2 * 1024 * 1024,
    plays: false,
};

/// What is said of captions.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct About {
    label: String,
}

/// `PUT /api/v1/folkmoot/media/:id/captions/:language` — says what is said in my video or sound, as a `WebVTT` file. If
/// it belongs to a post, the post is edited.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Targets(id, language): Targets<MediaId, String>,
    form: Result<AnyForm<About>, BadForm>,
) -> Answer<MediaAttachment> {
    let AnyForm {
        value: about,
        files,
    } = form?;
    let file = file(&files, "file").ok_or(Error::parameter("file", "can't be blank"))?;
    let change = CaptionChange {
        language,
        label: about.label,
        file: Some(file),
    };
    let media = app.social.caption_media(&caller, id, change);
    Ok(Json(Box::pin(media).await?.into()))
}

/// `DELETE /api/v1/folkmoot/media/:id/captions/:language` — takes captions away.
pub(super) async fn destroy(
    app: App,
    Me(caller): Me,
    Targets(id, language): Targets<MediaId, String>,
) -> Answer<MediaAttachment> {
    let change = CaptionChange {
        language,
        ..CaptionChange::default()
    };
    let media = app.social.caption_media(&caller, id, change);
    Ok(Json(Box::pin(media).await?.into()))
}
