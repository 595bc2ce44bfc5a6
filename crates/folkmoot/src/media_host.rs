//! A host that files have of their own: it has them and nothing else, so that whatever a file does there, it does it
//! where no page is and nobody is logged in.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{Method, StatusCode, header};
use social::Social;

/// The host of files, if they have one of their own: `media.example.org`, with a port if that is not the usual one.
#[derive(Debug, Clone)]
pub(crate) struct MediaHost(Option<Arc<str>>);

impl MediaHost {
    /// As the settings say.
    pub(crate) fn of(social: &Social) -> Self {
        let (media, pages) = (social.media_base(), social.base_url());
        if media.origin() == pages.origin() {
            return Self(None);
        }
        let host = media.host_str().map(|host| match media.port() {
            Some(port) => format!("{host}:{port}").into(),
            None => host.into(),
        });
        Self(host)
    }

    fn is_asked(&self, request: &Request) -> bool {
        let said = request.headers().get(header::HOST);
        let said = said.and_then(|said| said.to_str().ok());
        let said = said.or_else(|| request.uri().authority().map(http::uri::Authority::as_str));
        let is_it = |said: &str| {
            self.0
                .as_deref()
                .is_some_and(|host| host.eq_ignore_ascii_case(said))
        };
        said.is_some_and(is_it)
    }
}

/// Middleware: on the host of files there are files.
pub(crate) async fn keep_to_files(
    State(host): State<MediaHost>,
    mut request: Request,
    next: Next,
) -> Response {
    if !host.is_asked(&request) {
        return next.run(request).await;
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_read || !request.uri().path().starts_with("/media/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    for who in [header::COOKIE, header::AUTHORIZATION] {
        request.headers_mut().remove(who);
    }
    let mut answer = next.run(request).await;
    answer.headers_mut().remove(header::SET_COOKIE);
    answer
}
