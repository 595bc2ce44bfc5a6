//! Where a member lets an app in that said ahead what it wants (RFC 9126). Nothing of what they agree to comes from the
//! browser: it shows what was pushed, and sends back its name.

use axum::response::{IntoResponse, Response};
use edge::security_headers::Csp;
use http::{HeaderValue, StatusCode, header};
use maud::{Markup, html};
use social::oauth::bound::{PushedRequest, ResponseMode};
use url::{Url, form_urlencoded};

use super::consent::bad;
use crate::partials::{Frame, Place, Width, icon, name};
use crate::refusal::Refusal;
use crate::sent::Sent;
use crate::state::Web;
use crate::visit::Member;

/// The page that asks.
pub fn view(frame: &Frame, asked: &PushedRequest, uri: &str) -> Markup {
    let host = &asked.client_host;
    let main = html! {
        form.card.pad.stack method="post" action="/oauth/authorize" {
            input type="hidden" name="csrf" value=(frame.csrf);
            input type="hidden" name="client_id" value=(asked.client_id);
            input type="hidden" name="request_uri" value=(uri);
            div.stack.tight {
                h1 { bdi { (asked.client_name.as_ref().unwrap_or(host)) } " would like to use your account" }
                p.soft { (of_whom(host)) }
                @if let Some(me) = &frame.me {
                    p.row { (name::small_face(&me.account)) span { "You are " (name::acct(&me.account)) } }
                }
            }
            section.stack.tight {
                h2 { "It could" }
                ul.bare.stack.tight { @for line in &asked.in_words { li.row.flat { (icon::small("check")) span { (line) } } } }
            }
            section.stack.tight {
                h2 { "It could not" }
                ul.bare.stack.tight {
                    li.row.flat { (icon::small("close")) span { "see or change your password" } }
                    li.row.flat { (icon::small("close")) span { "log in on this page" } }
                }
            }
            p.soft.small { "You can take this back at any time under Settings, Apps." }
            div.row {
                button.btn.big name="decision" value="allow" { "Allow" }
                button.btn.big.calm name="decision" value="deny" { "Do not allow" }
            }
        }
    };
    frame.page(Place::Elsewhere, "Let an app in", Width::Slim, &main)
}

/// Anybody can call an app anything; who answers for it can be judged.
fn of_whom(host: &str) -> String {
    if host == "localhost" {
        return "It runs on your own device. Go on only if you have just started it.".to_owned();
    }
    format!("It is an app of {host}. Go on only if you know it.")
}

/// GET `/oauth/authorize?request_uri=` — asks the member.
pub(super) async fn get(
    web: &Web,
    member: &Member,
    uri: &str,
    client_id: &str,
) -> Result<Response, Refusal> {
    let asked = web.social.pushed_request(uri, client_id).await?;
    let target = target(&asked)?;
    let mut response = member
        .visit
        .form_page(view(&member.visit.frame, &asked, uri));
    let policy = Csp::of(&web.social).allowing_form_redirect_to(&target);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy.header_value());
    Ok(response)
}

/// POST `/oauth/authorize` with `request_uri` — the member's decision, carried to the app.
pub(super) async fn post(web: &Web, sent: &Sent, uri: &str) -> Result<Response, Refusal> {
    let (caller, client_id) = (sent.caller()?, sent.text("client_id"));
    if sent.text("decision") != "allow" {
        let asked = web.social.refuse_pushed(uri, client_id).await?;
        let said = [
            ("error", "access_denied"),
            ("error_description", "The member rejected the request."),
        ];
        return answer(web, &asked, &said);
    }
    if web.social.repo(caller.account_id).await?.is_none() {
        return Err(bad(
            "Your account is not on this app\u{2019}s network yet. Please try again in a minute.",
        ));
    }
    let (asked, code) = web.social.agree_to_pushed(caller, uri, client_id).await?;
    answer(web, &asked, &[("code", &code)])
}

fn target(asked: &PushedRequest) -> Result<Url, Refusal> {
    Url::parse(&asked.redirect_uri).or(Err(bad("The app has no address to go back to.")))
}

/// Sends the browser to the app, with the app's state and our name (RFC 9207), in the way that the app wanted.
fn answer(web: &Web, asked: &PushedRequest, said: &[(&str, &str)]) -> Result<Response, Refusal> {
    let mut target = target(asked)?;
    let issuer = web.social.url("");
    let mut told = said.to_vec();
    told.push(("iss", issuer.as_str()));
    if let Some(state) = &asked.state {
        told.push(("state", state));
    }
    match asked.response_mode {
        ResponseMode::Query => {
            target.query_pairs_mut().extend_pairs(told);
        }
        ResponseMode::Fragment => {
            let fragment = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(told)
                .finish();
            target.set_fragment(Some(&fragment));
        }
    }
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
