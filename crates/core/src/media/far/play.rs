//! Video and sound of others, passed on as they come.
//!
//! They go through this server and are not kept: one film would push a thousand pictures out, and making them anew
//! would cost more than a small machine has. What is passed on is only ever called by one of a few types, none of which
//! a browser runs; whatever the bytes are, they can do nothing.

use std::sync::Arc;

use futures_util::StreamExt as _;

use super::address::Wanted;
use super::counts::Luck;
use super::{Far, FarFailure, FarStream, Part};
use crate::Social;

/// The types that are passed on, and what they are called.
const TYPES: [(&str, &str); 18] = [
    ("video/mp4", "video/mp4"),
    ("video/x-m4v", "video/mp4"),
    ("video/webm", "video/webm"),
    ("video/ogg", "video/ogg"),
    ("video/quicktime", "video/quicktime"),
    ("video/x-matroska", "video/x-matroska"),
    ("application/mp4", "video/mp4"),
    ("application/ogg", "audio/ogg"),
    ("audio/mpeg", "audio/mpeg"),
    ("audio/mp3", "audio/mpeg"),
    ("audio/mp4", "audio/mp4"),
    ("audio/x-m4a", "audio/mp4"),
    ("audio/aac", "audio/aac"),
    ("audio/ogg", "audio/ogg"),
    ("audio/opus", "audio/ogg"),
    ("audio/flac", "audio/flac"),
    ("audio/x-flac", "audio/flac"),
    ("audio/wav", "audio/wav"),
];

/// What a type is passed on as, if it is.
fn passed_on(said: &str) -> Option<&'static str> {
    let essence = said.split(';').next().unwrap_or_default().trim();
    TYPES
        .into_iter()
        .find(|(known, _)| essence.eq_ignore_ascii_case(known))
        .map(|(_, name)| name)
}

impl Social {
    pub(super) async fn play_far(
        &self,
        far: &Far,
        wanted: &Wanted,
        part: Option<Part>,
    ) -> Result<FarStream, FarFailure> {
        let place = Arc::clone(&far.plays)
            .try_acquire_owned()
            .or(Err(FarFailure::Unreachable))?;
        let opened = far.parts.courier.open(&wanted.url, part).await;
        let luck = if opened.is_ok() {
            Luck::Miss
        } else {
            Luck::Failure
        };
        far.note(&wanted.host(), luck);
        let stream = opened?;
        let media_type = passed_on(&stream.media_type).ok_or(FarFailure::Unusable)?;
        let pieces = stream.pieces.map(move |piece| {
            // The place is taken until the last piece is sent or nobody listens.
            let _stays = &place;
            piece
        });
        Ok(FarStream {
            media_type: media_type.to_owned(),
            pieces: pieces.boxed(),
            ..stream
        })
    }
}

#[cfg(test)]
mod tests {
    use super::passed_on;

    #[test]
    fn only_video_and_sound_are_passed_on_whatever_their_server_calls_them() {
        assert_eq!(passed_on("Video/MP4; codecs=\"avc1\""), Some("video/mp4"));
        for no in [
            "text/html",
            "image/svg+xml",
            "application/activity+json",
            "video/mp4x",
            "",
        ] {
            assert_eq!(passed_on(no), None, "{no}");
        }
    }
}
