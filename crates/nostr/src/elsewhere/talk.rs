//! A conversation with one relay. It is a stranger: it may say too much, nothing, or what nobody asked for, and what it says
//! counts only with its author's signature.

use std::time::Duration;

use infra::fetch::{Door, FetchError, Socket};
use nostr_proto::asking::{self, Heard, MAX_MESSAGE};
use nostr_proto::{Event, EventId};
use serde_json::Value;
use tokio::time::{Instant, timeout, timeout_at};

use super::address::door_address;
use crate::error::{Error, Result};

/// How long an answer may take altogether.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long nothing may be said before it is asked whether anybody is there.
const SILENCE: Duration = Duration::from_mins(1);
/// What a relay may say beside what was asked for, in messages.
const CHATTER: usize = 100;

impl From<FetchError> for Error {
    fn from(error: FetchError) -> Self {
        Self::Elsewhere(error.code().to_owned())
    }
}

/// A conversation.
pub(super) struct Talk {
    socket: Socket,
    asked: u32,
}

/// What a relay says of an event that it was brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has it.
    Taken,
    /// It does not want it, and will not.
    Refused(String),
    /// Not now.
    Later(String),
}

impl Talk {
    pub(super) async fn open(door: &Door, host: &str) -> Result<Self> {
        let socket = Box::pin(door.socket(&door_address(host), MAX_MESSAGE)).await?;
        Ok(Self { socket, asked: 0 })
    }

    /// All that a relay has, `most` at most, of what `fits`; each with its author's signature. What came until the time was
    /// over is enough.
    pub(super) async fn ask(
        &mut self,
        filters: &[Value],
        most: usize,
        fits: impl Fn(&Event) -> bool,
    ) -> Result<Vec<Event>> {
        self.asked += 1;
        let name = format!("q{}", self.asked);
        self.socket.say(asking::question(&name, filters)).await?;
        let deadline = Instant::now() + PATIENCE;
        let mut found = Vec::new();
        for _message in 0..most.saturating_mul(2).saturating_add(CHATTER) {
            let said = match timeout_at(deadline, self.socket.next_text(SILENCE)).await {
                Ok(said) => said?,
                Err(_elapsed) => break,
            };
            let Some(said) = said else { break };
            match Heard::parse(&said) {
                Ok(Heard::Event { question, event })
                    if question == name && fits(&event) && event.verify().is_ok() =>
                {
                    found.push(*event);
                }
                Ok(Heard::End { question } | Heard::Closed { question, .. })
                    if question == name =>
                {
                    break;
                }
                _ => {}
            }
            if found.len() >= most {
                break;
            }
        }
        // That it hears no more is the relay's to know; whoever has gone already does not mind.
        let _ = self.socket.say(asking::close(&name)).await;
        Ok(found)
    }

    /// Brings an event, exactly as it is.
    pub(super) async fn bring(&mut self, id: EventId, body: &str) -> Result<Verdict> {
        self.socket.say(asking::bring(body)).await?;
        let answer = async {
            for _message in 0..CHATTER {
                let Some(said) = self.socket.next_text(SILENCE).await? else {
                    break;
                };
                if let Ok(Heard::Verdict {
                    id: of,
                    is_taken,
                    reason,
                }) = Heard::parse(&said)
                    && of == id
                {
                    return Ok(verdict(is_taken, reason));
                }
            }
            Err(Error::Elsewhere(
                "the relay does not say what became of an event".to_owned(),
            ))
        };
        let answer = timeout(PATIENCE, answer).await;
        answer.unwrap_or_else(|_elapsed| {
            Err(Error::Elsewhere("the relay does not answer".to_owned()))
        })
    }

    /// Begins to listen. One question at a time is open for that.
    pub(super) async fn begin(&mut self, filters: &[Value]) -> Result<()> {
        Ok(self.socket.say(asking::question("live", filters)).await?)
    }

    /// What is said next to the open question; not verified. `None` when nothing more comes.
    pub(super) async fn next(&mut self) -> Result<Option<Said>> {
        let Some(said) = self.socket.next_text(SILENCE).await? else {
            return Ok(None);
        };
        Ok(Some(match Heard::parse(&said) {
            Ok(Heard::Event { question, event }) if question == "live" => Said::Event(event),
            Ok(Heard::Closed { question, reason }) if question == "live" => {
                tracing::debug!(reason, "a relay does not say more");
                return Ok(None);
            }
            _ => Said::Else,
        }))
    }
}

/// What is said to an open question.
pub(super) enum Said {
    /// An event, not verified.
    Event(Box<Event>),
    /// Anything else: it counts as something said.
    Else,
}

/// The words before the colon say why (NIP-01).
fn verdict(is_taken: bool, reason: String) -> Verdict {
    let prefix = reason.split(':').next().unwrap_or_default();
    match prefix {
        _ if is_taken => Verdict::Taken,
        "duplicate" => Verdict::Taken,
        "rate-limited" | "error" => Verdict::Later(reason),
        _ => Verdict::Refused(reason),
    }
}
