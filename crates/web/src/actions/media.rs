//! Files for a post: sent one by one while it is written, or with it by browsers that run no scripts.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header;
use model::{Focus, Media, MediaId};
use serde_json::json;
use social::media::{Arrived, CaptionChange, MediaChange, MediaState, Upload};
use social::post::Draft;
use social::{Caller, Error};

use crate::refusal::Refusal;
use crate::sent::Sent;
use crate::state::Web;
use crate::visit::Member;

/// The files that a browser without scripts can send with a post.
pub(crate) const ROWS: usize = 4;

/// POST /media — takes one file in. The script of the composer asks; the answer is as that of [`state`].
pub(crate) async fn create(State(web): State<Web>, mut sent: Sent) -> Result<Response, Refusal> {
    let file = sent.take_file("file").unwrap_or_default();
    let upload = Upload {
        file,
        ..Upload::default()
    };
    let caller = sent.caller()?;
    let media = web.social.upload_media(caller, upload).await?;
    let id = media.id.ok_or_else(Refusal::not_found)?;
    told(&web, caller, id).await
}

/// GET /media/{id}/state — how far a file is: `{ id, state, fault, preview }`, where the state is `ready`, `waiting` or
/// `failed`.
pub(crate) async fn state(
    State(web): State<Web>,
    member: Member,
    Path(id): Path<MediaId>,
) -> Result<Response, Refusal> {
    told(&web, &member.caller, id).await
}

async fn told(web: &Web, caller: &Caller, id: MediaId) -> Result<Response, Refusal> {
    let (media, state) = web.social.loose_media_state(caller, id).await?;
    let (state, fault) = match state {
        MediaState::Ready => ("ready", None),
        MediaState::Waiting => ("waiting", None),
        MediaState::Failed(fault) => ("failed", Some(format!("This file {fault}."))),
    };
    let preview = media.preview.map(|small| small.url);
    let told = json!({ "id": id, "state": state, "fault": fault, "preview": preview });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(told)).into_response())
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
            if let Some(file) = sent.take_file(&format!("file-captions-{row}")) {
                caption(web, caller, sent, id, file).await?;
            }
            web.social.awaited_media(caller, id).await?;
            media.push(id);
        }
    }
    Ok(media)
}

/// Captions that came with a file are in the language of the post.
async fn caption(
    web: &Web,
    caller: &Caller,
    sent: &Sent,
    id: MediaId,
    file: Arrived,
) -> Result<(), Error> {
    let default = sent.visit.frame.me.as_ref();
    let default = default.and_then(|me| me.settings.default_language.clone());
    let language = model::language::parse(sent.text("language")).or(default);
    let reason = "must be chosen for the post: it is that of the captions too";
    let language = language.ok_or_else(|| Error::invalid("language", "missing", reason))?;
    let change = CaptionChange {
        language,
        file: Some(file),
        ..CaptionChange::default()
    };
    Box::pin(web.social.caption_media(caller, id, change)).await?;
    Ok(())
}

/// What is to become of a post's files, as its form for editing says.
pub(crate) fn changes(sent: &mut Sent, media: &[Media]) -> Vec<(MediaId, MediaChange)> {
    let mut changes = Vec::new();
    for (id, file) in media.iter().filter_map(|file| Some((file.id?, file))) {
        let alt = sent.given(&format!("alt-{id}")).map(str::trim);
        let alt = alt.filter(|alt| *alt != file.alt.as_deref().unwrap_or_default());
        let focus = sent.given(&format!("focus-{id}")).and_then(focus_of);
        let change = MediaChange {
            alt: alt.map(ToOwned::to_owned),
            focus: focus.filter(|focus| Some(*focus) != file.focus),
            thumbnail: sent.take_file(&format!("thumbnail-{id}")),
            captions: captions(sent, id, file),
        };
        if change != MediaChange::default() {
            changes.push((id, change));
        }
    }
    changes
}

fn captions(sent: &mut Sent, id: MediaId, file: &Media) -> Vec<CaptionChange> {
    let gone = file
        .captions
        .iter()
        .filter(|caption| sent.is_ticked(&format!("uncaption-{id}-{}", caption.language)));
    let mut captions: Vec<CaptionChange> = gone
        .map(|caption| CaptionChange {
            language: caption.language.clone(),
            ..CaptionChange::default()
        })
        .collect();
    if let Some(file) = sent.take_file(&format!("captions-{id}")) {
        let language = sent.text(&format!("captions-language-{id}"));
        captions.push(CaptionChange {
            language: language.to_owned(),
            file: Some(file),
            ..CaptionChange::default()
        });
    }
    captions
}

/// The parts of a picture that can be chosen to stay in view: their words and where they are.
pub(crate) const PARTS: [(&str, &str, Focus); 5] = [
    ("middle", "The middle", Focus { x: 0.0, y: 0.0 }),
    ("top", "The top", Focus { x: 0.0, y: 0.8 }),
    ("bottom", "The bottom", Focus { x: 0.0, y: -0.8 }),
    ("left", "The left side", Focus { x: -0.8, y: 0.0 }),
    ("right", "The right side", Focus { x: 0.8, y: 0.0 }),
];

fn focus_of(word: &str) -> Option<Focus> {
    let part = PARTS.iter().find(|(name, ..)| *name == word);
    part.map(|(.., focus)| *focus)
}

/// The files of a draft, to be shown in the composer again.
pub(crate) async fn shown(web: &Web, caller: &Caller, draft: &Draft) -> Vec<Media> {
    let mut found = Vec::new();
    for id in &draft.media {
        found.extend(web.social.loose_media(caller, *id).await.ok());
    }
    found
}
