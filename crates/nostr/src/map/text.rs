//! What people here typed, as it is read there: names become `nostr:` names (NIP-27), all else stays as it was typed.

use std::collections::BTreeMap;

use model::text::{Token, tokens};
use model::{AccountId, Domain};
use nostr_proto::{PublicKey, names};
use social::view::MentionView;

/// Who is named in a text, and who of them is known there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mentioned<'a> {
    /// Those the text names.
    pub(crate) views: &'a [MentionView],
    /// The keys of those who have one.
    pub(crate) people: &'a BTreeMap<AccountId, PublicKey>,
    /// The part after the `@` of people here.
    pub(crate) domain: &'a Domain,
}

/// The text, with names that are understood there. Who is not known there keeps an address that is one everywhere.
pub(crate) fn spoken(source: &str, mentioned: Mentioned<'_>) -> String {
    let mut out = String::with_capacity(source.len());
    for token in tokens(source) {
        match token {
            Token::Text(text) | Token::Link(text) => out.push_str(text),
            Token::Tag(tag) => {
                out.push('#');
                out.push_str(tag);
            }
            Token::Mention(typed, acct) => {
                let is_here = acct.domain.as_ref().is_none_or(|d| d == mentioned.domain);
                let name = acct.to_string();
                let found = mentioned.views.iter().find(|view| {
                    let is_same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
                    is_same(&view.acct, &name) || is_here && is_same(&view.acct, &acct.username)
                });
                if let Some(key) = found.and_then(|view| mentioned.people.get(&view.id)) {
                    out.push_str(&names::uri_of_key(*key));
                    continue;
                }
                out.push_str(typed);
                if found.is_some() && acct.domain.is_none() {
                    out.push('@');
                    out.push_str(mentioned.domain.as_str());
                }
            }
        }
    }
    out
}
