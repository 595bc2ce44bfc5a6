//! `com.atproto.sync.subscribeRepos`: everything that happens to repositories here, as it happens, and for some days
//! after (<https://atproto.com/specs/event-stream>).

use std::sync::Arc;
use std::time::Duration;

use at_proto::firehose::Event;
use axum::Extension;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;

use crate::error::Result;
use crate::xrpc::{Params, Shared, XrpcError};

/// How many may follow along at once.
const FOLLOWERS: usize = 512;
/// How long one frame may take to be taken.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait for what another process may have written.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// After how many looks without news the other side is asked whether it is there.
const PING_AFTER: u32 = 20;
/// For how long events are kept.
const KEPT: Duration = Duration::from_hours(72);

/// Who follows along.
#[derive(Debug, Clone)]
pub(super) struct Firehose {
    places: Arc<Semaphore>,
    stopping: watch::Receiver<bool>,
}

impl Firehose {
    pub(super) fn new(stopping: watch::Receiver<bool>) -> Self {
        Self {
            places: Arc::new(Semaphore::new(FOLLOWERS)),
            stopping,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    cursor: Option<i64>,
}

pub(super) async fn handle(
    State(at): State<Shared>,
    Extension(firehose): Extension<Firehose>,
    Params(query): Params<Query>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, XrpcError> {
    let upgrade = upgrade.map_err(|_rejection| {
        XrpcError::invalid_request("This is a stream of events: connect with a WebSocket.")
    })?;
    let place = Arc::clone(&firehose.places).try_acquire_owned();
    let place = place.map_err(|_full| {
        XrpcError::new(
            http::StatusCode::SERVICE_UNAVAILABLE,
            "NotEnoughResources",
            "Too many follow along already.",
        )
    })?;
    Ok(upgrade.on_upgrade(move |socket| async move {
        let follower = Follower {
            at,
            socket,
            _place: place,
        };
        follower.run(query.cursor, firehose.stopping).await;
    }))
}

struct Follower {
    at: Shared,
    socket: WebSocket,
    _place: OwnedSemaphorePermit,
}

/// Why a follower goes.
enum End {
    /// They are gone, or we are.
    Silent,
    /// They are told why.
    Told(&'static str, &'static str),
}

impl Follower {
    async fn run(mut self, cursor: Option<i64>, mut stopping: watch::Receiver<bool>) {
        let end = tokio::select! {
            end = self.follow(cursor) => end,
            _ = stopping.wait_for(|stop| *stop) => Ok(End::Silent),
        };
        match end {
            Ok(End::Silent) => {}
            Ok(End::Told(error, message)) => {
                let event = Event::Error {
                    error: error.to_owned(),
                    message: message.to_owned(),
                };
                self.send(event.frame(0)).await;
            }
            Err(error) => tracing::error!(%error, "events of repositories cannot be read"),
        }
        let _ = timeout(PATIENCE, self.socket.send(Message::Close(None))).await;
    }

    /// Where to begin, or why not.
    async fn begin(&mut self, cursor: Option<i64>) -> Result<std::result::Result<i64, End>> {
        let (first, last) = self.at.social.repo_event_ends().await?.unwrap_or((0, 0));
        let Some(cursor) = cursor else {
            return Ok(Ok(last));
        };
        let now = self.at.social.now();
        // Numbers are moments, or later: what lies between the last event and now was told by a server that was
        // restored to an older state since.
        if cursor > last.max(now.micros()) {
            let message = "Cursor in the future.";
            return Ok(Err(End::Told("FutureCursor", message)));
        }
        if cursor > 0 && cursor < first && cursor < now.minus(KEPT).micros() {
            let info = Event::Info {
                name: "OutdatedCursor".to_owned(),
                message: "Requested cursor exceeded limit. Possibly missing events".to_owned(),
            };
            if !self.send(info.frame(0)).await {
                return Ok(Err(End::Silent));
            }
        }
        Ok(Ok(cursor))
    }

    async fn follow(&mut self, cursor: Option<i64>) -> Result<End> {
        let mut changed = self.at.social.repo_events_changed();
        let mut seq = match self.begin(cursor).await? {
            Ok(seq) => seq,
            Err(end) => return Ok(end),
        };
        let mut quiet = 0;
        loop {
            changed.mark_unchanged();
            let events = self.at.social.repo_events_after(seq).await?;
            if !events.is_empty() {
                quiet = 0;
                for (number, frame) in events {
                    if !self.send(frame).await {
                        let message = "Stream consumer too slow";
                        return Ok(End::Told("ConsumerTooSlow", message));
                    }
                    seq = number;
                }
                continue;
            }
            tokio::select! {
                said = self.socket.recv() => match said {
                    None | Some(Err(_) | Ok(Message::Close(_))) => return Ok(End::Silent),
                    Some(Ok(_)) => {}
                },
                _ = changed.changed() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => quiet += 1,
            }
            if quiet >= PING_AFTER {
                quiet = 0;
                let ping = Message::Ping(bytes::Bytes::new());
                if !matches!(timeout(PATIENCE, self.socket.send(ping)).await, Ok(Ok(()))) {
                    return Ok(End::Silent);
                }
            }
        }
    }

    async fn send(&mut self, frame: Vec<u8>) -> bool {
        let sent = timeout(PATIENCE, self.socket.send(Message::Binary(frame.into()))).await;
        matches!(sent, Ok(Ok(())))
    }
}
