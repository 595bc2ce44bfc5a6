//! What a member decides for themselves. One page a matter.

pub mod apps;
pub mod codes;
pub mod invites;
pub mod keys;
pub mod moving;
pub mod networks;
pub mod posting;
pub mod profile;
pub mod safety;
pub mod security;

use maud::{Markup, html};
use social::caller::Role;

use crate::partials::{Frame, Place, Width, form, icon};

/// A settings page: its tabs and what is on it.
pub(crate) fn page(frame: &Frame, here: &str, title: &str, body: &Markup) -> Markup {
    let tab = |href: &str, label: &str| html! { li { a href=(href) aria-current=[(here == href).then_some("page")] { (label) } } };
    let main = html! {
        header.head { h1 { "Settings" } }
        nav aria-label="Settings" {
            ul.tabs {
                (tab("/settings", "Your page"))
                (tab("/settings/posting", "Posting"))
                (tab("/settings/networks", "Networks"))
                (tab("/settings/security", "Password"))
                (tab("/settings/apps", "Apps"))
                (tab("/settings/invites", "Invite"))
                (tab("/settings/safety", "Safety"))
                (tab("/settings/moving", "Moving"))
            }
        }
        (body)
        (elsewhere(frame))
    };
    frame.page(Place::Settings, title, Width::Column, &main)
}

/// What has no room in the bar of a phone, and the way out.
fn elsewhere(frame: &Frame) -> Markup {
    let may_manage = frame
        .me
        .as_ref()
        .is_some_and(|me| me.role >= Role::Moderator);
    html! {
        form.card.pad.row.gap-above method="post" action="/logout" {
            (form::hidden(frame))
            span.row.phone {
                a.btn.calm href="/bookmarks" { "Bookmarks" }
                a.btn.calm href="/favourites" { "Likes" }
                a.btn.calm href="/requests" { "Requests" }
                @if may_manage { a.btn.calm href="/admin" { "Manage" } }
            }
            button.btn.calm.end { (icon::small("door")) "Log out" }
        }
    }
}

/// A line that says that something was saved.
pub(crate) fn saved(is_saved: bool) -> Markup {
    html! { @if is_saved { p.note role="status" { (icon::small("check")) " Saved." } } }
}

/// The query of a page that was just saved.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Saved {
    #[serde(default)]
    pub(crate) saved: String,
}

impl Saved {
    /// Whether something was saved.
    pub(crate) fn is(&self) -> bool {
        !self.saved.is_empty()
    }
}
