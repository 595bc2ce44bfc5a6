//! One person with accounts on two networks, shown once.
//!
//! Always true here: two accounts are one person's only as long as each says so of the other, by a name that the other's
//! network found to be its own. What one of them alone says is nothing.

use std::time::Duration;

use model::{Audience, Id, Time, sanitize};
use store::Tx;
use store::post::NewPost;

use super::RemoteAccount;
use super::post::is_same_host;
use crate::post::without_quote_link;

/// The most names, and the most claims, of an account.
const MAX_NAMES: usize = 32;
/// The longest name that is kept, in bytes.
const MAX_NAME_BYTES: usize = 512;
/// How far apart the same post may be written on two networks.
const APART: Duration = Duration::from_mins(15);
/// How many posts of that time are compared.
const COMPARED: i64 = 20;
/// A text that goes on on the other network is the same from this many letters on: some networks cut.
const ENOUGH_LETTERS: usize = 80;

/// Notes what an account is called and who it says it is, and joins it with those who say the same.
pub(super) fn join(tx: &mut Tx, id: i64, remote: &RemoteAccount, now: i64) -> store::Result<()> {
    let page = remote.page_url.iter();
    let page = page.filter(|page| is_same_host(page, &remote.uri));
    let names = kept([&remote.uri].into_iter().chain(page).chain(&remote.names));
    let claims = kept(remote.claims.iter());
    store::same_person::set_names(tx, id, &names, &claims)?;
    store::same_person::join(tx, id, now).map(drop)
}

/// Names in one form: without the slash at the end, addresses of the web as they are written out.
fn kept<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names.filter(|name| name.len() <= MAX_NAME_BYTES) {
        let name = sanitize::web_url(name).unwrap_or_else(|| name.trim().to_owned());
        let name = name.trim_end_matches('/').to_owned();
        let is_name = ["https://", "http://", "at://", "did:"]
            .iter()
            .any(|scheme| name.starts_with(scheme));
        if is_name && kept.len() < MAX_NAMES && !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept
}

/// The post that the same person has written on another network about the same time, with the same words, and that is here
/// already. Only what both write to everyone is compared.
pub(super) fn find_copied(tx: &mut Tx, new: &NewPost) -> store::Result<Option<i64>> {
    let row = &new.row;
    if row.boost_of_id.is_some() || !Audience::from_code(row.audience).is_open() {
        return Ok(None);
    }
    let others = store::same_person::of(tx, row.account_id)?;
    let letters = letters(&row.html);
    if others.is_empty() || letters.is_empty() {
        return Ok(None);
    }
    let at = Time::from_micros(row.created_at);
    let from = at.minus(APART);
    let span = (from.micros(), at.plus(APART).micros());
    let above = Id::at(from.max(Time::from_seconds(0))).get();
    let wrote = store::same_person::wrote(tx, &others, span, above, COMPARED)?;
    let mut same = wrote
        .into_iter()
        .filter(|(_, html)| is_same(&letters, &self::letters(html)));
    Ok(same.next().map(|(id, _)| id))
}

/// The letters and digits of the words of a text, small; links are written differently everywhere, and left out.
fn letters(html: &str) -> String {
    let plain = sanitize::plain_text(&without_quote_link(html));
    let words = plain.split_whitespace().filter(|word| !word.contains('/'));
    words
        .flat_map(str::chars)
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_same(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    short == long || short.chars().count() >= ENOUGH_LETTERS && long.starts_with(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_whatever_stands_between_them() {
        let here =
            "<p>Hello, <b>World</b>!</p><p><a href=\"https://a.example/b\">a.example/b</a></p>";
        assert_eq!(letters(here), "helloworld");
        assert!(is_same(
            &letters(here),
            &letters("<p>hello world https://a.example/b</p>")
        ));
        assert!(
            !is_same("helloworld", "hello"),
            "too short to be a beginning"
        );
        let long = "a".repeat(200);
        assert!(is_same(&long, &"a".repeat(90)));
        assert!(!is_same(&long, &format!("{}b", "a".repeat(90))));
    }

    #[test]
    fn names_are_few_short_and_of_one_form() {
        let names = [
            "https://A.example/@zoe/".to_owned(),
            "https://a.example/@zoe".to_owned(),
            "at://zoe.example".to_owned(),
            "zoe".to_owned(),
            "javascript:alert(1)".to_owned(),
            format!("https://a.example/{}", "x".repeat(600)),
        ];
        assert_eq!(
            kept(names.iter()),
            ["https://a.example/@zoe", "at://zoe.example"]
        );
        let many: Vec<String> = (0..100).map(|n| format!("did:plc:{n}")).collect();
        assert_eq!(kept(many.iter()).len(), MAX_NAMES);
    }
}
