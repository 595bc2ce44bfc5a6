//! Those one does not want to see.

use axum::response::Response;
use maud::{Markup, html};

use super::page;
use crate::partials::{Frame, icon};
use crate::visit::{Member, private};

/// The page.
pub fn view(frame: &Frame) -> Markup {
    let line = |href: &str, symbol: &str, label: &str, about: &str| {
        html! { a.person.plain href=(href) { (icon::icon(symbol)) div { span.name { (label) } span.soft.small { (about) } } } }
    };
    let body = html! {
        div.card.feed {
            (line("/settings/blocked", "shield", "People you block", "They cannot see you, and you do not see them."))
            (line("/settings/muted", "moon", "People you mute", "You do not see them. They are not told."))
            (line("/requests", "person", "Follow requests", "Those who would like to follow you."))
        }
    };
    page(frame, "/settings/safety", "Safety", &body)
}

/// GET /settings/safety — where to find them.
pub(crate) async fn get(member: Member) -> Response {
    private(view(&member.visit.frame))
}
