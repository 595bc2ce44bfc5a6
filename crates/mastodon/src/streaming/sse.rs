//! `/api/v1/streaming/…`: streams as server-sent events, one request a stream.

use std::convert::Infallible;

use axum::response::sse::{Event as SseEvent, Sse};
use axum::response::{IntoResponse, Response};
use edge::forms::non_blank;
use futures_util::{StreamExt, stream};
use http::HeaderName;
use http::header::CACHE_CONTROL;
use serde::Deserialize;
use social::timeline::Stream;

use super::channel::Channel;
use super::tap::{Next, Tap};
use crate::access::Grant;
use crate::app::App;
use crate::error::Result;
use crate::form::Form;

#[derive(Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    only_media: bool,
    #[serde(default, deserialize_with = "non_blank")]
    tag: Option<String>,
    #[serde(default, deserialize_with = "non_blank")]
    list: Option<String>,
}

/// `GET /api/v1/streaming/user` — my home feed and my notifications.
pub(super) async fn user(app: App, grant: Grant) -> Result<Response> {
    answer(app, grant, Channel::parse("user", None)?)
}

/// `GET /api/v1/streaming/user/notification` — my notifications.
pub(super) async fn user_notification(app: App, grant: Grant) -> Result<Response> {
    answer(app, grant, Channel::parse("user:notification", None)?)
}

/// `GET /api/v1/streaming/direct` — my conversations.
pub(super) async fn direct(app: App, grant: Grant) -> Result<Response> {
    answer(app, grant, Channel::parse("direct", None)?)
}

/// `GET /api/v1/streaming/list?list=` — a list of mine.
pub(super) async fn list(app: App, grant: Grant, Form(which): Form<Which>) -> Result<Response> {
    let channel = Channel::parse_with("list", None, which.list.as_deref())?;
    if let (Stream::List(id), Some(caller)) = (&channel.stream, &grant.access.caller) {
        app.social.list(caller, *id).await?;
    }
    answer(app, grant, channel)
}

/// `GET /api/v1/streaming/public` — public posts of everybody known here.
pub(super) async fn public(app: App, grant: Grant, Form(which): Form<Which>) -> Result<Response> {
    answer(
        app,
        grant,
        Channel::parse(
            if which.only_media {
                "public:media"
            } else {
                "public"
            },
            None,
        )?,
    )
}

/// `GET /api/v1/streaming/public/local` — public posts of people here.
pub(super) async fn public_local(
    app: App,
    grant: Grant,
    Form(which): Form<Which>,
) -> Result<Response> {
    let name = if which.only_media {
        "public:local:media"
    } else {
        "public:local"
    };
    answer(app, grant, Channel::parse(name, None)?)
}

/// `GET /api/v1/streaming/public/remote` — public posts of people elsewhere.
pub(super) async fn public_remote(
    app: App,
    grant: Grant,
    Form(which): Form<Which>,
) -> Result<Response> {
    let name = if which.only_media {
        "public:remote:media"
    } else {
        "public:remote"
    };
    answer(app, grant, Channel::parse(name, None)?)
}

/// `GET /api/v1/streaming/hashtag?tag=` — public posts with a tag.
pub(super) async fn hashtag(app: App, grant: Grant, Form(which): Form<Which>) -> Result<Response> {
    answer(app, grant, Channel::parse("hashtag", which.tag.as_deref())?)
}

/// `GET /api/v1/streaming/hashtag/local?tag=` — those of people here.
pub(super) async fn hashtag_local(
    app: App,
    grant: Grant,
    Form(which): Form<Which>,
) -> Result<Response> {
    answer(
        app,
        grant,
        Channel::parse("hashtag:local", which.tag.as_deref())?,
    )
}

/// A stream of one channel. It begins with a comment, so that proxies and apps see at once that it is open.
fn answer(app: App, grant: Grant, channel: Channel) -> Result<Response> {
    let tap = Tap::new(app, grant)?;
    let opening = stream::once(async { SseEvent::default().comment(")") });
    let events = opening
        .chain(stream::unfold((tap, channel), following))
        .map(Ok::<_, Infallible>);
    let headers = [
        (CACHE_CONTROL, "private, no-store"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Sse::new(events)).into_response())
}

/// The next event, and the state to go on from; nothing when the stream ends.
async fn following((mut tap, channel): (Tap, Channel)) -> Option<(SseEvent, (Tap, Channel))> {
    loop {
        let next = tap.next().await;
        if !tap.may_go_on(&next).await {
            return None;
        }
        let event = match next {
            Next::Heartbeat => Some(SseEvent::default().comment("thump")),
            Next::Live(live) => tap
                .event(&channel.stream, &live)
                .await
                .map(|event| SseEvent::default().event(event.name).data(event.payload)),
            Next::Recheck | Next::End => None,
        };
        if let Some(event) = event {
            return Some((event, (tap, channel)));
        }
    }
}
