//! Addresses that other software knows by heart and that lead to a page of ours.

use axum::extract::Query;
use axum::response::Redirect;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// The longest text that another page may put into the composer, in bytes.
const MAX_SHARED: usize = 10_000;

/// GET /.well-known/change-password — where password managers send people (<https://w3c.github.io/webappsec-change-password-url/>).
pub(crate) async fn change_password() -> Redirect {
    Redirect::to("/settings/security")
}

/// What a page elsewhere wants to be shared (Mastodon's `/share`; the names are those of the Web Share Target).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Shared {
    title: String,
    text: String,
    url: String,
}

/// GET /share?title&text&url — the composer with what another page hands over. Nothing is posted.
pub(crate) async fn share(Query(shared): Query<Shared>) -> Redirect {
    let parts = [shared.title, shared.text, shared.url];
    let filled: Vec<&str> = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty() && part.len() <= MAX_SHARED)
        .collect();
    Redirect::to(&address("/home", "text", &filled.join("\n\n")))
}

/// What somebody met on another server.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Met {
    uri: String,
    acct: String,
}

/// `GET /authorize_interaction?uri` — somebody pressed a button on another server and gave this one as theirs: what it is about is
/// looked up, with the buttons beside it (<https://docs.joinmastodon.org/spec/webfinger/>, the `subscribe` template).
pub(crate) async fn authorize_interaction(Query(met): Query<Met>) -> Redirect {
    let wanted = if met.uri.is_empty() {
        met.acct
    } else {
        met.uri
    };
    let wanted = wanted.strip_prefix("acct:").unwrap_or(&wanted);
    Redirect::to(&address("/search", "q", wanted))
}

fn address(path: &str, name: &str, value: &str) -> String {
    let query = Serializer::new(String::new())
        .append_pair(name, value)
        .finish();
    format!("{path}?{query}")
}
