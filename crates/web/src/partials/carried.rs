//! What a post carries beside its text and files: a poll, another post, and what its link leads to.

use maud::{Markup, html};
use model::sanitize::web_url;
use social::view::{PollView, QuoteState, QuoteView, ReactionView};
use social::{Card, PostView};

use super::post::plural;
use super::{Frame, form, icon, media, name, prose, time};

/// A poll: to vote in, or with what came of it.
pub fn poll(frame: &Frame, content: &PostView) -> Markup {
    let Some(poll) = &content.poll else {
        return html! {};
    };
    let may_vote =
        frame.me.is_some() && !poll.is_over && poll.mine.is_none() && !content.mine.wrote;
    html! {
        @if may_vote { (ballot(frame, content, poll)) } @else { (results(poll)) }
        p.soft.small { (told(frame, poll)) }
    }
}

fn ballot(frame: &Frame, content: &PostView, poll: &PollView) -> Markup {
    let (kind, of) = if poll.is_multiple {
        ("checkbox", "Choose any")
    } else {
        ("radio", "Choose one")
    };
    html! {
        form.poll method="post" action={ "/posts/" (content.id) "/vote" } {
            (form::hidden(frame))
            fieldset {
                legend.sr { (of) }
                @for (place, option) in poll.options.iter().enumerate() {
                    label {
                        input type=(kind) name=(if poll.is_multiple { format!("choice-{place}") } else { "choice".to_owned() }) value=(place) required[!poll.is_multiple];
                        span dir="auto" { (option.title) }
                    }
                }
            }
            button.btn.calm { "Vote" }
        }
    }
}

fn results(poll: &PollView) -> Markup {
    let of = if poll.is_multiple {
        poll.voters_count
    } else {
        poll.votes_count
    };
    let chosen = |place: usize| poll.mine.as_ref().is_some_and(|mine| mine.contains(&place));
    html! {
        ul.poll {
            @for (place, option) in poll.options.iter().enumerate() {
                li {
                    span dir="auto" { (option.title) @if chosen(place) { " " (icon::meaning("check", "your choice")) } }
                    @if let Some(votes) = option.votes {
                        @let share = (votes * 100).checked_div(of).unwrap_or(0);
                        b { (share) "%" }
                        progress max="100" value=(share) aria-hidden="true" {}
                    }
                }
            }
        }
    }
}

/// How many voted, and until when one can.
fn told(frame: &Frame, poll: &PollView) -> Markup {
    html! {
        (poll.voters_count) (plural(poll.voters_count, "voter"))
        @match (poll.is_over, poll.expires_at) {
            (true, _) => " · over",
            (false, Some(end)) => { " · until " (time::full(end)) }
            (false, None) => {}
        }
        @if poll.hides_totals && !poll.is_over { " · counted when it is over" }
        @if frame.me.is_none() && !poll.is_over { " · log in to vote" }
    }
}

/// The emoji under a post. Whoever is logged in joins one with a button, or takes theirs back.
pub fn reactions(frame: &Frame, content: &PostView) -> Markup {
    if content.reactions.is_empty() {
        return html! {};
    }
    html! {
        form.reactions method="post" {
            @if frame.me.is_some() { (form::hidden(frame)) }
            @for reaction in &content.reactions {
                @let verb = if reaction.mine { "unreact" } else { "react" };
                @if frame.me.is_some() {
                    button.act formaction={ "/posts/" (content.id) "/" (verb) } name="emoji" value=(reaction.emoji) aria-pressed=(reaction.mine) { (reaction_of(reaction)) }
                } @else {
                    span.act { (reaction_of(reaction)) }
                }
            }
        }
    }
}

fn reaction_of(reaction: &ReactionView) -> Markup {
    let picture = reaction.picture.as_deref().and_then(web_url);
    html! {
        @if let Some(picture) = picture { img.emoji src=(picture) alt=(reaction.emoji) title=(reaction.emoji) loading="lazy"; }
        @else { bdi { (reaction.emoji) } }
        b { (reaction.count) }
    }
}

/// The post that is quoted, or why it is not shown.
pub fn quote(frame: &Frame, quote: &QuoteView) -> Markup {
    html! {
        @match &quote.post {
            Some(quoted) if quote.state == QuoteState::Accepted => (quoted_post(frame, quoted)),
            _ => p.quoted.soft { (why(quote.state)) },
        }
    }
}

fn quoted_post(frame: &Frame, quoted: &PostView) -> Markup {
    html! {
        article.quoted aria-label="Quoted post" {
            p.row {
                a.name href=(quoted.account.path()) { (name::display(&quoted.account)) }
                a.when href=(quoted.path()) { (time::ago(frame.now, quoted.created_at)) }
            }
            @if quoted.warning.is_empty() { (quoted_body(quoted)) } @else {
                details.cw {
                    summary data-more="Show" data-less="Hide" { (icon::small("warning")) span dir="auto" { (name::with_emoji(&quoted.warning, &quoted.emojis)) } }
                    (quoted_body(quoted))
                }
            }
        }
    }
}

fn quoted_body(quoted: &PostView) -> Markup {
    html! {
        div.text dir="auto" lang=[quoted.language.as_deref()] { (prose::post(quoted)) }
        (media::attached(&quoted.media, quoted.is_sensitive && quoted.warning.is_empty()))
    }
}

const fn why(state: QuoteState) -> &'static str {
    match state {
        QuoteState::Pending => {
            "A quoted post: its author has not said yet whether it may be shown here."
        }
        QuoteState::Refused | QuoteState::Revoked => {
            "A quoted post that its author does not want shown here."
        }
        QuoteState::Deleted => "A quoted post that has been deleted.",
        QuoteState::BlockedAccount => "A quoted post by somebody you block.",
        QuoteState::MutedAccount => "A quoted post by somebody you mute.",
        QuoteState::Accepted | QuoteState::Unauthorized => {
            "A quoted post that is not for you to see."
        }
    }
}

/// What the first link of a post leads to.
pub fn card(card: &Card) -> Markup {
    let Some(address) = web_url(&card.url) else {
        return html! {};
    };
    let facts = &card.shown;
    let image = facts.image.as_deref().and_then(web_url);
    html! {
        a.link-card href=(address) rel="nofollow noopener noreferrer" target="_blank" {
            @if let Some(image) = image { img src=(image) alt=(facts.image_alt) loading="lazy" decoding="async"; }
            span.stack.tight.nogap {
                span.soft.small dir="auto" { (facts.site) }
                b dir="auto" { (facts.title) }
                @if !facts.description.is_empty() { span.soft.small.brief dir="auto" { (facts.description) } }
            }
        }
    }
}
