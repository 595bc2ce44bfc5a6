//! What is delivered to an inbox: any bytes are a document within bounds, or refused by a name; what was read can be written, and
//! reads the same.
#![no_main]

use ap_proto::activity::Activity;
use ap_proto::document::Document;
use ap_proto::object::Note;
use ap_proto::value::{Limits, parse_json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = parse_json(bytes, Limits::default()) else {
        return;
    };
    match Document::parse(&value) {
        Err(refusal) => assert!(!refusal.code().is_empty()),
        Ok(Document::Note(note)) => is_kept(&note),
        Ok(Document::Activity(activity)) => {
            let written = activity.to_value();
            let again = Activity::parse(&written).expect("what we write, we read");
            assert_eq!(again.kind, activity.kind);
            assert_eq!(again.actor, activity.actor);
            let inner = activity.object.inline().map(Document::parse);
            if let Some(Ok(Document::Note(note))) = inner {
                is_kept(&note);
            }
        }
        Ok(document) => assert!(!document.describe().is_empty()),
    }
});

/// A post that we have read we can write, and it is the same.
fn is_kept(note: &Note) {
    let written = note.to_value();
    let again = Note::parse(&written).expect("what we write, we read");
    assert_eq!(again.id, note.id);
    assert_eq!(again.author(), note.author());
    assert_eq!((&again.to, &again.cc), (&note.to, &note.cc), "an audience is never another");
    let html = note.content.as_ref().map_or("", |content| &content.text);
    let _ = model::sanitize::html(html);
}
