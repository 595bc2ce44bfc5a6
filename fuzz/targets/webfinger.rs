//! Who is looked for, and what is answered: addresses have one form, and only a link to a document is an actor.
#![no_main]

use ap_proto::value::{Limits, parse_json};
use ap_proto::webfinger::{Acct, Jrd, expand_template, lrdd_template};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let asked = Acct::parse(&text);
    if let Some(acct) = &asked {
        assert_eq!(Acct::parse(&acct.uri()).as_ref(), Some(acct), "one form");
        assert!(!acct.user.is_empty() && !acct.host.is_empty());
    }
    let alice = Acct::parse("alice@here.example").expect("an address");
    if let Some(template) = lrdd_template(&text) {
        let url = expand_template(&template, asked.as_ref().unwrap_or(&alice));
        assert!(url.is_none_or(|url| matches!(url.scheme(), "https" | "http")));
    }
    let Ok(value) = parse_json(bytes, Limits::default()) else {
        return;
    };
    let Ok(jrd) = Jrd::parse(&value) else {
        return;
    };
    for url in [jrd.actor_url(), jrd.subscribe_template()].into_iter().flatten() {
        assert!(url.starts_with("https://") || url.starts_with("http://"), "{url}");
    }
    let _ = jrd.subject_for(asked.as_ref().unwrap_or(&alice));
});
