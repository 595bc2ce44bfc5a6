//! Follow, mute, block: the buttons between the member and somebody else.

use maud::{Markup, html};
use social::{AccountView, RelationView};

use super::{Frame, form, icon, name};

/// The one button that matters in a list: follow, or what stands in its way.
pub fn main_button(frame: &Frame, account: &AccountView, between: &RelationView) -> Markup {
    if frame.me.is_none() || frame.is_me(account) {
        return html! {};
    }
    html! {
        form method="post" data-relation=(account.id) data-look="row" { (form::hidden(frame)) (follow_button(account, between)) }
    }
}

fn follow_button(account: &AccountView, between: &RelationView) -> Markup {
    let to = |verb: &str| format!("/accounts/{}/{verb}", account.id);
    html! {
        @if between.blocking {
            button.btn.bad formaction=(to("unblock")) { "Unblock" }
        } @else if between.following {
            button.btn.calm formaction=(to("unfollow")) title={ "Stop following " (name::shown(account)) } { (icon::small("check")) "Following" }
        } @else if between.requested {
            button.btn.calm formaction=(to("unfollow")) title="Take the request back" { (icon::small("clock")) "Requested" }
        } @else if !between.blocked_by {
            button.btn formaction=(to("follow")) { @if account.is_locked { "Ask to follow" } @else if between.followed_by { "Follow back" } @else { "Follow" } }
        }
        span.sr { " " (name::shown(account)) }
    }
}

/// All that can be done, on somebody's page.
pub fn panel(frame: &Frame, account: &AccountView, between: &RelationView) -> Markup {
    let to = |verb: &str| format!("/accounts/{}/{verb}", account.id);
    html! {
        form.row #relation method="post" data-relation=(account.id) data-look="panel" {
            (form::hidden(frame))
            @if between.requested_by {
                button.btn formaction=(to("accept")) { "Let them follow me" }
                button.btn.calm formaction=(to("reject")) { "Refuse" }
            }
            (follow_button(account, between))
            details.menu {
                summary.act title="More" { (icon::icon("more")) span.sr { "More about " (name::shown(account)) } }
                div.card {
                    a href={ "/home?to=" (account.acct()) "#composer" } { (icon::icon("at")) "Write to them" }
                    @if between.following { (boosts(&to, between.showing_boosts)) }
                    @if between.followed_by { button formaction=(to("remove")) { (icon::icon("close")) "Remove from my followers" } }
                    @if between.muting { button formaction=(to("unmute")) { (icon::icon("moon")) "Stop muting" } }
                    @else { button formaction=(to("mute")) { (icon::icon("moon")) "Mute: hide what they post" } }
                    @if !between.blocking { button.danger formaction=(to("block")) { (icon::icon("shield")) "Block: neither sees the other" } }
                }
            }
        }
    }
}

fn boosts(to: &impl Fn(&str) -> String, shows: bool) -> Markup {
    html! {
        @if shows { button formaction=(to("hide-boosts")) { (icon::icon("boost")) "Hide their boosts" } }
        @else { button formaction=(to("show-boosts")) { (icon::icon("boost")) "Show their boosts" } }
    }
}
