//! Profiles (NIP-01, kind 0), both ways.

use model::{AccountKind, Domain, Emoji, Field, sanitize};
use nostr_proto::{Event, Kind, PublicKey, Unsigned, names};
use serde_json::{Map, Value};
use social::AccountView;
use social::inbound::RemoteAccount;

use super::html::{self, Place};
use super::lists::after;
use super::{Tag, page, tag};
use crate::ID;

/// The longest profile that is read, in bytes.
const MAX_BYTES: usize = 64 * 1024;
/// The most characters of a name.
const MAX_NAME_CHARS: usize = 100;
/// The most bytes of an address of a page or a picture.
const MAX_URL_BYTES: usize = 2_000;
/// The most emoji of a profile.
const MAX_EMOJIS: usize = 50;
/// The server of those whose name no server confirms. Nobody can have it in the DNS (RFC 6761 keeps names without a dot out).
pub(crate) const NOWHERE: &str = "nostr";
/// How much of a key stands in a name that somebody has chosen: as much as nobody finds another key for in passing.
const SHOWN_KEY: usize = 12;

/// A member's profile. What apps wrote beside it stays. `None` when what stands says the same.
pub(crate) fn profile_event(
    view: &AccountView,
    domain: &Domain,
    standing: Option<&Event>,
    now: u64,
) -> Option<Unsigned> {
    let before = standing.map(|event| event.content.as_str());
    let mut said = before.map(fields).unwrap_or_default();
    let mut set = |name: &str, value: String| {
        if value.is_empty() {
            said.remove(name);
        } else {
            said.insert(name.to_owned(), Value::String(value));
        }
    };
    set("name", view.username.clone());
    set("display_name", view.display_name.clone());
    set("about", view.note_source.clone());
    set("nip05", format!("{}@{domain}", view.username));
    set("website", view.page_url.clone());
    // Without a picture here, one that an app has put there stays, and one that was here goes.
    for (name, is_chosen, url) in [
        ("picture", view.has_avatar(), &view.avatar_url),
        ("banner", view.has_header(), &view.header_url),
    ] {
        let standing = said.get(name).and_then(Value::as_str);
        if is_chosen {
            said.insert(name.to_owned(), Value::String(url.clone()));
        } else if standing.is_some_and(|standing| is_beside(standing, url)) {
            said.remove(name);
        }
    }
    if let Some(address) = lightning(&view.fields_source) {
        said.insert("lud16".to_owned(), Value::String(address));
    }
    if view.kind == AccountKind::Bot {
        said.insert("bot".to_owned(), Value::Bool(true));
    } else {
        said.remove("bot");
    }
    let emojis = view.emojis.iter();
    let tags: Vec<Tag> = emojis
        .map(|emoji| tag(["emoji", &emoji.shortcode, &emoji.url]))
        .collect();
    let is_emoji = |tag: &&Tag| tag.first().is_some_and(|name| name == "emoji");
    let mut others: Vec<Tag> = Vec::new();
    if let Some(standing) = standing {
        others.extend(standing.tags.iter().filter(|tag| !is_emoji(tag)).cloned());
    }
    others.extend(tags);
    let is_same =
        standing.is_some_and(|event| event.tags == others && fields(&event.content) == said);
    (!is_same).then(|| Unsigned {
        created_at: after(standing, now),
        kind: Kind::PROFILE,
        tags: others,
        content: Value::Object(said).to_string(),
    })
}

/// Whether two addresses are of one server.
fn is_beside(one: &str, other: &str) -> bool {
    let origin = |url: &str| url::Url::parse(url).ok().map(|url| url.origin());
    origin(one).is_some_and(|one| Some(one) == origin(other))
}

/// The lightning address that somebody has put on their profile (LUD-16): it is their own wallet's.
fn lightning(rows: &[Field]) -> Option<String> {
    let is_named = |row: &&Field| {
        let name = row.name.trim().to_lowercase();
        matches!(name.as_str(), "lightning" | "lud16" | "⚡" | "zap")
    };
    let value = rows.iter().find(is_named)?.value.trim();
    let acct = model::Acct::parse(value)?;
    acct.domain.is_some().then(|| acct.to_string())
}

fn fields(content: &str) -> Map<String, Value> {
    if content.len() > MAX_BYTES {
        return Map::new();
    }
    match serde_json::from_str(content) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// What a profile says, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Written {
    /// The short name.
    pub(crate) name: String,
    /// The name that is shown.
    pub(crate) display_name: String,
    /// The biography, plain text.
    pub(crate) about: String,
    /// The address of a picture.
    pub(crate) picture: Option<String>,
    /// The address of a banner.
    pub(crate) banner: Option<String>,
    /// The name that a server is said to confirm (NIP-05): `zoe@far.example`.
    pub(crate) nip05: Option<String>,
    /// A page.
    pub(crate) website: Option<String>,
    /// Where it takes payments (LUD-16).
    pub(crate) lightning: Option<String>,
    /// A program posts there (NIP-24).
    pub(crate) is_bot: bool,
    /// Custom emoji.
    pub(crate) emojis: Vec<Emoji>,
    /// Who it says it is elsewhere (NIP-48).
    pub(crate) claims: Vec<String>,
}

/// Reads a profile. What cannot be read is as if it were not said.
pub(crate) fn written(event: &Event) -> Written {
    let said = fields(&event.content);
    let text = |name: &str| {
        let value = said.get(name).and_then(Value::as_str);
        value.unwrap_or_default().trim().to_owned()
    };
    let address = |name: &str| {
        let value = text(name);
        let is_one = value.len() <= MAX_URL_BYTES;
        sanitize::web_url(&value).filter(|_| is_one)
    };
    let some = |value: String| Some(value).filter(|value| !value.is_empty());
    Written {
        name: sanitize::line(&text("name"), MAX_NAME_CHARS),
        display_name: sanitize::line(
            &some(text("display_name")).unwrap_or_else(|| text("displayName")),
            MAX_NAME_CHARS,
        ),
        about: text("about"),
        picture: address("picture"),
        banner: address("banner"),
        nip05: some(text("nip05")).filter(|name| name.len() <= 320),
        website: address("website"),
        lightning: some(text("lud16")).filter(|name| name.len() <= 320),
        is_bot: said.get("bot").and_then(Value::as_bool) == Some(true),
        emojis: emojis(event),
        claims: event.values("proxy").take(5).map(str::to_owned).collect(),
    }
}

/// The custom emoji of an event (NIP-30).
pub(crate) fn emojis(event: &Event) -> Vec<Emoji> {
    let emojis = event.tags_named("emoji").filter_map(|values| {
        let [shortcode, url, ..] = values else {
            return None;
        };
        Some(Emoji {
            shortcode: shortcode.clone(),
            url: sanitize::web_url(url)?,
            still_url: None,
        })
    });
    emojis.take(MAX_EMOJIS).collect()
}

/// The name under which somebody is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Handle {
    /// The name.
    pub(crate) username: String,
    /// The server, which has confirmed it; [`NOWHERE`] when none has.
    pub(crate) domain: Domain,
}

impl Handle {
    /// The name of somebody whom no server confirms: what they call themselves cannot be believed to be theirs alone, so a part of
    /// their key stands in it.
    pub(crate) fn unconfirmed(key: PublicKey, written: &Written) -> Option<Self> {
        let npub = names::npub(key);
        let shown: String = npub.chars().take(SHOWN_KEY + "npub1".len()).collect();
        let is_fit = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        let name: String = written
            .name
            .to_lowercase()
            .chars()
            .filter(is_fit)
            .take(30)
            .collect();
        let username = if name.is_empty() || name.starts_with("npub") {
            npub
        } else {
            format!("{name}.{shown}")
        };
        let domain = Domain::parse(NOWHERE).ok()?;
        Some(Self { username, domain })
    }
}

/// Somebody elsewhere in the core's words. `document`: the adapter's own notes.
pub(crate) fn remote_account(
    key: PublicKey,
    handle: Handle,
    profile: Option<&Event>,
    document: String,
    place: &Place<'_>,
) -> RemoteAccount {
    let said = profile.map(written).unwrap_or_default();
    let npub = names::npub(key);
    let shown = [&said.display_name, &said.name];
    let shown = shown.into_iter().find(|name| !name.is_empty());
    let kind = if said.is_bot {
        AccountKind::Bot
    } else {
        AccountKind::Person
    };
    RemoteAccount {
        network: ID,
        uri: names::uri_of_key(key),
        page_url: Some(page(&npub)),
        names: Vec::new(),
        claims: said.claims.clone(),
        host: handle.domain.to_string(),
        inbox: None,
        shared_inbox: None,
        followers_uri: None,
        document,
        kind,
        display_name: shown.cloned().unwrap_or_else(|| short(&npub)),
        note_html: html::text_html(&said.about, place),
        fields: rows(&said),
        emojis: said.emojis,
        avatar_url: said.picture,
        header_url: said.banner,
        is_locked: false,
        // Nobody there was asked, so nobody is recommended here.
        is_discoverable: false,
        is_indexable: true,
        created_at: None,
        username: handle.username,
        domain: handle.domain,
    }
}

fn short(npub: &str) -> String {
    let shown: String = npub.chars().take(SHOWN_KEY).collect();
    format!("{shown}…")
}

fn rows(said: &Written) -> Vec<Field> {
    let website = said.website.as_deref().map(|url| Field {
        name: "Website".to_owned(),
        value: html::link(url),
    });
    let lightning = said.lightning.as_deref().map(|address| Field {
        name: "Lightning".to_owned(),
        value: sanitize::escape(address),
    });
    website.into_iter().chain(lightning).collect()
}
