//! Handles of people here (<https://atproto.com/specs/handle>).

use at_proto::syntax::Handle;

/// The longest label of a name (RFC 1035).
const MAX_LABEL: usize = 63;

/// The handles that somebody with this name could have, the best first: a handle knows no underscores, so two names may
/// want the same one.
pub(crate) fn candidates(username: &str, domain: &str) -> impl Iterator<Item = Handle> {
    let label = label(username);
    let domain = domain.to_owned();
    (1_u32..100).filter_map(move |number| {
        let name = match number {
            1 => label.clone(),
            _ => format!("{label}-{number}"),
        };
        Handle::parse(&format!("{name}.{domain}")).ok()
    })
}

/// A name as a label of the domain name system.
fn label(username: &str) -> String {
    let lower = username.to_lowercase();
    let spelled: String = lower
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(MAX_LABEL - 3)
        .collect();
    match spelled.trim_matches('-') {
        "" => "member".to_owned(),
        label => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_handle_and_another_if_that_is_taken() {
        let first = |name: &str| {
            let found = candidates(name, "example.org").take(2);
            found.map(|handle| handle.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(first("Ada"), ["ada.example.org", "ada-2.example.org"]);
        assert_eq!(first("_a_b_"), ["a-b.example.org", "a-b-2.example.org"]);
        assert_eq!(first("___"), ["member.example.org", "member-2.example.org"]);
        assert!(candidates(&"x".repeat(200), "example.org").next().is_some());
    }
}
