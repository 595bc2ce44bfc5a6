//! `/api/v1/streaming`: any number of streams over one WebSocket.

use std::time::Duration;

use axum::extract::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket};
use axum::response::Response;
use edge::forms::non_blank;
use http::HeaderMap;
use http::header::SEC_WEBSOCKET_PROTOCOL;
use serde::Deserialize;
use serde_json::json;
use social::Live;
use tokio::time::timeout;

use super::channel::Channel;
use super::event::Event;
use super::tap::{Next, Tap};
use crate::access::Grant;
use crate::app::App;
use crate::error::{Error, Result};
use crate::form::Form;

/// The most bytes of what an app says; it only subscribes.
const MAX_MESSAGE_BYTES: usize = 16 * 1024;
/// The most streams of one socket.
const MAX_CHANNELS: usize = 50;
/// The most that an app may say between two heartbeats, pings included.
const MAX_HEARD: u32 = 200;
/// How long a frame may take before the listener counts as gone.
const SEND_WITHIN: Duration = Duration::from_secs(10);

/// What may be said on opening.
#[derive(Deserialize)]
pub(super) struct Opening {
    #[serde(default, deserialize_with = "non_blank")]
    stream: Option<String>,
    #[serde(default, deserialize_with = "non_blank")]
    tag: Option<String>,
    #[serde(default, deserialize_with = "non_blank")]
    list: Option<String>,
}

/// What may be said afterwards.
#[derive(Deserialize)]
struct Request {
    #[serde(rename = "type")]
    kind: RequestKind,
    stream: String,
    tag: Option<String>,
    list: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RequestKind {
    Subscribe,
    Unsubscribe,
}

/// `GET /api/v1/streaming` — opens a socket, with a first stream if one is named.
pub(super) async fn open(
    app: App,
    grant: Grant,
    headers: HeaderMap,
    upgrade: std::result::Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    Form(opening): Form<Opening>,
) -> Result<Response> {
    let upgrade = upgrade.or(Err(Error::Malformed("Open this address as a WebSocket")))?;
    let tap = Tap::new(app, grant)?;
    let mut channels = Vec::new();
    if let Some(name) = &opening.stream {
        let channel = Channel::parse_with(name, opening.tag.as_deref(), opening.list.as_deref())?;
        if !tap.allows(channel.scope) {
            return Err(Error::Scope);
        }
        channels.push(channel);
    }
    let upgrade = upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES);
    let upgrade = upgrade.protocols(offered_protocol(&headers));
    Ok(upgrade.on_upgrade(move |socket| {
        Session {
            tap,
            socket,
            channels,
            heard: 0,
        }
        .run()
    }))
}

/// Browsers put the token here and want to read it back.
fn offered_protocol(headers: &HeaderMap) -> Option<String> {
    let offered = headers.get(SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    offered
        .split(',')
        .next()
        .map(|first| first.trim().to_owned())
}

/// One open socket.
struct Session {
    tap: Tap,
    socket: WebSocket,
    channels: Vec<Channel>,
    heard: u32,
}

/// Whether a socket stays open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goes {
    On,
    Out,
}

impl Session {
    async fn run(mut self) {
        loop {
            let goes = tokio::select! {
                message = self.socket.recv() => match message {
                    Some(Ok(message)) => self.hear(message).await,
                    Some(Err(_)) | None => Goes::Out,
                },
                next = self.tap.next() => self.tell(next).await,
            };
            if goes == Goes::Out {
                // The other side may be gone already.
                let _ = self.send(Message::Close(None)).await;
                return;
            }
        }
    }

    async fn hear(&mut self, message: Message) -> Goes {
        self.heard += 1;
        if self.heard > MAX_HEARD {
            return Goes::Out;
        }
        let Message::Text(text) = message else {
            return if matches!(message, Message::Close(_)) {
                Goes::Out
            } else {
                Goes::On
            };
        };
        match self.follow(&text) {
            Ok(()) => Goes::On,
            Err(error) => {
                let answer =
                    json!({ "error": error.to_string(), "status": error.status().as_u16() });
                self.send(Message::text(answer.to_string())).await
            }
        }
    }

    /// Does what an app asks for.
    fn follow(&mut self, text: &str) -> Result<()> {
        let request: Request =
            serde_json::from_str(text).or(Err(Error::Malformed("This is not a subscription")))?;
        let channel = Channel::parse_with(
            &request.stream,
            request.tag.as_deref(),
            request.list.as_deref(),
        )?;
        match request.kind {
            RequestKind::Unsubscribe => self.channels.retain(|known| *known != channel),
            RequestKind::Subscribe if !self.tap.allows(channel.scope) => return Err(Error::Scope),
            RequestKind::Subscribe if self.channels.contains(&channel) => {}
            RequestKind::Subscribe if self.channels.len() >= MAX_CHANNELS => {
                return Err(Error::Malformed(
                    "These are too many streams for one socket",
                ));
            }
            RequestKind::Subscribe => self.channels.push(channel),
        }
        Ok(())
    }

    async fn tell(&mut self, next: Next) -> Goes {
        if !self.tap.may_go_on(&next).await {
            return Goes::Out;
        }
        match next {
            Next::Live(live) => self.show(&live).await,
            Next::Heartbeat => {
                self.heard = 0;
                self.send(Message::Ping(Vec::new().into())).await
            }
            Next::Recheck => Goes::On,
            Next::End => Goes::Out,
        }
    }

    /// Sends what happened, once for each stream that shows it.
    async fn show(&mut self, live: &Live) -> Goes {
        let mut frames = Vec::new();
        for channel in &self.channels {
            if let Some(event) = self.tap.event(&channel.stream, live).await {
                frames.push(frame(channel, &event));
            }
        }
        for frame in frames {
            if self.send(frame).await == Goes::Out {
                return Goes::Out;
            }
        }
        Goes::On
    }

    async fn send(&mut self, message: Message) -> Goes {
        match timeout(SEND_WITHIN, self.socket.send(message)).await {
            Ok(Ok(())) => Goes::On,
            Ok(Err(_)) | Err(_) => Goes::Out,
        }
    }
}

fn frame(channel: &Channel, event: &Event) -> Message {
    let frame = json!({ "stream": channel.name, "event": event.name, "payload": event.payload });
    Message::text(frame.to_string())
}
