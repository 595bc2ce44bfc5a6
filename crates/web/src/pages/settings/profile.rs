//! What others see of a member.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use model::account::{MAX_DISPLAY_NAME_CHARS, MAX_FIELD_CHARS, MAX_FIELDS, MAX_NOTE_CHARS};
use model::{AccountKind, Field as Row};
use social::member::ProfileUpdate;
use social::{AccountView, Error};

use super::{Saved, page, saved};
use crate::partials::form::{Field, Wrongs, hidden, tick, trouble};
use crate::partials::{Frame, name};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

/// The page.
pub fn view(frame: &Frame, account: &AccountView, is_saved: bool, wrongs: &Wrongs) -> Markup {
    let body = html! {
        form.card.pad.stack method="post" action="/settings" {
            (hidden(frame))
            (saved(is_saved))
            (trouble(wrongs))
            div.row { (name::face(account)) div.stack.nogap { (name::link(account)) (name::acct(account)) } }
            (Field::new("display_name", "Name").max(MAX_DISPLAY_NAME_CHARS).show(&account.display_name, wrongs))
            (Field::new("note", "About you").hint("Links, @names and #tags work here.").kind("textarea", "off").max(MAX_NOTE_CHARS).show(&account.note_source, wrongs))
            (rows(&account.fields_source, wrongs))
            fieldset {
                legend { "Who can find and follow you" }
                (tick("is_locked", "I approve my followers", "People ask first. Posts for followers stay among those you chose.", account.is_locked))
                (tick("is_discoverable", "Recommend me", "Others may be shown your page as somebody to follow.", account.is_discoverable))
                (tick("is_indexable", "Let my public posts be found by search", "Here and by search engines.", account.is_indexable))
                (tick("is_bot", "This account is automated", "A program posts here.", account.kind == AccountKind::Bot))
            }
            button.btn { "Save" }
        }
    };
    page(frame, "/settings", "Your page", &body)
}

fn rows(fields: &[Row], wrongs: &Wrongs) -> Markup {
    html! {
        fieldset.stack.tight {
            legend { "A table on your page" }
            p.soft.small { "Your website, pronouns, where you live: up to four rows." }
            @for at in 0..MAX_FIELDS {
                @let row = fields.get(at).cloned().unwrap_or_default();
                div.pair {
                    input.box name={ "field_name_" (at) } value=(row.name) dir="auto" maxlength=(MAX_FIELD_CHARS) placeholder="Label" aria-label={ "Label of row " (at + 1) } autocomplete="off";
                    input.box name={ "field_value_" (at) } value=(row.value) dir="auto" maxlength=(MAX_FIELD_CHARS) placeholder="Content" aria-label={ "Content of row " (at + 1) } autocomplete="off";
                }
            }
            (crate::partials::form::complaint("fields", wrongs.of("fields")))
        }
    }
}

/// GET /settings — my page.
pub(crate) async fn get(member: Member, Query(saved): Query<Saved>) -> Response {
    let frame = &member.visit.frame;
    let Some(me) = &frame.me else {
        return see_other("/login");
    };
    private(view(frame, &me.account, saved.is(), &Wrongs::default()))
}

/// POST /settings — changes my page.
pub(crate) async fn post(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    let fields = (0..MAX_FIELDS)
        .map(|at| Row {
            name: sent.text(&format!("field_name_{at}")).trim().to_owned(),
            value: sent.text(&format!("field_value_{at}")).trim().to_owned(),
        })
        .filter(|row| !row.name.is_empty() || !row.value.is_empty())
        .collect();
    let update = ProfileUpdate {
        display_name: Some(sent.text("display_name").trim().to_owned()),
        note: Some(sent.text("note").trim().to_owned()),
        fields: Some(fields),
        is_locked: Some(sent.is_ticked("is_locked")),
        is_bot: Some(sent.is_ticked("is_bot")),
        is_discoverable: Some(sent.is_ticked("is_discoverable")),
        is_indexable: Some(sent.is_ticked("is_indexable")),
        ..ProfileUpdate::default()
    };
    match web.social.update_profile(caller, update.clone()).await {
        Ok(_) => Ok(see_other("/settings?saved=1")),
        Err(error @ Error::Invalid { .. }) => {
            let frame = &sent.visit.frame;
            let Some(me) = &frame.me else {
                return Ok(see_other("/login"));
            };
            Ok(private(view(
                frame,
                &typed(&me.account, update),
                false,
                &Wrongs::from_errors(&[error]),
            )))
        }
        Err(other) => Err(other.into()),
    }
}

/// The account as it was typed, so that nothing typed is lost.
fn typed(account: &AccountView, update: ProfileUpdate) -> AccountView {
    let mut account = account.clone();
    account.display_name = update.display_name.unwrap_or_default();
    account.note_source = update.note.unwrap_or_default();
    account.fields_source = update.fields.unwrap_or_default();
    account.is_locked = update.is_locked.unwrap_or_default();
    account
}
