//! Apps one has let in, and which ones there are.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use model::Id;
use social::Error;
use social::oauth::bound::BoundApp;
use social::oauth::{AppView, AuthorizedApp};

use super::page;
use crate::partials::form::hidden;
use crate::partials::{Frame, icon, time};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

/// The page. `server` is what people type into an app.
pub fn view(frame: &Frame, server: &str, apps: &[AuthorizedApp]) -> Markup {
    let body = html! {
        div.stack {
            section.card.pad.stack.tight {
                h2 { "Use the app you like" }
                p { "Every Mastodon app works here, for example Ivory, Mona, Ice Cubes, Tusky, Phanpy or Elk. When the app asks for your server, enter:" }
                code.code dir="ltr" { (server) }
            }
            section.card aria-labelledby="apps" {
                div.pad { h2 #apps { "Apps you have let in" } @if apps.is_empty() { p.soft { "None so far." } } }
                div.feed { @for app in apps { (one(frame, app)) } }
            }
        }
    };
    page(frame, "/settings/apps", "Apps", &body)
}

fn one(frame: &Frame, app: &AuthorizedApp) -> Markup {
    html! {
        div.person {
            (icon::icon("app"))
            div {
                bdi { (app.app.name) }
                span.soft.small { "Let in " (time::day(app.created_at)) @if let Some(used) = app.last_used_at { ", last used " (time::ago(frame.now, used)) } }
            }
            form method="post" action={ "/settings/apps/" (app.token_id) "/end" } { (hidden(frame)) button.btn.calm { "Take away" span.sr { " the access of " (app.app.name) } } }
        }
    }
}

/// GET /settings/apps — the apps I let in.
pub(crate) async fn get(State(web): State<Web>, member: Member) -> Result<Response, Refusal> {
    let mut apps = web.social.authorized_apps(&member.caller).await?;
    let bound = web.social.bound_apps(&member.caller).await?;
    apps.extend(bound.into_iter().map(listed));
    Ok(private(view(&member.visit.frame, &server(&web), &apps)))
}

/// An app of another network, on the same list: for people it is an app like others.
fn listed(app: BoundApp) -> AuthorizedApp {
    AuthorizedApp {
        app: AppView {
            id: app.id,
            client_id: app.client_id,
            client_secret: None,
            name: app.name,
            website: None,
            redirect_uris: Vec::new(),
            scopes: app.scopes.clone(),
        },
        token_id: app.id,
        scopes: app.scopes,
        created_at: app.created_at,
        last_used_at: Some(app.renewed_at),
    }
}

/// Host and port of the public address.
fn server(web: &Web) -> String {
    let url = web.social.base_url();
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// POST /settings/apps/{id}/end — takes an app's access away.
pub(crate) async fn end(
    State(web): State<Web>,
    Path(id): Path<Id>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    match web.social.revoke_access(caller, id).await {
        Err(Error::NotFound(_)) => web.social.end_bound_grant(caller, id).await?,
        other => other?,
    }
    Ok(see_other("/settings/apps"))
}
