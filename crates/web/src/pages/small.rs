//! Small files that browsers and robots ask for.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::json;

use crate::refusal::Refusal;
use crate::state::Web;

/// GET /robots.txt — public pages may be read; what belongs to members may not.
pub(crate) async fn robots() -> Response {
    let text = "User-agent: *\nDisallow: /home\nDisallow: /search\nDisallow: /settings\nDisallow: /oauth\nDisallow: /admin\nDisallow: /live\n";
    (
        [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=86400"),
        ],
        text,
    )
        .into_response()
}

/// GET /health — that the server answers, for those who watch over it; clients ask it too.
pub(crate) async fn health() -> &'static str {
    "OK"
}

/// GET /favicon.svg — the ring of people in the community's colour.
pub(crate) async fn favicon(State(web): State<Web>) -> Result<Response, Refusal> {
    let hue = web.social.community().await?.hue % 360;
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" fill=\"oklch(58% .13 {hue})\">\
         <circle cx=\"12\" cy=\"12\" r=\"2.8\"/><circle cx=\"12\" cy=\"3.600\" r=\"2\"/><circle cx=\"17.900\" cy=\"6.100\" r=\"2\"/>\
         <circle cx=\"20.400\" cy=\"12\" r=\"2\"/><circle cx=\"17.900\" cy=\"17.900\" r=\"2\"/><circle cx=\"6.100\" cy=\"17.900\" r=\"2\"/>\
         <circle cx=\"3.600\" cy=\"12\" r=\"2\"/><circle cx=\"6.100\" cy=\"6.100\" r=\"2\"/></svg>"
    );
    Ok((
        [
            (header::CONTENT_TYPE, "image/svg+xml"),
            (header::CACHE_CONTROL, "public, max-age=86400"),
        ],
        svg,
    )
        .into_response())
}

/// GET /manifest.webmanifest — so that the community can be put on a phone's home screen.
pub(crate) async fn manifest(State(web): State<Web>) -> Result<Response, Refusal> {
    let community = web.social.community().await?;
    let manifest = json!({
        "name": community.name,
        "short_name": community.name.chars().take(20).collect::<String>(),
        "start_url": "/home",
        "scope": "/",
        "display": "standalone",
        "icons": [{ "src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml" }],
        "share_target": { "action": "/home", "params": { "text": "text" } },
    });
    let kind = [
        (header::CONTENT_TYPE, "application/manifest+json"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    Ok((kind, manifest.to_string()).into_response())
}
