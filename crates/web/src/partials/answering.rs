//! Who may answer a post, as people choose it and as they are told.

use maud::{Markup, html};
use model::{InteractionPolicy, Permission};
use social::PostView;

use super::{Frame, form, icon, name};

/// The choices: the word of [`model::InteractionPolicy::answered_by`], and what it is called.
const CHOICES: [(&str, &str); 5] = [
    ("anyone", "Everyone"),
    ("followers", "Only followers"),
    ("ask", "Followers, and others when I let them in"),
    ("named", "Only those I name"),
    ("nobody", "Nobody"),
];

/// Where it is chosen.
pub(crate) fn pick() -> Markup {
    html! {
        div.field.pad {
            span #answering { "Who may answer" }
            select name="answers" aria-labelledby="answering" { @for (word, name) in CHOICES { option value=(word) { (name) } } }
        }
    }
}

/// What whoever is about to answer is told of the rules.
pub(crate) fn rules(post: &PostView) -> Markup {
    let who = name::display(&post.account);
    let InteractionPolicy { reply, asks, .. } = post.policy;
    html! {
        @if !post.mine.wrote && reply != Permission::Anyone {
            p.small.soft {
                @match reply {
                    Permission::Followers => { "Followers of " (who) " may answer." }
                    Permission::Named => { "Those whom " (who) " names may answer." }
                    Permission::Nobody | Permission::Anyone => { (who) " wants no answers." }
                }
                @if asks { " Answers of others wait until they are let in." }
            }
        }
    }
}

/// What the viewer is told of an answer that is not there for everybody, and what they can do.
pub(crate) fn standing(frame: &Frame, content: &PostView) -> Markup {
    html! {
        @if content.mine.may_let_in {
            form.note.stack.tight method="post" {
                (form::hidden(frame))
                p { (icon::small("lock")) " Only you see this answer: it waits for you." }
                div.row {
                    button.btn formaction={ "/posts/" (content.id) "/let-in" } { "Let it in" }
                    button.btn.calm formaction={ "/posts/" (content.id) "/keep-out" } { "Keep it out" }
                }
            }
        } @else if content.mine.is_not_let_in {
            p.note { (icon::small("lock")) " Whoever you answered has not let this in. Until they do, nobody else sees it." }
        }
    }
}
