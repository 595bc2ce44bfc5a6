//! Files for a post: sent one by one while it is written, or with it by browsers that run no scripts.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use model::{Media, MediaId};
use serde_json::json;
use social::media::{MediaChange, Upload};
use social::post::Draft;
use social::{Caller, Error};

use crate::refusal::Refusal;
use crate::sent::Sent;
use crate::state::Web;

/// The files that a browser without scripts can send with a post.
pub(crate) const ROWS: usize = 4;

/// POST /media — takes one file in. The script of the composer asks; the answer is its id and its small picture.
pub(crate) async fn create(State(web): State<Web>, mut sent: Sent) -> Result<Response, Refusal> {
    let file = sent.take_file("file").unwrap_or_default();
    let upload = Upload {
        file,
        ..Upload::default()
    };
    let media = web.social.upload_media(sent.caller()?, upload).await?;
    Ok(Json(json!({ "id": media.id, "preview": small(&media) })).into_response())
}

/// What stands for a file where it is small.
pub(crate) fn small(media: &Media) -> Option<&str> {
    media.preview.as_ref().map(|small| small.url.as_str())
}

/// Takes in what came with a form, and says what each file shows. All files of the post come back, in their order.
pub(crate) async fn gather(
    web: &Web,
    caller: &Caller,
    sent: &mut Sent,
) -> Result<Vec<MediaId>, Error> {
    let mut media: Vec<MediaId> = sent
        .text("media")
        .split(',')
        .filter_map(|id| id.parse().ok())
        .collect();
    for id in &media {
        if let Some(alt) = sent.filled(&format!("alt-{id}")) {
            let change = MediaChange {
                alt: Some(alt.to_owned()),
                ..MediaChange::default()
            };
            web.social.change_media(caller, *id, change).await?;
        }
    }
    for row in 0..ROWS {
        let Some(file) = sent.take_file(&format!("file-{row}")) else {
            continue;
        };
        let upload = Upload {
            file,
            alt: sent
                .filled(&format!("file-alt-{row}"))
                .map(ToOwned::to_owned),
            ..Upload::default()
        };
        let taken = web.social.upload_media(caller, upload).await?;
        // Of video and sound something is made first; whoever posts without scripts waits here.
        if let Some(id) = taken.id {
            web.social.awaited_media(caller, id).await?;
            media.push(id);
        }
    }
    Ok(media)
}

/// The files of a draft, to be shown in the composer again.
pub(crate) async fn shown(web: &Web, caller: &Caller, draft: &Draft) -> Vec<Media> {
    let mut found = Vec::new();
    for id in &draft.media {
        found.extend(web.social.loose_media(caller, *id).await.ok());
    }
    found
}
