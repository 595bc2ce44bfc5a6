//! One connection.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use nostr_proto::message::{ClientMessage, RelayMessage};
use nostr_proto::{Event, PublicKey};
use tokio::sync::{mpsc, watch};

use super::compare::Comparisons;
use super::hub::{Place, Told};
use super::write::Writing;
use crate::Nostr;

/// How long the other side may say nothing; it is asked in between whether it is there.
const SILENCE: Duration = Duration::from_secs(90);
const ASKED_EVERY: Duration = Duration::from_secs(30);
/// How long it may take to read what it is told.
const READ_WITHIN: Duration = Duration::from_secs(30);
/// The most frames that are looked at before what they ask is done.
const AT_ONCE: usize = 64;
/// How often a frame that cannot be read is answered before the connection ends.
const PATIENCE: u32 = 200;
/// The most keys that one connection shows.
const KEYS: usize = 16;

/// The state of one connection.
pub(super) struct Session {
    pub(super) nostr: Arc<Nostr>,
    pub(super) place: Place,
    /// What is to be signed to show a key.
    pub(super) challenge: String,
    /// The keys that were shown.
    pub(super) viewers: Vec<PublicKey>,
    /// The questions that are open.
    pub(super) questions: HashSet<String>,
    pub(super) comparisons: Comparisons,
    pub(super) writing: Writing,
    unreadable: u32,
}

/// Whether a connection stays open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goes {
    On,
    Out,
}

impl Session {
    pub(super) fn new(nostr: Arc<Nostr>, place: Place) -> Self {
        let writing = Writing::new(nostr.config.limits_rates);
        Self {
            nostr,
            place,
            challenge: crypto::random_token(),
            viewers: Vec::new(),
            questions: HashSet::new(),
            comparisons: Comparisons::default(),
            writing,
            unreadable: 0,
        }
    }

    /// Answers until the other side has gone, or the server stops.
    pub(super) async fn run(mut self, mut socket: WebSocket, mut stopping: watch::Receiver<bool>) {
        let mut told = self.place.listen();
        let hello = RelayMessage::auth(&self.challenge);
        if send(&mut socket, vec![hello]).await == Goes::Out {
            return;
        }
        let mut heard = tokio::time::Instant::now();
        let mut asking = tokio::time::interval(ASKED_EVERY);
        loop {
            let goes = tokio::select! {
                message = socket.recv() => {
                    heard = tokio::time::Instant::now();
                    // What is done for a frame is in memory only then: most connections are silent most of the time.
                    Box::pin(self.hear(&mut socket, message)).await
                }
                next = told.recv() => Box::pin(self.pass_on(&mut socket, next, &mut told)).await,
                _ = asking.tick() => {
                    if heard.elapsed() > SILENCE {
                        Goes::Out
                    } else {
                        out_if_gone(socket.send(Message::Ping(bytes::Bytes::new())).await)
                    }
                }
                () = stops(&mut stopping) => Goes::Out,
            };
            if goes == Goes::Out {
                let farewell = CloseFrame {
                    code: close_code::AWAY,
                    reason: "".into(),
                };
                let _ = socket.send(Message::Close(Some(farewell))).await;
                return;
            }
        }
    }

    /// Everything that has come by now, in its order.
    async fn hear(
        &mut self,
        socket: &mut WebSocket,
        first: Option<Result<Message, axum::Error>>,
    ) -> Goes {
        let mut next = first;
        let mut frames = Vec::new();
        let mut goes = Goes::On;
        loop {
            match next {
                Some(Ok(Message::Text(text))) => frames.push(text),
                Some(Ok(Message::Binary(_))) => frames.push("".into()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => {
                    goes = Goes::Out;
                    break;
                }
            }
            if frames.len() >= AT_ONCE {
                break;
            }
            match socket.recv().now_or_never() {
                Some(more) => next = more,
                None => break,
            }
        }
        let mut events = Vec::new();
        for frame in frames {
            match ClientMessage::parse(&frame) {
                Ok(ClientMessage::Event(event)) => events.push(*event),
                message => {
                    if self.write(socket, &mut events).await == Goes::Out {
                        return Goes::Out;
                    }
                    let answers = self.answer(message).await;
                    if send(socket, answers).await == Goes::Out {
                        return Goes::Out;
                    }
                }
            }
        }
        if self.write(socket, &mut events).await == Goes::Out || self.unreadable > PATIENCE {
            return Goes::Out;
        }
        goes
    }

    async fn write(&mut self, socket: &mut WebSocket, events: &mut Vec<Event>) -> Goes {
        if events.is_empty() {
            return Goes::On;
        }
        let answers = self.take_all(std::mem::take(events)).await;
        send(socket, answers).await
    }

    /// What is answered to anything but an event.
    async fn answer(
        &mut self,
        message: Result<ClientMessage, nostr_proto::message::Unreadable>,
    ) -> Vec<String> {
        match message {
            Ok(ClientMessage::Req { name, filters }) => self.ask(name, filters).await,
            Ok(ClientMessage::Count { name, filters }) => self.count(&name, filters).await,
            Ok(ClientMessage::Close(name)) => {
                self.questions.remove(&name);
                self.place.close(&name);
                Vec::new()
            }
            Ok(ClientMessage::Auth(event)) => vec![self.show(&event)],
            Ok(ClientMessage::NegOpen {
                name,
                filters,
                message,
            }) => vec![self.open_comparison(name, &filters, &message).await],
            Ok(ClientMessage::NegMsg { name, message }) => {
                vec![self.go_on_comparing(&name, &message)]
            }
            Ok(ClientMessage::NegClose(name)) => {
                self.comparisons.close(&name);
                Vec::new()
            }
            // Events are taken in by all at once.
            Ok(ClientMessage::Event(event)) => self.take_all(vec![*event]).await,
            Err(unreadable) => {
                self.unreadable += 1;
                let reason = unreadable.error.to_string();
                vec![match (unreadable.event, unreadable.question) {
                    (Some(id), _) => RelayMessage::ok(&id, false, &format!("invalid: {reason}")),
                    (None, Some(name)) if unreadable.is_comparison => {
                        RelayMessage::neg_err(&name, &format!("invalid: {reason}"))
                    }
                    (None, Some(name)) => {
                        RelayMessage::closed(&name, &format!("invalid: {reason}"))
                    }
                    (None, None) => RelayMessage::notice(&format!("invalid: {reason}")),
                }]
            }
        }
    }

    /// Somebody shows a key (NIP-42).
    fn show(&mut self, event: &Event) -> String {
        let id = event.id.to_string();
        let now = self.nostr.social.now().seconds();
        let checked =
            super::access::check_shown(event, &self.challenge, &self.nostr.config.relay_url, now);
        if let Err(reason) = checked {
            return RelayMessage::ok(&id, false, reason);
        }
        if !self.viewers.contains(&event.pubkey) {
            if self.viewers.len() >= KEYS {
                return RelayMessage::ok(&id, false, "restricted: too many keys on one connection");
            }
            self.viewers.push(event.pubkey);
            self.place.show(self.viewers.clone());
        }
        RelayMessage::ok(&id, true, "")
    }

    /// Events that came in the meantime.
    async fn pass_on(
        &mut self,
        socket: &mut WebSocket,
        first: Option<Told>,
        told: &mut mpsc::Receiver<Told>,
    ) -> Goes {
        let Some(first) = first else {
            // Too much came for whoever reads slowly: they are told, and may ask again.
            *told = self.place.listen();
            self.place.show(self.viewers.clone());
            let names = std::mem::take(&mut self.questions);
            let reason = "error: more came than you read; please ask again";
            let closed = names.iter().map(|name| RelayMessage::closed(name, reason));
            return send(socket, closed.collect()).await;
        };
        let mut frames = vec![RelayMessage::event(&first.name, &first.body)];
        while frames.len() < AT_ONCE
            && let Ok(more) = told.try_recv()
        {
            frames.push(RelayMessage::event(&more.name, &more.body));
        }
        send(socket, frames).await
    }
}

/// When the server stops.
async fn stops(stopping: &mut watch::Receiver<bool>) {
    // Whoever could say so is gone: it stops, too.
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// Sends all frames, and waits for them once.
async fn send(socket: &mut WebSocket, frames: Vec<String>) -> Goes {
    if frames.is_empty() {
        return Goes::On;
    }
    let sending = async {
        let mut frames =
            futures_util::stream::iter(frames.into_iter().map(|frame| Ok(Message::text(frame))));
        while let Some(frame) = frames.next().await {
            socket.feed(frame?).await?;
        }
        socket.flush().await
    };
    match tokio::time::timeout(READ_WITHIN, sending).await {
        Ok(sent) => out_if_gone(sent),
        Err(_elapsed) => Goes::Out,
    }
}

fn out_if_gone(sent: Result<(), axum::Error>) -> Goes {
    match sent {
        Ok(()) => Goes::On,
        Err(_gone) => Goes::Out,
    }
}
