//! What forgers share.

use ap_proto::signature::Scheme;
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;

use crate::pair::Pair;
use crate::support::{Answer, Home};

pub(crate) fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// A Create of Bob's, its bytes, and headers that sign it.
pub(crate) fn signed(pair: &Pair, scheme: Scheme, number: u32) -> (Value, Vec<u8>, HeaderMap) {
    let note = pair.bob.note(number, "Hello");
    let body = pair.bob.create(number, &note).to_string().into_bytes();
    let headers = pair.bob.sign_for(&pair.home, scheme, "/ap/inbox", &body);
    (note, body, headers)
}

pub(crate) async fn send(home: &Home, headers: HeaderMap, body: Vec<u8>) -> Answer {
    home.ask(Method::POST, "/ap/inbox", headers, body).await
}

pub(crate) fn refused(answer: &Answer, status: StatusCode, code: &str) {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (status, code),
        "{}",
        answer.body
    );
    assert!(
        answer.json()["detail"]
            .as_str()
            .is_some_and(|detail| !detail.is_empty())
    );
}
