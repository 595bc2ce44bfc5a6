//! Connections that stay open and on which the other side talks (RFC 6455). The handshake is a request like any other:
//! same addresses, same certificates, same limits.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use reqwest::{Response, Upgraded};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{
    Message,
    handshake::{client::generate_key, derive_accept_key},
    protocol::{Role, WebSocketConfig},
};

use super::error::FetchError;

/// Bytes read from the connection at once.
const READ_BUFFER: usize = 64 * 1024;
/// The longest that a word to the other side may take.
const SAYING: Duration = Duration::from_secs(10);

/// What must be said so that the other side goes over to frames, and what it must answer.
pub(super) struct Handshake {
    pub(super) headers: HeaderMap,
    accept: String,
}

impl Handshake {
    pub(super) fn new() -> Result<Self, FetchError> {
        let key = generate_key();
        let accept = derive_accept_key(key.as_bytes());
        let key = HeaderValue::try_from(key).or(Err(FetchError::Socket("no key")))?;
        let headers = HeaderMap::from_iter([
            (header::CONNECTION, HeaderValue::from_static("Upgrade")),
            (header::UPGRADE, HeaderValue::from_static("websocket")),
            (
                header::SEC_WEBSOCKET_VERSION,
                HeaderValue::from_static("13"),
            ),
            (header::SEC_WEBSOCKET_KEY, key),
        ]);
        Ok(Self { headers, accept })
    }

    /// Whether the other side has gone over to frames, and has read what it answers to.
    pub(super) fn check(&self, response: &Response) -> Result<(), FetchError> {
        let headers = response.headers();
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(FetchError::Status {
                status: response.status(),
                headers: Box::new(headers.clone()),
            });
        }
        let said = headers.get(header::SEC_WEBSOCKET_ACCEPT);
        if said.is_some_and(|said| said.as_bytes() == self.accept.as_bytes()) {
            Ok(())
        } else {
            Err(FetchError::Socket("the handshake was not answered"))
        }
    }
}

/// A connection on which the other side talks. Closed when it is dropped.
pub struct Socket {
    stream: WebSocketStream<Upgraded>,
}

impl std::fmt::Debug for Socket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Socket").finish_non_exhaustive()
    }
}

impl Socket {
    pub(super) async fn over(connection: Upgraded, max_message: usize) -> Self {
        let mut config = WebSocketConfig::default();
        config.read_buffer_size = READ_BUFFER;
        config.max_message_size = Some(max_message);
        config.max_frame_size = Some(max_message);
        let stream = WebSocketStream::from_raw_socket(connection, Role::Client, Some(config));
        Self {
            stream: stream.await,
        }
    }

    /// The next binary message; `None` when the other side has ended. When nothing at all comes for `patience`, the other
    /// side is asked whether it is there, and when that long passes again, this is [`FetchError::Timeout`]. Text is passed
    /// over.
    pub async fn next(&mut self, patience: Duration) -> Result<Option<Bytes>, FetchError> {
        loop {
            match self.hear(patience).await? {
                Some(Message::Binary(bytes)) => return Ok(Some(bytes)),
                Some(_passed_over) => {}
                None => return Ok(None),
            }
        }
    }

    /// The next message in words; binary ones are passed over. Otherwise like [`Self::next`].
    pub async fn next_text(&mut self, patience: Duration) -> Result<Option<String>, FetchError> {
        loop {
            match self.hear(patience).await? {
                Some(Message::Text(text)) => return Ok(Some(text.as_str().to_owned())),
                Some(_passed_over) => {}
                None => return Ok(None),
            }
        }
    }

    /// Says something in words.
    pub async fn say(&mut self, text: String) -> Result<(), FetchError> {
        self.send(Message::text(text)).await
    }

    async fn hear(&mut self, patience: Duration) -> Result<Option<Message>, FetchError> {
        let mut was_asked = false;
        loop {
            match timeout(patience, self.stream.next()).await {
                Ok(Some(Ok(said @ (Message::Binary(_) | Message::Text(_))))) => {
                    return Ok(Some(said));
                }
                Ok(Some(Ok(Message::Close(_))) | None) => return Ok(None),
                Ok(Some(Ok(_))) => was_asked = false,
                Ok(Some(Err(_))) => return Err(FetchError::Socket("it broke off")),
                Err(_elapsed) if was_asked => return Err(FetchError::Timeout),
                Err(_elapsed) => {
                    was_asked = true;
                    self.send(Message::Ping(Bytes::new())).await?;
                }
            }
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), FetchError> {
        let sent = timeout(SAYING, self.stream.send(message)).await;
        let sent = sent.or(Err(FetchError::Timeout))?;
        sent.or(Err(FetchError::Socket("it broke off")))
    }
}
