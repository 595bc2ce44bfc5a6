//! Line icons from one cached sprite.

use maud::{Markup, html};

use crate::assets;

/// An icon beside a word. Hidden from screen readers: the word says it.
pub fn icon(name: &str) -> Markup {
    html! {
        svg.i aria-hidden="true" { use href=(reference(name)) {} }
    }
}

/// A small icon inside a line of text.
pub fn small(name: &str) -> Markup {
    html! {
        svg.i.s aria-hidden="true" { use href=(reference(name)) {} }
    }
}

/// A small icon that stands alone, with the words it stands for.
pub fn meaning(name: &str, words: &str) -> Markup {
    html! {
        span title=(words) { (small(name)) span.sr { (words) } }
    }
}

fn reference(name: &str) -> String {
    format!("{}#{name}", assets::icons_path())
}
