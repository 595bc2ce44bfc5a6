//! Custom emoji: what there is, new ones, and those of other servers.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use model::Id;
use model::sanitize::web_url;
use serde::Deserialize;
use social::emoji::{EmojiView, ImportedEmoji, NewEmoji, OfferedEmoji};
use social::{Caller, Error};

use crate::partials::form::{Field, Wrongs, hidden, trouble};
use crate::partials::{Frame, Place, Width, icon};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

/// Boxes that one form can carry beside its other fields.
const BOXES: usize = 50;

/// What a page shows beside the emoji of this community.
#[derive(Debug, Default)]
pub struct Shown<'a> {
    /// The server that was asked.
    pub server: &'a str,
    /// What it has.
    pub offered: &'a [OfferedEmoji],
    /// What became of those that were to be copied.
    pub imported: &'a [ImportedEmoji],
    /// What was wrong with the last try.
    pub wrongs: Wrongs,
}

/// The page.
pub fn view(frame: &Frame, own: &[EmojiView], shown: &Shown<'_>) -> Markup {
    let main = html! {
        header.head { a.act href="/admin" title="Back" { (icon::icon("back")) span.sr { "Back" } } h1 { "Emoji" } }
        div.stack {
            (trouble(&shown.wrongs))
            (copied(shown.imported))
            section.card.pad.stack.tight aria-labelledby="own" {
                h2 #own { "Of this community" }
                @if own.is_empty() { p.soft { "None yet. A word between two colons becomes a picture in posts and names." } }
                @for emoji in own { (row(frame, emoji)) }
            }
            (adding(frame, &shown.wrongs))
            (copying(frame, shown))
        }
    };
    frame.page(Place::Admin, "Emoji", Width::Column, &main)
}

fn row(frame: &Frame, emoji: &EmojiView) -> Markup {
    html! {
        form.row.flat method="post" action={ "/admin/emojis/" (emoji.id) "/delete" } {
            (hidden(frame))
            (picture(&emoji.url, ""))
            span { bdi dir="ltr" { ":" (emoji.shortcode) ":" } @if let Some(credit) = &emoji.credit { " " span.soft.small { "from " bdi dir="ltr" { (credit) } } } }
            button.act.end title="Remove" { (icon::icon("trash")) span.sr { "Remove :" (emoji.shortcode) ":" } }
        }
    }
}

pub(super) fn picture(url: &str, words: &str) -> Markup {
    html! { @if let Some(url) = web_url(url) { img.emoji.large src=(url) alt=(words) loading="lazy" decoding="async"; } }
}

fn adding(frame: &Frame, wrongs: &Wrongs) -> Markup {
    html! {
        form.card.pad.stack.tight method="post" action="/admin/emojis" enctype="multipart/form-data" {
            (hidden(frame))
            h2 { "A new one" }
            (Field::new("shortcode", "Its word").hint("2 to 50 letters, digits or underscores; people write it between two colons.").max(50).required().show("", wrongs))
            div.field { label for="image" { "Its picture" } input #image type="file" name="image" accept="image/*" required; }
            p { button.btn { "Add" } }
        }
    }
}

fn copying(frame: &Frame, shown: &Shown<'_>) -> Markup {
    html! {
        section.card.pad.stack.tight aria-labelledby="others" {
            h2 #others { "Of another server" }
            form.stack.tight method="get" action="/admin/emojis" {
                (Field::new("server", "Its name").hint("As far.example. You see what it has, and copy what you like; its name is shown beside them.").max(253).required().show(shown.server, &shown.wrongs))
                p { button.btn.calm { "Look" } }
            }
            @if !shown.offered.is_empty() {
                form.stack.tight method="post" action="/admin/emojis/import" {
                    (hidden(frame))
                    input type="hidden" name="server" value=(shown.server);
                    p.soft { "Choose up to " (BOXES) " at once." }
                    div.row.offered {
                        @for emoji in shown.offered {
                            label.row { input type="checkbox" name={ "emoji-" (emoji.shortcode) } disabled[emoji.is_taken]; (picture(&emoji.url, "")) bdi.small dir="ltr" { (emoji.shortcode) } @if emoji.is_taken { span.soft.small { "taken" } } }
                        }
                    }
                    p { button.btn { "Copy what is chosen" } }
                }
            }
        }
    }
}

fn copied(imported: &[ImportedEmoji]) -> Markup {
    let failed = imported.iter().filter(|one| one.failure.is_some());
    html! {
        @if !imported.is_empty() {
            @let good = imported.iter().filter(|one| one.failure.is_none()).count();
            p.note role="status" { @if good == 1 { "One was copied." } @else { (good) " were copied." } }
        }
        @for one in failed {
            p.note.bad { bdi dir="ltr" { ":" (one.shortcode) ":" } " was not copied. " (one.failure.as_deref().unwrap_or_default()) }
        }
    }
}

/// Which server is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Looking {
    server: String,
}

/// GET /admin/emojis — what there is, and what another server has.
pub(crate) async fn get(
    State(web): State<Web>,
    member: Member,
    Query(looking): Query<Looking>,
) -> Result<Response, Refusal> {
    may_look(&member.caller)?;
    let mut shown = Shown {
        server: looking.server.trim(),
        ..Shown::default()
    };
    let mut offered = Vec::new();
    if !shown.server.is_empty() {
        match web
            .social
            .emojis_of_server(&member.caller, shown.server)
            .await
        {
            Ok(found) if found.is_empty() => {
                shown.wrongs = Wrongs::one("server", "This server has none.");
            }
            Ok(found) => offered = found,
            Err(error) => shown.wrongs = Wrongs::from_errors(&[error]),
        }
    }
    shown.offered = &offered;
    let own = web.social.custom_emojis().await?;
    Ok(private(view(&member.visit.frame, &own, &shown)))
}

fn may_look(caller: &Caller) -> Result<(), Error> {
    if caller.role < social::caller::Role::Admin {
        return Err(Error::Forbidden(
            "Only those who run this community may see this page.",
        ));
    }
    Ok(())
}

/// POST /admin/emojis — adds one.
pub(crate) async fn post(State(web): State<Web>, mut sent: Sent) -> Result<Response, Refusal> {
    let picture = sent.take_file("image").unwrap_or_default();
    let caller = sent.caller()?;
    let new = NewEmoji {
        shortcode: sent.text("shortcode").to_owned(),
        picture,
        ..NewEmoji::default()
    };
    match web.social.add_emoji(caller, new).await {
        Ok(_) => Ok(see_other("/admin/emojis")),
        Err(error @ Error::Invalid { .. }) => {
            let shown = Shown {
                wrongs: Wrongs::from_errors(&[error]),
                ..Shown::default()
            };
            again(&web, &sent, &shown).await
        }
        Err(other) => Err(other.into()),
    }
}

/// POST /admin/emojis/import — copies those that are chosen.
pub(crate) async fn import(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    let server = sent.text("server").to_owned();
    let chosen: Vec<String> = sent.ticked("emoji-").map(ToOwned::to_owned).collect();
    let imported = web.social.import_emojis(caller, &server, &chosen).await;
    let imported = match imported {
        Ok(imported) => imported,
        Err(error @ (Error::Invalid { .. } | Error::Unreachable(_))) => {
            let shown = Shown {
                server: &server,
                wrongs: Wrongs::from_errors(&[error]),
                ..Shown::default()
            };
            return again(&web, &sent, &shown).await;
        }
        Err(other) => return Err(other.into()),
    };
    let shown = Shown {
        server: &server,
        imported: &imported,
        ..Shown::default()
    };
    again(&web, &sent, &shown).await
}

async fn again(web: &Web, sent: &Sent, shown: &Shown<'_>) -> Result<Response, Refusal> {
    let own = web.social.custom_emojis().await?;
    Ok(private(view(&sent.visit.frame, &own, shown)))
}

/// POST /admin/emojis/{id}/delete — removes one.
pub(crate) async fn delete(
    State(web): State<Web>,
    Path(id): Path<Id>,
    sent: Sent,
) -> Result<Response, Refusal> {
    web.social.remove_emoji(sent.caller()?, id).await?;
    Ok(see_other("/admin/emojis"))
}
