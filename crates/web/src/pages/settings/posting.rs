//! How new posts start out, and how the pages look.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use social::member::{MemberSettings, Undescribed};

use super::{Saved, page, saved};
use crate::partials::composer::LANGUAGES;
use crate::partials::form::{choices, hidden, tick};
use crate::partials::{Frame, audience};
use crate::refusal::Refusal;
use crate::sent::{Sent, see_other};
use crate::state::Web;
use crate::visit::{Member, private};

/// The page.
pub fn view(frame: &Frame, settings: &MemberSettings, is_saved: bool) -> Markup {
    let audiences: Vec<_> = audience::CHOICES
        .into_iter()
        .map(|choice| {
            (
                audience::word(choice),
                audience::name(choice),
                audience::sentence(choice),
            )
        })
        .collect();
    let looks = [
        (
            "auto",
            "As my device",
            "Light by day, dark by night, if your device does that.",
        ),
        ("light", "Light", "Always light."),
        ("dark", "Dark", "Always dark."),
    ];
    let undescribed = [
        (
            Undescribed::Remind.as_str(),
            "Remind me",
            "The pages remind you once, then you can post.",
        ),
        (
            Undescribed::Refuse.as_str(),
            "Do not post them",
            "Also when an app forgets them.",
        ),
        (
            Undescribed::Accept.as_str(),
            "Post them",
            "Nothing is said.",
        ),
    ];
    let language = settings.default_language.as_deref().unwrap_or("");
    let body = html! {
        form.card.pad.stack method="post" action="/settings/posting" {
            (hidden(frame))
            (saved(is_saved))
            (choices("audience", "Who can see a new post, unless you say otherwise?", &audiences, audience::word(settings.default_audience)))
            div.field {
                label for="language" { "The language you mostly write in" }
                select #language name="language" {
                    option value="" selected[language.is_empty()] { "Not said" }
                    @for (tag, own) in LANGUAGES { option value=(tag) lang=(tag) selected[tag == language] { (own) } }
                }
            }
            (tick("sensitive", "Hide my pictures at first", "Others press a button to see them.", settings.default_sensitive))
            (choices("undescribed", "Pictures, video and sound without words for those who cannot see or hear them?", &undescribed, settings.undescribed.as_str()))
            (choices("theme", "How should the pages look?", &looks, settings.theme.as_deref().unwrap_or("auto")))
            button.btn { "Save" }
        }
    };
    page(frame, "/settings/posting", "Posting and look", &body)
}

/// GET /settings/posting — what I set.
pub(crate) async fn get(member: Member, Query(saved): Query<Saved>) -> Response {
    let frame = &member.visit.frame;
    let Some(me) = &frame.me else {
        return see_other("/login");
    };
    private(view(frame, &me.settings, saved.is()))
}

/// POST /settings/posting — changes it.
pub(crate) async fn post(State(web): State<Web>, sent: Sent) -> Result<Response, Refusal> {
    let caller = sent.caller()?;
    let before = sent
        .visit
        .frame
        .me
        .as_ref()
        .map(|me| me.settings.clone())
        .unwrap_or_default();
    let settings = MemberSettings {
        default_audience: audience::from_word(sent.text("audience"))
            .unwrap_or(before.default_audience),
        default_sensitive: sent.is_ticked("sensitive"),
        undescribed: Undescribed::from_word(sent.text("undescribed")).unwrap_or(before.undescribed),
        default_language: model::language::parse(sent.text("language")),
        theme: Some(sent.text("theme").to_owned())
            .filter(|theme| theme == "light" || theme == "dark"),
        ..before
    };
    web.social.update_settings(caller, settings).await?;
    Ok(see_other("/settings/posting?saved=1"))
}
