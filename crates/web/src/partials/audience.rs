//! For whom a post is, in words.

use maud::{Markup, html};
use model::Audience;

use super::icon;

/// The audiences a member may choose, widest first.
pub const CHOICES: [Audience; 5] = [
    Audience::Public,
    Audience::Quiet,
    Audience::Local,
    Audience::Followers,
    Audience::Mentioned,
];

/// The word used in forms.
pub const fn word(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "public",
        Audience::Quiet => "quiet",
        Audience::Followers => "followers",
        Audience::Circle => "circle",
        Audience::Mentioned => "mentioned",
        Audience::Local => "local",
    }
}

/// Reads the word used in forms.
pub fn from_word(text: &str) -> Option<Audience> {
    CHOICES.into_iter().find(|audience| word(*audience) == text)
}

/// Its name.
pub const fn name(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "Everyone",
        Audience::Quiet => "Everyone, quietly",
        Audience::Followers => "My followers",
        Audience::Circle => "A circle",
        Audience::Mentioned => "Only people I name",
        Audience::Local => "This community",
    }
}

/// Who can see it, in one sentence.
pub const fn sentence(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => {
            "Anyone can read this, here and on every network you are on, and pass it on."
        }
        Audience::Quiet => {
            "Anyone who comes by can read this, but it stays out of public feeds and search."
        }
        Audience::Followers => "Only people who follow you, and those you name, can read this.",
        Audience::Circle => "Only the people of that circle can read this.",
        Audience::Mentioned => "Only those you name with @ can read this. It is not encrypted.",
        Audience::Local => {
            "Only members of this community can read this. It never leaves this server."
        }
    }
}

/// Its icon.
pub const fn symbol(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "globe",
        Audience::Quiet => "moon",
        Audience::Followers | Audience::Circle => "lock",
        Audience::Mentioned => "at",
        Audience::Local => "tree",
    }
}

/// What stands beside a post that is not for everyone.
pub fn mark(audience: Audience) -> Markup {
    let words = match audience {
        Audience::Public => return html! {},
        Audience::Quiet => "Kept out of public feeds",
        Audience::Followers => "Followers only",
        Audience::Circle => "For a circle",
        Audience::Mentioned => "Only for those named",
        Audience::Local => "Only in this community",
    };
    icon::meaning(symbol(audience), words)
}
