//! The rules of ARCHITECTURE.md, "Who may know whom".

use super::House;

/// What one crate may know of ours. A crate without a line here may know nobody.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("crypto", &[]),
    ("ap-proto", &["crypto"]),
    ("at-proto", &["crypto"]),
    ("nostr-proto", &["crypto"]),
    ("store", &["model"]),
    ("core", &["crypto", "media", "model", "store"]),
    ("infra", &["media", "model"]),
    ("media", &[]),
    ("edge", &["core", "model"]),
    (
        "activitypub",
        &["ap-proto", "core", "crypto", "edge", "infra", "model"],
    ),
    (
        "atproto",
        &["at-proto", "core", "crypto", "edge", "infra", "model"],
    ),
    (
        "nostr",
        &["core", "crypto", "edge", "infra", "model", "nostr-proto"],
    ),
    ("mastodon", &["core", "crypto", "edge", "model"]),
    ("web", &["core", "crypto", "edge", "model"]),
    (
        "bench",
        &["ap-proto", "crypto", "model", "nostr-proto", "store"],
    ),
    ("compat", &["model"]),
    ("testpg", &[]),
    ("tests3", &[]),
];

/// Crates that may know all: the one that wires the house, and those that only ever test it.
const MAY_KNOW_ALL: &[&str] = &["compat", "folkmoot", "testkit", "tests", "xtask"];

/// Crates that nobody but the tests' own may know.
const KNOWN_BY_TESTS_ONLY: &[&str] = &[
    "compat", "folkmoot", "testkit", "testpg", "tests", "tests3", "xtask",
];

/// Other people's crates that only some of ours may name.
const KEPT_TO: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("libsqlite3-sys", &["store"]),
    ("postgres", &["store"]),
    ("tokio-postgres", &["store"]),
    (
        "axum",
        &[
            "activitypub",
            "atproto",
            "bench",
            "edge",
            "folkmoot",
            "mastodon",
            "nostr",
            "testkit",
            "web",
        ],
    ),
    ("reqwest", &["infra", "tests"]),
    ("hickory-resolver", &["infra"]),
];

/// Crates that do no IO, and what would let them.
const PURE: &[&str] = &["ap-proto", "at-proto", "crypto", "model", "nostr-proto"];
const NOT_PURE: &[&str] = &["axum", "hyper", "postgres", "reqwest", "rusqlite", "tokio"];

/// Every rule that this house breaks, in plain words; empty when it is right.
pub(super) fn broken_by(house: &House) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, room) in &house.rooms {
        let strangers = room.ours.iter().filter(|other| !may_know(name, other));
        broken.extend(strangers.map(|other| format!("{name} must not know {other}")));
        let taken = room.theirs.iter().filter(|other| !may_name(name, other));
        broken.extend(taken.map(|other| format!("{name} must not use {other}")));
    }
    broken
}

fn may_know(name: &str, other: &str) -> bool {
    if MAY_KNOW_ALL.contains(&name) {
        return name != "folkmoot" || !KNOWN_BY_TESTS_ONLY.contains(&other);
    }
    look_up(MAY_KNOW, name).is_some_and(|known| known.contains(&other))
}

fn may_name(name: &str, other: &str) -> bool {
    let kept_from_it = look_up(KEPT_TO, other).is_some_and(|owners| !owners.contains(&name));
    let spoils_it = PURE.contains(&name) && NOT_PURE.contains(&other);
    !kept_from_it && !spoils_it
}

fn look_up(
    table: &[(&str, &'static [&'static str])],
    key: &str,
) -> Option<&'static [&'static str]> {
    table
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, row)| *row)
}

#[cfg(test)]
mod tests {
    use super::super::tests::house;
    use super::*;

    #[test]
    fn two_networks_must_not_know_each_other() {
        let house = house(&[("activitypub", &["core", "nostr"], &[])]);
        assert_eq!(broken_by(&house), ["activitypub must not know nostr"]);
    }

    #[test]
    fn a_page_must_not_ask_the_database() {
        let house = house(&[("web", &["core", "store"], &["rusqlite"])]);
        assert_eq!(
            broken_by(&house),
            ["web must not know store", "web must not use rusqlite"]
        );
    }

    #[test]
    fn a_new_crate_knows_nobody_until_a_rule_says_so() {
        let house = house(&[("gopher", &["core"], &["axum"])]);
        assert_eq!(
            broken_by(&house),
            ["gopher must not know core", "gopher must not use axum"]
        );
    }

    #[test]
    fn what_is_pure_has_no_runtime() {
        let house = house(&[("model", &[], &["serde", "tokio"])]);
        assert_eq!(broken_by(&house), ["model must not use tokio"]);
    }

    #[test]
    fn the_binary_ships_nothing_of_the_tests() {
        let house = house(&[("folkmoot", &["core", "testkit"], &["axum"])]);
        assert_eq!(broken_by(&house), ["folkmoot must not know testkit"]);
    }
}
