use std::net::IpAddr;

use http::StatusCode;
use serde_json::json;

use super::*;

fn address(last: u8) -> Bucket {
    Bucket::of_ip(Some(IpAddr::from([192, 0, 2, last])))
}

fn account(id: i64) -> AccountId {
    AccountId::from(id)
}

/// How many points of writes an account has left this hour.
fn left(rates: &Rates, id: i64, method: &str, body: &[u8]) -> u32 {
    let counting = rates.begin(method, address(1)).unwrap();
    counting.caller(account(id)).unwrap();
    counting.writes(body).unwrap();
    let narrowest = counting.0.narrowest.lock().unwrap();
    narrowest.map_or(u32::MAX, |(_, standing)| standing.remaining)
}

#[test]
fn writes_count_by_what_they_do() {
    let rates = Rates::new(true);
    let left = |id, method: &str| left(&rates, id, &format!("com.atproto.repo.{method}"), b"");
    assert_eq!(left(1, "createRecord"), 4_997);
    assert_eq!(left(1, "putRecord"), 4_995);
    assert_eq!(left(1, "deleteRecord"), 4_994);
    assert_eq!(left(1, "getRecord"), u32::MAX, "to read is no write");
    assert_eq!(left(2, "createRecord"), 4_997, "each account has its own");
}

#[test]
fn several_writes_count_as_each_of_them() {
    let rates = Rates::new(true);
    let write = |what: &str| json!({ "$type": format!("com.atproto.repo.applyWrites#{what}"), "value": {} });
    let body =
        json!({ "repo": "x", "writes": [write("create"), write("update"), write("delete")] });
    let body = body.to_string();
    assert_eq!(left(&rates, 1, APPLY, body.as_bytes()), 4_994);
    for bad in ["", "no json", "[]", "{\"writes\":7}"] {
        assert_eq!(left(&rates, 2, APPLY, bad.as_bytes()), u32::MAX, "{bad}");
    }
    let many = json!({ "writes": vec![write("create"); 2_000] }).to_string();
    let counting = rates.begin(APPLY, address(1)).unwrap();
    counting.caller(account(3)).unwrap();
    let refused = counting.writes(many.as_bytes()).unwrap_err();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[test]
fn an_account_is_counted_once_in_a_call() {
    let rates = Rates::new(true);
    let counting = rates
        .begin("com.atproto.repo.createRecord", address(1))
        .unwrap();
    for _ in 0..3 {
        counting.caller(account(1)).unwrap();
    }
    assert_eq!(left(&rates, 1, "com.atproto.repo.deleteRecord", b""), 4_996);
}

#[test]
fn log_ins_are_counted_by_whom_and_from_where() {
    let rates = Rates::new(true);
    let log_in = |last: u8, who: &str| {
        let counting = rates.begin("com.atproto.server.createSession", address(last));
        counting.unwrap().log_in(who).is_ok()
    };
    for _ in 0..30 {
        assert!(log_in(1, "ann"));
    }
    assert!(!log_in(1, " ANN "));
    assert!(log_in(1, "bob") && log_in(2, "ann"));
}

#[test]
fn an_address_may_not_ask_without_end() {
    let rates = Rates::new(true);
    let ask = |last: u8| {
        let counting = rates.begin("app.bsky.feed.getTimeline", address(last));
        counting.unwrap().address().is_ok()
    };
    let asked = (0..3_100).filter(|_| ask(1)).count();
    assert!((3_000..3_050).contains(&asked), "{asked}");
    assert!(ask(2));
    assert!(Rates::new(false).begin("a.b.c", address(1)).is_none());
}
