//! Our relay: what apps and other servers read and write over web sockets (NIP-01 and its many additions).
//!
//! Always true here:
//! - A frame that cannot be read is answered, and the connection goes on.
//! - Whatever is asked, however: what is for one reader is given to that reader, who has shown the key, and to nobody else.
//! - Everything that a connection may hold is bounded: what is on the way, what is asked, what waits to be sent.

mod access;
mod ask;
mod compare;
mod hub;
mod information;
mod session;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use hub::Hub;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use edge::client_ip::ClientIp;
use http::{HeaderMap, Method, StatusCode, header};
use tokio::sync::watch;

use crate::Nostr;
use session::Session;

/// The longest frame, in bytes: an event of the largest size, and what is around it.
const FRAME: usize = nostr_proto::event::MAX_BYTES + 1_024;
/// What is read and written at once, in bytes: what each connection keeps in memory.
const BUFFER: usize = 16 * 1_024;
/// Where the relay is besides the front page.
pub(crate) const PATH: &str = "/relay";
/// The document that says what a relay is (NIP-11).
const INFORMATION: &str = "application/nostr+json";

/// What handlers know.
#[derive(Clone)]
struct Shared {
    nostr: Arc<Nostr>,
    stopping: watch::Receiver<bool>,
}

/// The relay, at a path.
pub(crate) fn at(path: &str, nostr: Arc<Nostr>, stopping: watch::Receiver<bool>) -> Router {
    let shared = Shared { nostr, stopping };
    Router::new()
        .route(path, get(open))
        .layer(edge::cors::layer())
        .with_state(shared)
}

/// Whether somebody at the front page wants the relay: a web socket, or to know what it is.
pub(crate) fn is_asked(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let says = |name: header::HeaderName, word: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.to_ascii_lowercase().contains(word))
    };
    if path != "/" {
        return false;
    }
    match *method {
        Method::GET | Method::HEAD => {
            says(header::UPGRADE, "websocket") || says(header::ACCEPT, INFORMATION)
        }
        Method::OPTIONS => headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD),
        _ => false,
    }
}

/// `GET /relay`, and `/` for those who want it: a web socket, or what this relay is.
async fn open(
    State(shared): State<Shared>,
    ip: Option<axum::Extension<ClientIp>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return information::answer(&shared.nostr, &headers).await;
    };
    let ip = ip.and_then(|axum::Extension(ClientIp(ip))| ip);
    let Some(place) = shared.nostr.hub.place(ip) else {
        let reason = "There are too many connections from where you are.";
        return (StatusCode::TOO_MANY_REQUESTS, reason).into_response();
    };
    let upgrade = upgrade
        .max_message_size(FRAME)
        .max_frame_size(FRAME)
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER);
    let session = Session::new(shared.nostr, place);
    upgrade.on_upgrade(move |socket| session.run(socket, shared.stopping))
}
