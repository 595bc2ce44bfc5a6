//! Somebody in a list.

use maud::{Markup, html};
use model::sanitize::plain_text;
use social::{AccountView, RelationView};

use super::{Frame, name, relation};

/// One row: face, name, a line about them, and what can be done.
pub fn person(frame: &Frame, account: &AccountView, between: Option<&RelationView>) -> Markup {
    row(
        account,
        &html! {
            @if let Some(between) = between { (relation::main_button(frame, account, between)) }
        },
    )
}

/// One row with buttons of its own.
pub fn row(account: &AccountView, buttons: &Markup) -> Markup {
    let about: String = plain_text(&account.note_html).chars().take(160).collect();
    html! {
        div.person {
            a href=(account.path()) tabindex="-1" aria-hidden="true" { (name::face(account)) }
            div {
                (name::link(account))
                (name::acct(account)) (name::network(account))
                @if !about.is_empty() { span.bio { (about) } }
            }
            (buttons)
        }
    }
}
