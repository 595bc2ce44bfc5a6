//! The key that a member signs with on Nostr, and the apps that have things signed with it.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use model::Id;
use social::event::{Keyring, ShownKey, SignerApp};
use social::{Caller, Error};

use super::{Saved, page, saved};
use crate::partials::form::{Field, Wrongs, choices, complaint, hidden, trouble};
use crate::partials::{Frame, icon, time};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

const HERE: &str = "/settings/networks/keys";
/// What an app for posting has signed: posts of all kinds, answers, likes and reposts, votes, what takes them back, and what
/// shows servers who asks.
const POSTING: [u16; 16] = [
    1, 5, 6, 7, 16, 20, 1018, 1068, 1111, 30023, 10002, 10063, 22242, 24242, 27235, 30315,
];

/// What is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Shown {
    /// Nothing.
    #[default]
    Nothing,
    /// The secret.
    Secret(String),
    /// Where an app connects.
    Connection(String),
}

/// The page.
pub fn view(
    frame: &Frame,
    key: &ShownKey,
    apps: &[SignerApp],
    shown: &Shown,
    (is_saved, wrongs): (bool, &Wrongs),
) -> Markup {
    let body = html! {
        (saved(is_saved))
        div.stack {
            (standing(key))
            @if key.is_kept_here {
                (connections(frame, apps, shown, wrongs))
                (export(frame, shown, wrongs))
            }
            (change(frame, key, wrongs))
        }
    };
    page(frame, "/settings/networks", "Your key on Nostr", &body)
}

fn standing(key: &ShownKey) -> Markup {
    html! {
        section.card.pad.stack.tight aria-labelledby="key" {
            h2 #key { "Your key on Nostr" }
            p { "People and apps there know you by this name. It is yours for as long as you have the secret that belongs to it." }
            p { bdi dir="ltr" { code { (key.name) } } }
            @if key.is_kept_here {
                p.row { (icon::small("check")) span { "This server keeps the secret, locked, and signs for you. You need not do anything." } }
            } @else {
                p.note { "You keep the secret yourself. This server cannot sign for you: what you write here is not on Nostr; what you write with an app there appears here." }
            }
        }
    }
}

fn connections(frame: &Frame, apps: &[SignerApp], shown: &Shown, wrongs: &Wrongs) -> Markup {
    html! {
        section.card.pad.stack.tight aria-labelledby="connections" {
            h2 #connections { "Apps that sign as you" }
            p { "An app of Nostr can use your key without ever having it: it asks this server for each thing. You can end that at any time." }
            @if let Shown::Connection(address) = shown {
                p.note role="status" { "Paste this into the app within an hour. It works once, and is not shown again:" br; bdi dir="ltr" { code { (address) } } }
            }
            @for app in apps { (one(frame, app)) }
            form.stack.tight method="post" action={ (HERE) "/apps" } {
                (hidden(frame))
                (Field::new("name", "Which app is it for?").max(60).required().show("", wrongs))
                (choices("may", "What may it do?", &[
                    ("post", "Post as you", "Posts, answers, likes, reposts and votes. Not your profile, nor whom you follow, nor private messages."),
                    ("all", "Everything", "Also your profile, whom you follow, and your private messages."),
                ], "post"))
                button.btn { "Connect an app" }
            }
        }
    }
}

fn one(frame: &Frame, app: &SignerApp) -> Markup {
    html! {
        form.row method="post" action={ (HERE) "/apps/" (app.id) "/end" } {
            (hidden(frame))
            span {
                bdi { (app.name) }
                span.soft.small {
                    @if app.kinds.is_empty() { " may do everything" } @else { " may post as you" }
                    @match (app.is_connected, app.used_at) {
                        (true, Some(then)) => { ", last used " (time::ago(frame.now, then)) },
                        (true, None) => { ", never used" },
                        (false, _) => { ", has not come yet" },
                    }
                }
            }
            button.btn.calm.end { "End" span.sr { " the connection of " (app.name) } }
        }
    }
}

fn export(frame: &Frame, shown: &Shown, wrongs: &Wrongs) -> Markup {
    html! {
        section.card.pad.stack.tight aria-labelledby="export" {
            h2 #export { "Take your secret along" }
            p { "With it you are yourself in any app of Nostr, also without this server. Whoever else has it is you, too, for ever: nobody can take it back. Keep it like the key of a house." }
            @if let Shown::Secret(secret) = shown {
                p.note role="status" { "Your secret, shown this once:" br; bdi dir="ltr" { code { (secret) } } }
            }
            form.stack.tight method="post" action={ (HERE) "/export" } {
                (hidden(frame))
                (Field::new("export_password", "Your password").kind("password", "current-password").max(1_000).required().show("", wrongs))
                button.btn.calm { "Show my secret" }
            }
        }
    }
}

fn change(frame: &Frame, key: &ShownKey, wrongs: &Wrongs) -> Markup {
    html! {
        section.card.pad.stack.tight aria-labelledby="change" {
            h2 #change { "Use another key" }
            p.note { "On Nostr you are your key: with another one you are somebody new there, and who follows the old one does not follow the new one. What was signed stays signed by the old key." }
            form.stack.tight method="post" action=(HERE) {
                (hidden(frame))
                (trouble(wrongs))
                (choices("wanted", "Which one?", &[
                    ("secret", "One that I have, kept here", "You give this server the secret (nsec1…), and it signs for you."),
                    ("own", "One that I have and keep", "You show that it is yours. This server never sees the secret, and cannot sign for you."),
                    ("new", "A new one, kept here", "For when somebody else may have your secret."),
                ], ""))
                (Field::new("secret", "Your secret").hint("Only for a key that is to be kept here: nsec1…").kind("password", "off").max(100).show("", wrongs))
                div.field {
                    label for="proof" { "A signed event" }
                    p.soft.small #proof-hint {
                        "Only for a key that you keep. Have your app sign an event of kind 22242 with the tags "
                        bdi dir="ltr" { code { "[[\"relay\",\"" (key.relay) "\"],[\"challenge\",\"" (key.challenge) "\"]]" } }
                        " and paste it here within a few minutes."
                    }
                    textarea #proof name="proof" rows="4" maxlength="10000" dir="ltr" spellcheck="false" autocomplete="off" aria-describedby="proof-hint" {}
                    (complaint("proof", wrongs.of("proof")))
                }
                (Field::new("password", "Your password").kind("password", "current-password").max(1_000).required().show("", wrongs))
                button.btn { "Use this key" }
            }
        }
    }
}

async fn show(
    web: &Web,
    caller: &Caller,
    frame: &Frame,
    shown: &Shown,
    about: (bool, &Wrongs),
) -> Result<Response, Refusal> {
    let key = keyring(web)?.show(caller).await?;
    let apps = web.social.signer_apps(caller).await?;
    Ok(private(view(frame, &key, &apps, shown, about)))
}

fn keyring(web: &Web) -> Result<&dyn Keyring, Refusal> {
    web.social.keyring().ok_or_else(Refusal::not_found)
}

/// The page again, with what is wrong.
async fn again(web: &Web, sent: &Sent, wrongs: &Wrongs) -> Result<Response, Refusal> {
    let (caller, frame) = (sent.caller()?, &sent.visit.frame);
    show(web, caller, frame, &Shown::Nothing, (false, wrongs)).await
}

/// GET /settings/networks/keys — my key.
pub(crate) async fn get(
    State(web): State<Web>,
    member: Member,
    Query(saved): Query<Saved>,
) -> Result<Response, Refusal> {
    let about = (saved.is(), &Wrongs::default());
    let frame = &member.visit.frame;
    show(&web, &member.caller, frame, &Shown::Nothing, about).await
}

/// POST /settings/networks/keys — another key.
pub(crate) async fn post(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    match use_another(&web, &sent).await? {
        Ok(()) => Ok(see_other("/settings/networks/keys?saved=1")),
        Err(error @ (Error::Invalid { .. } | Error::Conflict(_))) => {
            again(&web, &sent, &Wrongs::from_errors(&[error])).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn use_another(web: &Web, sent: &Sent) -> Result<Result<(), Error>, Refusal> {
    let (caller, keys) = (sent.caller()?, keyring(web)?);
    let confirmed = web.social.confirm_password(caller, sent.text("password"));
    if let Err(error) = confirmed.await {
        return Ok(Err(error));
    }
    Ok(match sent.text("wanted") {
        "new" => keys.renew(caller).await,
        "secret" => keys.bring_secret(caller, sent.text("secret")).await,
        "own" => keys.bring_public(caller, sent.text("proof")).await,
        _ => Err(Error::invalid("wanted", "blank", "is not chosen")),
    })
}

/// POST /settings/networks/keys/export — shows my secret once.
pub(crate) async fn export_secret(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    let password = sent.text("export_password");
    match keyring(&web)?.export(caller, password).await {
        Ok(secret) => {
            let shown = Shown::Secret(secret);
            let about = (false, &Wrongs::default());
            show(&web, caller, &sent.visit.frame, &shown, about).await
        }
        Err(Error::Invalid { .. }) => {
            let wrongs = Wrongs::one("export_password", "That is not your password.");
            again(&web, &sent, &wrongs).await
        }
        Err(other) => Err(other.into()),
    }
}

/// POST /settings/networks/keys/apps — lets an app sign, and shows once where it connects.
pub(crate) async fn connect(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    let key = keyring(&web)?.show(caller).await?;
    let kinds: &[u16] = if sent.text("may") == "all" {
        &[]
    } else {
        &POSTING
    };
    match web
        .social
        .create_signer_app(caller, sent.text("name"), kinds)
        .await
    {
        Ok(word) => {
            let shown = Shown::Connection(address(&key, &word));
            let about = (false, &Wrongs::default());
            show(&web, caller, &sent.visit.frame, &shown, about).await
        }
        Err(error @ (Error::Invalid { .. } | Error::Conflict(_))) => {
            again(&web, &sent, &Wrongs::from_errors(&[error])).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Where an app connects, and the word that it comes with (NIP-46).
fn address(key: &ShownKey, word: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("relay", &key.relay);
    query.append_pair("secret", word);
    format!("bunker://{}?{}", key.hex, query.finish())
}

/// POST /settings/networks/keys/apps/{id}/end — an app signs no more.
pub(crate) async fn end(
    State(web): State<Web>,
    Path(id): Path<Id>,
    sent: Sent,
) -> Result<Response, Refusal> {
    web.social.end_signer_app(sent.caller()?, id).await?;
    Ok(see_other("/settings/networks/keys?saved=1"))
}
