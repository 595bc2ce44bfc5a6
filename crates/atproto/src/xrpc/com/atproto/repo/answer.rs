//! What writing answers.

use serde_json::{Value, json};

use crate::apps::{Granted, Judged};
use crate::repo::Committed;

/// `{"cid", "rev"}` of a commit.
pub(super) fn commit(commit: &Committed) -> Value {
    json!({ "cid": commit.cid.to_string(), "rev": commit.rev.as_str() })
}

/// `{"uri", "cid", "commit"?, "validationStatus"?}` of the one record that was written.
pub(super) fn written(granted: &Granted) -> Value {
    let mut answer = json!({});
    if let Some(Some((uri, cid, judged))) = granted.records.first() {
        answer["uri"] = uri.as_str().into();
        answer["cid"] = cid.to_string().into();
        judge(&mut answer, *judged);
    }
    if let Some(done) = &granted.commit {
        answer["commit"] = commit(done);
    }
    answer
}

/// Adds what was found when a record was judged.
pub(super) fn judge(answer: &mut Value, judged: Judged) {
    if let Some(word) = judged.word() {
        answer["validationStatus"] = word.into();
    }
}
