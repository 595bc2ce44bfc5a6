//! `GET /api/oembed`

use axum::Json;
use edge::forms::non_blank;
use model::sanitize::escape;
use model::{Audience, PostId};
use serde::{Deserialize, Serialize};
use social::PostView;
use url::Url;

use crate::access::Eyes;
use crate::app::App;
use crate::error::{Answer, Error};
use crate::form::Form;

/// How wide a post is shown where nothing is said.
const USUAL_WIDTH: u32 = 400;
const WIDTHS: std::ops::RangeInclusive<u32> = 200..=1_000;
const DAY_SECONDS: u32 = 86_400;

/// <https://oembed.com>, type `rich`.
#[derive(Debug, Serialize)]
pub(super) struct OEmbed {
    #[serde(rename = "type")]
    kind: &'static str,
    version: &'static str,
    title: String,
    author_name: String,
    author_url: String,
    provider_name: String,
    provider_url: String,
    cache_age: u32,
    html: String,
    width: u32,
    height: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    url: String,
    #[serde(deserialize_with = "non_blank")]
    maxwidth: Option<u32>,
}

/// `GET /api/oembed` — a public post of this community, to be shown on another page.
pub(super) async fn oembed(
    app: App,
    Eyes(viewer): Eyes,
    Form(asked): Form<Asked>,
) -> Answer<OEmbed> {
    let id = post_of(&app, &asked.url).ok_or(Error::NotFound)?;
    let post = app.social.post(viewer, id).await?;
    let is_open = matches!(post.audience, Audience::Public | Audience::Quiet);
    if !is_open || !post.is_local || post.boost_of.is_some() {
        return Err(Error::NotFound);
    }
    let community = app.social.community().await?;
    let width = asked.maxwidth.unwrap_or(USUAL_WIDTH);
    Ok(Json(OEmbed {
        kind: "rich",
        version: "1.0",
        title: format!("A post by {}", post.account.display_name),
        html: quoted(&post, &community.name),
        author_name: post.account.display_name,
        author_url: post.account.page_url,
        provider_name: community.name,
        provider_url: app.social.url("/"),
        cache_age: DAY_SECONDS,
        width: width.clamp(*WIDTHS.start(), *WIDTHS.end()),
        height: None,
    }))
}

/// The post behind the address of its page here, `/@name/id`.
fn post_of(app: &App, address: &str) -> Option<PostId> {
    let url = Url::parse(address).ok()?;
    if url.origin() != app.social.base_url().origin() {
        return None;
    }
    let mut path = url.path_segments()?;
    path.next().filter(|name| name.starts_with('@'))?;
    let id = path.next()?.parse().ok()?;
    path.next().is_none().then_some(id)
}

/// The post as a quotation: it works in every page and runs nothing there.
fn quoted(post: &PostView, community: &str) -> String {
    let text = if post.warning.is_empty() {
        post.html.clone()
    } else {
        format!("<p>{}</p>", escape(&post.warning))
    };
    let address = escape(&post.page_url);
    format!(
        "<blockquote cite=\"{address}\">{text}<p>— {} (@{}) · <a href=\"{address}\">{}</a> · {}</p></blockquote>",
        escape(&post.account.display_name),
        escape(&post.account.username),
        post.created_at.date(),
        escape(community),
    )
}
