//! What others write as HTML: whatever comes out has no script and leads nowhere but to the web, and so has what a browser makes
//! of it. Elements that overlap come out in a form that is read with other borders between them the second time: the words stay.
#![no_main]

use libfuzzer_sys::fuzz_target;
use model::sanitize::{html, line, plain_text, web_url};

/// Elements that nobody gets to see.
const NEVER: [&str; 12] = [
    "<script", "<style", "<iframe", "<object", "<embed", "<form", "<input", "<svg", "<math", "<img", "<meta", "<base",
];

fuzz_target!(|dirty: &str| {
    let clean = html(dirty);
    let again = html(&clean);
    assert_eq!(words_of(&again), words_of(&clean), "{clean:?} became {again:?}");
    check_safe(&clean, dirty);
    check_safe(&again, &clean);
    let words = plain_text(dirty);
    assert!(line(&words, 100).chars().count() <= 100);
    if let Some(url) = web_url(dirty) {
        assert!(url.starts_with("https://") || url.starts_with("http://"), "{url}");
    }
});

/// The words without the spaces, which borders make.
fn words_of(html: &str) -> String {
    plain_text(html).split_whitespace().collect()
}

fn check_safe(clean: &str, dirty: &str) {
    let lower = clean.to_ascii_lowercase();
    for word in NEVER {
        assert!(!lower.contains(word), "{dirty:?} became {clean:?}");
    }
    for tag in lower.split('<').skip(1) {
        let inside = tag.split('>').next().unwrap_or_default();
        assert!(!has_handler(inside), "{dirty:?} became {clean:?}");
        if let Some(way) = inside.split("href=\"").nth(1) {
            let scheme = way.split(':').next().unwrap_or_default();
            assert!(!matches!(scheme, "javascript" | "data" | "vbscript" | "file"), "{dirty:?} became {clean:?}");
        }
    }
}

/// Whether a tag has an attribute that runs something, outside of its quoted values.
fn has_handler(tag: &str) -> bool {
    let bare: String = tag.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    bare.split_ascii_whitespace().skip(1).any(|attribute| attribute.starts_with("on"))
}
