//! What is asked at paths that pages have, too: files by their SHA-256, whose paths look like any other of one part, and at
//! the root the relay itself and what staff ask of it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::post;
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::{Nostr, blossom, management, relay};

impl Nostr {
    /// What answers there: the state of [`claim`].
    pub fn claimed(self: Arc<Self>, stopping: watch::Receiver<bool>) -> Router {
        let relay = relay::at("/", Arc::clone(&self), stopping);
        Self::files()
            .route("/", post(management::handle))
            .with_state(self)
            .merge(relay)
    }
}

/// Answers what is this network's, and leaves everything else to who comes next. To be laid around the whole router.
pub async fn claim(State(claimed): State<Router>, asked: Request, next: Next) -> Response {
    let path = asked.uri().path();
    let is_ours = blossom::is_file_path(path)
        || relay::is_asked(asked.method(), path, asked.headers())
        || management::is_asked(asked.method(), path, asked.headers());
    if is_ours {
        match claimed.oneshot(asked).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        }
    } else {
        next.run(asked).await
    }
}
