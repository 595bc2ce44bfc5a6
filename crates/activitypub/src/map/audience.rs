//! For whom a post is, read from its addresses.

use ap_proto::value::is_public;
use model::Audience;

/// The audience that `to` and `cc` describe, in the Fediverse's convention: public in `to` is public, public in
/// `cc` is quiet, the author's own followers collection is followers, and anything else is for those named.
///
/// Only the followers collection the author's own actor names counts: another's would let a stranger decide who
/// reads (security row E7, gotcha 31).
pub(crate) fn audience(to: &[String], cc: &[String], followers: Option<&str>) -> Audience {
    let to_followers = || {
        let mut addresses = to.iter().chain(cc);
        followers.is_some_and(|followers| addresses.any(|address| address == followers))
    };
    if to.iter().any(|address| is_public(address)) {
        Audience::Public
    } else if cc.iter().any(|address| is_public(address)) {
        Audience::Quiet
    } else if to_followers() {
        Audience::Followers
    } else {
        Audience::Mentioned
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOLLOWERS: &str = "https://a.example/alice/followers";

    fn of(to: &[&str], cc: &[&str]) -> Audience {
        let own = |list: &[&str]| -> Vec<String> { list.iter().map(ToString::to_string).collect() };
        audience(&own(to), &own(cc), Some(FOLLOWERS))
    }

    #[test]
    fn public_has_three_spellings_and_two_places() {
        for public in [
            "https://www.w3.org/ns/activitystreams#Public",
            "as:Public",
            "Public",
        ] {
            assert_eq!(of(&[public], &[FOLLOWERS]), Audience::Public);
            assert_eq!(of(&[FOLLOWERS], &[public]), Audience::Quiet);
        }
    }

    #[test]
    fn only_the_authors_own_followers_are_followers() {
        assert_eq!(of(&[FOLLOWERS], &[]), Audience::Followers);
        assert_eq!(
            of(&["https://b.example/x"], &[FOLLOWERS]),
            Audience::Followers
        );
        let others = "https://b.example/bob/followers";
        assert_eq!(of(&[others], &[]), Audience::Mentioned);
        assert_eq!(
            audience(&[others.to_owned()], &[], None),
            Audience::Mentioned
        );
    }

    #[test]
    fn no_address_at_all_is_the_narrowest() {
        assert_eq!(of(&[], &[]), Audience::Mentioned);
    }
}
