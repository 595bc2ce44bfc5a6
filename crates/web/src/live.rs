//! New posts and notifications as they happen: server-sent events whose data are pieces of HTML
//! (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
//!
//! The bus carries only ids; every listener asks the core with its own eyes what it may see.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream as Events;
use http::{HeaderName, HeaderValue, header};
use maud::Markup;
use model::PostId;
use serde::Deserialize;
use social::timeline::{Only, Shown, Stream};
use social::{Live, LiveEvent, Social, Viewer};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::pages::notifications::notification;
use crate::partials::Frame;
use crate::partials::post::{Stands, post};
use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::Visit;

/// How often a silent connection is shown to be alive.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Which stream.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    stream: String,
    /// Whose thread.
    post: Option<PostId>,
}

/// GET /live?stream=home|local|public|notifications, or stream=thread&post={id} — what happens from now on.
pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Refusal> {
    let stream = match (wanted.stream.as_str(), &visit.caller) {
        ("home", Some(_)) => Stream::User,
        ("notifications", Some(_)) => Stream::UserNotifications,
        ("home" | "notifications", None) => {
            return Err(Refusal::LogIn {
                next: "/home".to_owned(),
            });
        }
        ("local", _) => Stream::Public {
            only: Some(Only::Local),
            only_media: false,
        },
        ("public", _) => Stream::Public {
            only: None,
            only_media: false,
        },
        ("thread", Some(_)) => {
            let id = wanted.post.ok_or_else(Refusal::not_found)?;
            web.social.post(visit.viewer(), id).await?;
            Stream::Thread(id)
        }
        _ => return Err(Refusal::not_found()),
    };
    let listener = Listener {
        receiver: web.social.listen(),
        viewer: visit.viewer(),
        social: web.social,
        stopping: web.stopping,
        stream,
        frame: Frame {
            path: format!("/{}", wanted.stream),
            ..visit.frame
        },
    };
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Reverse proxies must not hold events back.
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    Ok((
        headers,
        Sse::new(events(listener)).keep_alive(KeepAlive::new().interval(HEARTBEAT)),
    )
        .into_response())
}

struct Listener {
    receiver: Receiver<Live>,
    social: Social,
    stopping: watch::Receiver<bool>,
    viewer: Viewer,
    stream: Stream,
    frame: Frame,
}

fn events(listener: Listener) -> impl Events<Item = Result<Event, Infallible>> {
    futures_util::stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    })
}

impl Listener {
    /// The next event for this listener; nothing when the stream ends. Browsers then ask again by themselves, and those
    /// who are not logged in any more are refused.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let heard = tokio::select! {
                heard = self.receiver.recv() => heard,
                () = stopped(&mut self.stopping) => return None,
            };
            let live = match heard {
                Ok(live) => live,
                Err(RecvError::Lagged(_)) => {
                    return Some(Event::default().event("missed").data("-"));
                }
                Err(RecvError::Closed) => return None,
            };
            if self.is_over(&live) {
                return None;
            }
            // What cannot be read now is there at the next reload.
            let Ok(Some(shown)) = self.social.live_for(self.viewer, &self.stream, &live).await
            else {
                continue;
            };
            self.frame.now = self.social.now();
            if let Some(event) = event(&self.frame, &shown) {
                return Some(event);
            }
        }
    }

    fn is_over(&self, live: &Live) -> bool {
        matches!((&live.event, self.viewer.account_id()), (LiveEvent::AccessEnded(ended), Some(me)) if *ended == me)
    }
}

/// Waits until the server stops; for ever when nobody can say so any more.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    if stopping.wait_for(|is_over| *is_over).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What is sent; nothing for what pages do not show.
fn event(frame: &Frame, shown: &Shown) -> Option<Event> {
    let html = |name: &str, markup: Markup| {
        Event::default()
            .event(name)
            .data(one_line(&markup.into_string()))
    };
    match shown {
        Shown::Post(new) => {
            Some(html("post", post(frame, new, Stands::InFeed)).id(new.id.to_string()))
        }
        Shown::Edited(changed) => Some(html("edit", post(frame, changed, Stands::InFeed))),
        Shown::Deleted(id) => Some(Event::default().event("delete").data(id.to_string())),
        Shown::Notification(told) => Some(html("told", notification(frame, told, true))),
        Shown::ThreadChanged => Some(Event::default().event("thread").data("-")),
        Shown::Conversation(_)
        | Shown::NotificationsMerged
        | Shown::Announcement(_)
        | Shown::AnnouncementReaction(..)
        | Shown::AnnouncementDeleted(_)
        | Shown::FiltersChanged
        | Shown::CheckAccess => None,
    }
}

/// An event's data must not contain a carriage return; a line break inside `<pre>` survives as an entity.
fn one_line(html: &str) -> String {
    html.replace('\r', "").replace('\n', "&#10;")
}
