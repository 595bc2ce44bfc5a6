//! Profiles, both ways (lexicon `app.bsky.actor.profile`).

use at_proto::cid::Cid;
use at_proto::data::{BlobRef, Ipld};
use at_proto::syntax::{Did, Handle, Uri};
use model::sanitize::{line, lines, web_url};
use model::text::Token;
use model::{AccountKind, Domain, Field, Time};
use social::AccountView;
use social::inbound::RemoteAccount;
use unicode_segmentation::UnicodeSegmentation;

use super::html::{self, Elsewhere};
use super::rich::shortened;
use super::value::{self, blob, blob_of, moment, put, text, text_of, typed};
use super::{APP, NETWORK, StrongRef, embed, label, profile_page};

/// Which collection the profile is in, under the key `self`.
pub(crate) const PROFILE: &str = "app.bsky.actor.profile";
const MAX_NAME_GRAPHEMES: usize = 64;
const MAX_NAME_BYTES: usize = 640;
const MAX_TEXT_GRAPHEMES: usize = 256;
const MAX_TEXT_BYTES: usize = 2_560;
const MAX_PRONOUNS_GRAPHEMES: usize = 20;
const MAX_PRONOUNS_BYTES: usize = 200;
/// The most bytes of a picture or a banner.
pub(crate) const MAX_FACE_BYTES: u64 = 1_000_000;
/// The most links of a profile that are looked at.
const MAX_LINKS: usize = 8;
/// What of a profile we write, and so may take away.
const OURS: &[&str] = &[
    "$type",
    "displayName",
    "description",
    "avatar",
    "banner",
    "pinnedPost",
];
/// How rows are called that hold the page of somebody.
const SITES: &[&str] = &["website", "web", "homepage", "site", "blog", "url", "www"];
/// How rows are called that hold pronouns.
const PRONOUNS: &[&str] = &["pronouns", "pronoun"];
/// All servers of this one are shown under the name that people know.
const BLUESKY_HOSTS: &str = ".host.bsky.network";
const BLUESKY: &str = "bsky.social";

/// A profile of ours as a record. Pictures that are no picture, or too large, are left out.
pub(crate) fn profile_record(
    account: &AccountView,
    avatar: Option<&BlobRef>,
    banner: Option<&BlobRef>,
    pinned: Option<&StrongRef>,
    created_at: Time,
) -> Ipld {
    let rows = Rows::of(account);
    let mut record = typed(PROFILE, [("createdAt", moment(created_at))]);
    let name = line(&account.display_name, 10 * MAX_NAME_GRAPHEMES);
    let name = shortened(&name, MAX_NAME_GRAPHEMES, MAX_NAME_BYTES);
    put(&mut record, "displayName", filled(name));
    let description = description(account, &rows.left);
    put(&mut record, "description", filled(description));
    put(&mut record, "pronouns", rows.pronouns.map(text));
    put(&mut record, "website", rows.site.map(text));
    put(&mut record, "avatar", avatar.and_then(face));
    put(&mut record, "banner", banner.and_then(face));
    put(&mut record, "pinnedPost", pinned.map(StrongRef::data));
    let is_bot = account.kind == AccountKind::Bot;
    put(
        &mut record,
        "labels",
        is_bot.then(|| label::written(label::BOT)),
    );
    record
}

fn filled(written: String) -> Option<Ipld> {
    (!written.is_empty()).then(|| text(written))
}

fn face(picture: &BlobRef) -> Option<Ipld> {
    let is_taken = matches!(&*picture.media_type, "image/png" | "image/jpeg");
    (is_taken && embed::is_image(picture, MAX_FACE_BYTES)).then(|| blob(picture))
}

/// The rows of a profile, those that have a place of their own apart.
#[derive(Default)]
struct Rows {
    pronouns: Option<String>,
    site: Option<String>,
    left: Vec<String>,
}

impl Rows {
    fn of(account: &AccountView) -> Self {
        let typed = [&account.fields_source, &account.fields];
        let fields = typed.into_iter().find(|fields| !fields.is_empty());
        let mut rows = Self::default();
        for field in fields.into_iter().flatten() {
            rows.add(field);
        }
        rows
    }

    fn add(&mut self, field: &Field) {
        let (name, value) = (line(&field.name, 255), plain(&field.value));
        let value = line(&value, 500);
        let is_named = |names: &[&str]| names.contains(&name.to_lowercase().as_str());
        let site = web_url(&value).filter(|url| Uri::parse(url).is_ok());
        let pronouns = shortened(&value, MAX_PRONOUNS_GRAPHEMES, MAX_PRONOUNS_BYTES);
        if self.site.is_none() && is_named(SITES) && site.is_some() {
            self.site = site;
        } else if self.pronouns.is_none() && is_named(PRONOUNS) && pronouns == value {
            self.pronouns = Some(pronouns).filter(|pronouns| !pronouns.is_empty());
        } else if !value.is_empty() {
            self.left.push(format!("{name}: {value}"));
        }
    }
}

/// What was typed, or the text of what was made of it: links whole, for there are no facets here.
fn plain(written: &str) -> String {
    if written.contains('<') || written.contains('&') {
        model::sanitize::plain_text(written)
    } else {
        written.to_owned()
    }
}

/// The biography, and those rows below it for which there is room.
fn description(account: &AccountView, rows: &[String]) -> String {
    let typed = account.note_source.trim();
    let note = if typed.is_empty() {
        model::sanitize::plain_text(&account.note_html)
    } else {
        lines(typed, 20 * MAX_TEXT_GRAPHEMES)
    };
    let mut whole = shortened(&note, MAX_TEXT_GRAPHEMES, MAX_TEXT_BYTES);
    let mut is_first = true;
    for row in rows {
        let gap = match (whole.is_empty(), is_first) {
            (true, _) => "",
            (false, true) => "\n\n",
            (false, false) => "\n",
        };
        let longer = format!("{whole}{gap}{row}");
        if longer.len() <= MAX_TEXT_BYTES && longer.graphemes(true).count() <= MAX_TEXT_GRAPHEMES {
            whole = longer;
            is_first = false;
        }
    }
    whole
}

/// A profile that stands in the repository already, with what is ours made new: what an app has written there that we
/// have no word for is kept, and so is the date.
pub(crate) fn merge_profile(existing: &Ipld, ours: Ipld) -> Ipld {
    let Ipld::Map(existing) = existing else {
        return ours;
    };
    let mut merged = ours;
    let labels = label::joined(existing.get("labels"), value::field(&merged, "labels"));
    for (name, field) in existing {
        let is_kept = name == "createdAt" || value::field(&merged, name).is_none();
        if is_kept && !OURS.contains(&name.as_str()) && name != "labels" {
            put(&mut merged, name, Some(field.clone()));
        }
    }
    put(&mut merged, "labels", labels);
    merged
}

/// What a profile says that is something here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Written {
    /// The name that is shown; empty for none.
    pub(crate) display_name: String,
    /// The biography; empty for none.
    pub(crate) description: String,
    /// Its picture.
    pub(crate) avatar: Option<BlobRef>,
    /// Its banner.
    pub(crate) banner: Option<BlobRef>,
}

/// Reads a profile that a member writes.
pub(crate) fn written(record: &Ipld) -> Written {
    let said = |name| text_of(record, name).unwrap_or_default().to_owned();
    Written {
        display_name: said("displayName"),
        description: said("description"),
        avatar: blob_of(record, "avatar"),
        banner: blob_of(record, "banner"),
    }
}

/// Whose profile it is, as their DID document says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whose<'a> {
    /// Who.
    pub(crate) did: &'a Did,
    /// Their handle, if it was found to be theirs.
    pub(crate) handle: Option<&'a Handle>,
    /// The host that keeps their repository.
    pub(crate) pds: &'a Domain,
}

/// Somebody of another server, in our words. Without a record it is who has not filled in their profile. They are named
/// by their handle at their host; the core calls them by their DID.
pub(crate) fn remote_account(
    whose: Whose<'_>,
    record: Option<&Ipld>,
    blob_url: impl Fn(&Cid) -> String,
) -> RemoteAccount {
    let nothing = Ipld::Null;
    let record = record.unwrap_or(&nothing);
    let said = label::read(record);
    let picture = |name: &str| {
        let found = blob_of(record, name)?;
        embed::is_image(&found, u64::MAX).then(|| blob_url(&found.cid))
    };
    let username = username(whose);
    let name = line(text_of(record, "displayName").unwrap_or_default(), 200);
    let about = lines(text_of(record, "description").unwrap_or_default(), 10_000);
    RemoteAccount {
        network: NETWORK,
        uri: whose.did.to_string(),
        page_url: Some(profile_page(whose.did)),
        names: names(whose),
        claims: claims(record, &about),
        host: whose.pds.to_string(),
        inbox: None,
        shared_inbox: None,
        followers_uri: None,
        document: "{}".to_owned(),
        display_name: if name.is_empty() {
            username.clone()
        } else {
            name
        },
        username,
        domain: shown_host(whose.pds),
        kind: if said.is_bot {
            AccountKind::Bot
        } else {
            AccountKind::Person
        },
        note_html: model::text::to_html(&about, &Elsewhere),
        fields: fields(record),
        emojis: Vec::new(),
        avatar_url: picture("avatar"),
        header_url: picture("banner"),
        is_locked: false,
        is_discoverable: !said.is_shy,
        is_indexable: !said.is_shy,
        created_at: text_of(record, "createdAt").and_then(Time::parse),
    }
}

/// What others may call somebody: by their DID and, if it is theirs, by their handle, and the pages of both.
fn names(whose: Whose<'_>) -> Vec<String> {
    let mut names = vec![format!("at://{}", whose.did), profile_page(whose.did)];
    if let Some(handle) = whose.handle {
        names.push(format!("at://{handle}"));
        names.push(format!("{APP}/profile/{handle}"));
    }
    names
}

/// Who somebody may be elsewhere: their site, and what their profile links to.
fn claims(record: &Ipld, about: &str) -> Vec<String> {
    let site = text_of(record, "website").and_then(web_url);
    let links = model::text::tokens(about).into_iter();
    let links = links.filter_map(|token| match token {
        Token::Link(link) => web_url(link),
        _ => None,
    });
    site.into_iter().chain(links.take(MAX_LINKS)).collect()
}

/// The handle; of who has none that is theirs, the DID, in characters that names may have.
fn username(whose: Whose<'_>) -> String {
    if let Some(handle) = whose.handle {
        return handle.to_string();
    }
    let name = whose.did.as_str().chars().take(200);
    name.map(|c| if matches!(c, ':' | '%') { '-' } else { c })
        .collect()
}

/// The name of a host as people know it.
pub(crate) fn shown_host(pds: &Domain) -> Domain {
    let is_bluesky = pds.as_str().ends_with(BLUESKY_HOSTS);
    let known = is_bluesky.then(|| Domain::parse(BLUESKY).ok()).flatten();
    known.unwrap_or_else(|| pds.clone())
}

fn fields(record: &Ipld) -> Vec<Field> {
    let pronouns = text_of(record, "pronouns").map(|words| line(words, 100));
    let pronouns = pronouns
        .filter(|words| !words.is_empty())
        .map(|words| Field {
            name: "Pronouns".to_owned(),
            value: model::sanitize::escape(&words),
        });
    let site = text_of(record, "website").and_then(web_url);
    let site = site.map(|url| Field {
        name: "Website".to_owned(),
        value: html::link(&url),
    });
    pronouns.into_iter().chain(site).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_into_a_profile_is_kept() {
        let existing = typed(
            PROFILE,
            [
                ("displayName", text("Old")),
                ("description", text("Old")),
                ("createdAt", text("2024-01-01T00:00:00Z")),
                ("joinedViaStarterPack", text("kept")),
                ("pronouns", text("they")),
                ("labels", label::written("!no-unauthenticated")),
            ],
        );
        let ours = typed(
            PROFILE,
            [
                ("displayName", text("New")),
                ("createdAt", text("2026-01-01T00:00:00Z")),
                ("labels", label::written(label::BOT)),
            ],
        );
        let merged = merge_profile(&existing, ours.clone());
        assert_eq!(text_of(&merged, "displayName"), Some("New"));
        assert_eq!(text_of(&merged, "description"), None);
        assert_eq!(text_of(&merged, "createdAt"), Some("2024-01-01T00:00:00Z"));
        assert_eq!(text_of(&merged, "joinedViaStarterPack"), Some("kept"));
        assert_eq!(text_of(&merged, "pronouns"), Some("they"));
        let said = label::read(&merged);
        assert!(said.is_bot && said.is_shy);
        assert_eq!(merge_profile(&Ipld::Null, ours.clone()), ours);
    }

    #[test]
    fn people_are_named_by_handle_and_host() {
        let did = Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap();
        let handle = Handle::parse("alice.example").unwrap();
        let pds = Domain::parse("morel.us-east.host.bsky.network").unwrap();
        let mut whose = Whose {
            did: &did,
            handle: Some(&handle),
            pds: &pds,
        };
        let record = typed(
            PROFILE,
            [
                ("description", text("Hi @bob.example\n<b>")),
                ("website", text("https://a.example/")),
                ("avatar", text("no blob")),
            ],
        );
        let account = remote_account(whose, Some(&record), ToString::to_string);
        assert_eq!(
            (&*account.username, account.domain.as_str()),
            ("alice.example", BLUESKY)
        );
        assert_eq!(account.display_name, "alice.example");
        assert!(
            account
                .note_html
                .contains("https://bsky.app/profile/bob.example")
        );
        assert!(account.note_html.contains("&lt;b&gt;"));
        assert_eq!((account.fields.len(), account.avatar_url), (1, None));
        whose.handle = None;
        let account = remote_account(whose, None, ToString::to_string);
        assert!(model::handle::is_remote_username(&account.username));
        assert_eq!(account.host, "morel.us-east.host.bsky.network");
    }
}
