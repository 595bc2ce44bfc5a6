//! Where a member lets an app in (RFC 6749 §4.1), in plain words.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use edge::security_headers::Csp;
use http::{HeaderValue, StatusCode, header};
use maud::{Markup, html};
use serde::Deserialize;
use social::oauth::{AppView, AuthorizeRequest};
use url::Url;

use super::pushed;
use crate::partials::{Frame, Place, Width, icon, name};
use crate::refusal::{Refusal, Told};
use crate::sent::Sent;
use crate::state::Web;
use crate::visit::{Member, private};

/// The address of an app that shows its code to be copied (RFC 6749 out of band, as Mastodon keeps it).
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
/// What an app gets when it asks for nothing in particular.
const DEFAULT_SCOPES: &str = "read";

/// What an app asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Must be `code`.
    pub response_type: String,
    /// Which app.
    pub client_id: String,
    /// Where the code goes.
    pub redirect_uri: String,
    /// What it wants to do.
    pub scope: String,
    /// The app's own word, given back as it is.
    pub state: Option<String>,
    /// PKCE (RFC 7636).
    pub code_challenge: Option<String>,
    /// Must be `S256` when there is a challenge.
    pub code_challenge_method: Option<String>,
    /// What the app asked for ahead (RFC 9126); then nothing else counts but the app.
    pub request_uri: Option<String>,
}

/// The page that asks.
pub fn view(frame: &Frame, app: &AppView, asked: &Asked) -> Markup {
    let main = html! {
        form.card.pad.stack method="post" action="/oauth/authorize" {
            input type="hidden" name="csrf" value=(frame.csrf);
            (carried(asked))
            div.stack.tight {
                h1 { bdi { (app.name) } " would like to use your account" }
                @if let Some(me) = &frame.me {
                    p.row { (name::small_face(&me.account)) span { "You are " (name::acct(&me.account)) } }
                }
            }
            section.stack.tight {
                h2 { "It could" }
                ul.bare.stack.tight { @for line in in_words(&asked.scope) { li.row.flat { (icon::small("check")) span { (line) } } } }
            }
            section.stack.tight {
                h2 { "It could not" }
                ul.bare.stack.tight {
                    li.row.flat { (icon::small("close")) span { "see or change your password" } }
                    li.row.flat { (icon::small("close")) span { "log in on this page" } }
                }
            }
            p.soft.small { (destination(asked)) " You can take this back at any time under Settings, Apps." }
            div.row {
                button.btn.big name="decision" value="allow" { "Allow" }
                button.btn.big.calm name="decision" value="deny" { "Do not allow" }
            }
        }
    };
    frame.page(Place::Elsewhere, "Let an app in", Width::Slim, &main)
}

fn carried(asked: &Asked) -> Markup {
    html! {
        input type="hidden" name="response_type" value="code";
        input type="hidden" name="client_id" value=(asked.client_id);
        input type="hidden" name="redirect_uri" value=(asked.redirect_uri);
        input type="hidden" name="scope" value=(asked.scope);
        @if let Some(state) = &asked.state { input type="hidden" name="state" value=(state); }
        @if let Some(challenge) = &asked.code_challenge {
            input type="hidden" name="code_challenge" value=(challenge);
            input type="hidden" name="code_challenge_method" value="S256";
        }
    }
}

fn destination(asked: &Asked) -> String {
    if asked.redirect_uri == OUT_OF_BAND {
        return "You will get a code to paste into the app.".to_owned();
    }
    let host = Url::parse(&asked.redirect_uri)
        .ok()
        .and_then(|url| url.host_str().map(ToOwned::to_owned));
    host.map_or_else(
        || "You will be sent back to the app.".to_owned(),
        |host| format!("You will be sent to {host}."),
    )
}

/// The page that shows a code to be copied.
pub fn code_page(frame: &Frame, app: &str, code: &str) -> Markup {
    let main = html! {
        div.card.pad.stack {
            h1 { "Almost done" }
            p { "Copy this code and paste it into " bdi { (app) } ". It works once and only for a few minutes." }
            code.code #oob-code { (code) }
        }
    };
    frame.page(Place::Elsewhere, "Your code", Width::Slim, &main)
}

/// What scopes mean, in words; one line each, the broad ones for all that they contain.
fn in_words(scopes: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for scope in scopes.split_whitespace() {
        let line = words_of(scope);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn words_of(scope: &str) -> String {
    let words = match scope {
        "read" => "read all that you can read, also what is not for everyone",
        "read:statuses" => "read the posts that you can read",
        "read:notifications" => "read your notifications",
        "read:accounts" | "profile" => "see your profile and e-mail address",
        "read:search" => "search in your name",
        "read:follows" => "see whom you follow",
        "write" => {
            "post, edit, delete, like, boost and follow in your name, and change your profile"
        }
        "write:statuses" => "post, edit and delete in your name",
        "write:favourites" => "like posts in your name",
        "write:bookmarks" => "keep bookmarks for you",
        "write:accounts" => "change your profile",
        "write:media" => "upload files for you",
        "write:follows" | "follow" => "follow, unfollow, mute and block people for you",
        "write:notifications" => "dismiss your notifications",
        "write:blocks" => "block people for you",
        "write:mutes" => "mute people for you",
        "push" => "send you notifications on this device",
        other => return format!("use \u{201c}{other}\u{201d}"),
    };
    words.to_owned()
}

/// GET /oauth/authorize — asks the member.
pub(crate) async fn get(
    State(web): State<Web>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    if let Some(uri) = &asked.request_uri {
        return pushed::get(&web, &member, uri, &asked.client_id).await;
    }
    let asked = with_default(asked);
    let request = checked(&asked)?;
    let app = web.social.check_authorize(&request).await?;
    let mut response = member
        .visit
        .form_page(view(&member.visit.frame, &app, &asked));
    let mut policy = Csp::of(&web.social);
    if let Ok(target) = Url::parse(&asked.redirect_uri) {
        policy = policy.allowing_form_redirect_to(&target);
    }
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy.header_value());
    Ok(response)
}

/// POST /oauth/authorize — the member's decision, carried to the app.
pub(crate) async fn post(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    if let Some(uri) = sent.filled("request_uri") {
        return pushed::post(&web, &sent, uri).await;
    }
    let asked = asked_again(&sent);
    let caller = sent.caller()?;
    let request = checked(&asked)?;
    let app = web.social.check_authorize(&request).await?;
    if sent.text("decision") != "allow" {
        return answer(&web, &asked, "error", "access_denied");
    }
    let code = web.social.authorize(caller, request).await?;
    if asked.redirect_uri == OUT_OF_BAND {
        return Ok(private(code_page(&sent.visit.frame, &app.name, &code)));
    }
    answer(&web, &asked, "code", &code)
}

/// DELETE /oauth/authorize — the same form, and the decision is no.
pub(crate) async fn delete(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let asked = asked_again(&sent);
    sent.caller()?;
    web.social.check_authorize(&checked(&asked)?).await?;
    answer(&web, &asked, "error", "access_denied")
}

/// What the app asked for, as the form carries it.
fn asked_again(sent: &Sent) -> Asked {
    with_default(Asked {
        response_type: sent.text("response_type").to_owned(),
        client_id: sent.text("client_id").to_owned(),
        redirect_uri: sent.text("redirect_uri").to_owned(),
        scope: sent.text("scope").to_owned(),
        state: sent.filled("state").map(ToOwned::to_owned),
        code_challenge: sent.filled("code_challenge").map(ToOwned::to_owned),
        code_challenge_method: sent.filled("code_challenge_method").map(ToOwned::to_owned),
        request_uri: None,
    })
}

fn with_default(asked: Asked) -> Asked {
    if asked.scope.trim().is_empty() {
        Asked {
            scope: DEFAULT_SCOPES.to_owned(),
            ..asked
        }
    } else {
        asked
    }
}

/// What the core is asked. A challenge that is not S256 is refused, not ignored (RFC 9700 §2.1.1).
fn checked(asked: &Asked) -> Result<AuthorizeRequest, Refusal> {
    if asked.response_type != "code" {
        return Err(bad(
            "The app asked in a way that is not supported (response_type).",
        ));
    }
    let challenge = asked
        .code_challenge
        .clone()
        .filter(|challenge| !challenge.is_empty());
    if challenge.is_some() && asked.code_challenge_method.as_deref() != Some("S256") {
        return Err(bad(
            "The app asked in a way that is not safe (code_challenge_method must be S256).",
        ));
    }
    Ok(AuthorizeRequest {
        client_id: asked.client_id.clone(),
        redirect_uri: asked.redirect_uri.clone(),
        scopes: asked.scope.clone(),
        challenge,
    })
}

pub(super) fn bad(words: &str) -> Refusal {
    Refusal::Told(Told {
        status: StatusCode::BAD_REQUEST,
        words: words.to_owned(),
        retry: None,
    })
}

/// Sends the browser to the app, with the app's state and our name (RFC 9207).
fn answer(web: &Web, asked: &Asked, key: &str, value: &str) -> Result<Response, Refusal> {
    if asked.redirect_uri == OUT_OF_BAND {
        return Err(Refusal::Told(Told {
            status: StatusCode::FORBIDDEN,
            words: "You did not let the app in. You can close this page.".to_owned(),
            retry: None,
        }));
    }
    let mut target =
        Url::parse(&asked.redirect_uri).or(Err(bad("The app has no address to go back to.")))?;
    target.query_pairs_mut().append_pair(key, value);
    if let Some(state) = &asked.state {
        target.query_pairs_mut().append_pair("state", state);
    }
    target
        .query_pairs_mut()
        .append_pair("iss", &web.social.url(""));
    let place = HeaderValue::try_from(target.as_str())
        .or(Err(bad("The app has no address to go back to.")))?;
    Ok((
        StatusCode::SEE_OTHER,
        [
            (header::LOCATION, place),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ],
    )
        .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_said_in_plain_words_once() {
        assert_eq!(in_words("follow write:follows odd:<b>").len(), 2);
    }

    #[test]
    fn a_challenge_that_is_not_s256_is_refused() {
        let asked = |method: Option<&str>| Asked {
            response_type: "code".into(),
            code_challenge: Some("x".into()),
            code_challenge_method: method.map(Into::into),
            ..Asked::default()
        };
        assert!(checked(&asked(None)).is_err() && checked(&asked(Some("plain"))).is_err());
        assert!(checked(&asked(Some("S256"))).is_ok());
        assert!(
            checked(&Asked {
                response_type: "token".into(),
                ..Asked::default()
            })
            .is_err()
        );
    }
}
