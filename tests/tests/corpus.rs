//! Every payload that was seen in the wild is handed to a whole server, as its sender would have done
//! it: activities are delivered, signed by a stand-in for their actor, whom somebody here follows;
//! everything else is looked up at its own id. One line a file says what became of it.
//!
//! The corpus is not part of the repository: `FOLKMOOT_CORPUS`, or the folder beside the checkout.
//! Nothing of what people wrote is in the snapshot: kinds, numbers, ids and reasons only.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a set-up that fails is a red test, and JSON has null where it has nothing"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use activitypub::ID;
use ap_proto::document::Document;
use ap_proto::signature::Scheme;
use ap_proto::value::{Limits, parse_json};
use model::AccountId;
use serde_json::Value;
use testkit::{Blueprint, Local, Peer, Person, Photo, World};

/// Hosts whose URLs are names of things, not places.
const VOCABULARIES: [&str; 5] = [
    "www.w3.org",
    "w3id.org",
    "schema.org",
    "purl.org",
    "joinmastodon.org",
];

/// The tables whose rows are what a payload becomes.
const BECOMES: [&str; 10] = [
    "account",
    "post",
    "named",
    "post_tag",
    "post_like",
    "follow",
    "block",
    "post_version",
    "tombstone",
    "buried",
];

/// What is taken politely and forgotten.
const NOTHING: &str = "nothing to us";

fn corpus() -> PathBuf {
    std::env::var_os("FOLKMOOT_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/activitypub"),
        PathBuf::from,
    )
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|it| it == "json") {
            found.push(path);
        }
    }
}

/// A server with somebody on it, and all the other servers.
struct Stage {
    world: World,
    alice: Person,
    everywhere: Peer,
}

impl Stage {
    async fn new() -> Self {
        let blueprint = Blueprint::new().lookup(Arc::new(Local));
        let world = blueprint.build().await;
        Self {
            alice: world.person("alice").await,
            everywhere: Peer::start(world.clock()).await,
            world,
        }
    }

    /// Where a host of the corpus is for the length of this test.
    fn moved(&self, text: &str) -> String {
        let mut moved = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("://") {
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && !"-._:".contains(c));
            let (host, path) = after.split_at(end.unwrap_or(after.len()));
            let bare = before.strip_suffix("https").or(before.strip_suffix("http"));
            match bare {
                Some(bare) if !VOCABULARIES.contains(&host) && !host.is_empty() => {
                    let name = host.replace([':', '_'], "-");
                    let place = self.everywhere.host_of(&name);
                    let _ = write!(moved, "{bare}http://{place}");
                }
                _ => {
                    let _ = write!(moved, "{before}://{host}");
                }
            }
            rest = path;
        }
        moved + rest
    }

    /// The ids as they were in the corpus.
    fn moved_back(&self, text: &str) -> String {
        let (_, suffix) = self.everywhere.host().split_once(':').expect("a port");
        text.replace(&format!(".localhost:{suffix}"), "")
    }

    /// One file, from its bytes to a line.
    async fn play(&self, bytes: &[u8]) -> String {
        self.world.clock().advance(Duration::from_mins(20));
        self.everywhere.forget();
        let read = parse_json(bytes, Limits::default()).and_then(|value| {
            let moved = self.moved(&value.to_string());
            let value = parse_json(moved.as_bytes(), Limits::default())?;
            Ok((Document::parse(&value)?, value))
        });
        let (document, value) = match read {
            Ok(read) => read,
            Err(refusal) => return format!("refused {}: {refusal}", refusal.code()),
        };
        let outcome = match &document {
            Document::Activity(_) => self.deliver(&value).await,
            _ => self.look_up(&value).await,
        };
        // What is fetched later would else find what only the next file shows.
        self.world.activitypub().chores_done().await;
        self.moved_back(&format!("{} → {outcome}", document.describe()))
    }

    /// Delivers an activity by somebody whom Alice follows.
    async fn deliver(&self, value: &Value) -> String {
        let actor = first_id(value, "actor").expect("an activity has an actor");
        self.show_all(value);
        self.cast(value);
        let stand_in = self.everywhere.actor_as(&actor, &name_of(&actor));
        self.follow(&actor).await;
        let before = self.photo().await;
        let signed = stand_in.sign(&self.world, Scheme::Rfc9421, value);
        let reply = signed.send(&self.world).await;
        assert!(!reply.status.is_server_error(), "{}", reply.text());
        let refusal = reply.json();
        match refusal["error"].as_str() {
            Some(code) => format!("refused {code}: {}", text(&refusal, "detail")),
            None => self.difference(&before).await,
        }
    }

    /// Looks a document up at its own id.
    async fn look_up(&self, value: &Value) -> String {
        let Some(id) = value["id"].as_str() else {
            return "refused: it has no id".to_owned();
        };
        self.show_all(value);
        self.cast(value);
        self.everywhere.show(id, value);
        if value["preferredUsername"].is_string() {
            self.show_finger(value, id);
        }
        let before = self.photo().await;
        let found = self.world.phone(&self.alice).search(id).await;
        if let Some(account) = found.pointer("/accounts/0") {
            return format!("account {}", text(account, "acct"));
        }
        match found.pointer("/statuses/0") {
            Some(post) => describe(post),
            None => match self.difference(&before).await.as_str() {
                NOTHING => "neither a post nor an account".to_owned(),
                kept => format!("{kept}, not for Alice to read"),
            },
        }
    }

    /// Everybody who is named as an actor or author, as a stand-in.
    fn cast(&self, value: &Value) {
        let mut names = BTreeSet::new();
        people(value, &mut names);
        for uri in names {
            self.everywhere.actor_as(&uri, &name_of(&uri));
        }
    }

    /// Everything that is carried along, at its own id.
    fn show_all(&self, value: &Value) {
        let Some(object) = value.as_object() else {
            return;
        };
        for inner in object.values().filter(|inner| inner.is_object()) {
            if let Some(id) = inner["id"].as_str().filter(|id| id.starts_with("http")) {
                self.everywhere.show(id, inner);
            }
            self.show_all(inner);
        }
    }

    fn show_finger(&self, value: &Value, id: &str) {
        let origin = ap_proto::origin::Origin::of(id).expect("a web address");
        let acct = format!(
            "acct:{}@{}",
            text(value, "preferredUsername"),
            origin.authority()
        );
        let link =
            serde_json::json!({"rel": "self", "type": "application/activity+json", "href": id});
        let jrd = serde_json::json!({"subject": acct, "links": [link]});
        self.everywhere.show_finger(&acct, &jrd);
    }

    async fn follow(&self, actor: &str) {
        let phone = self.world.phone(&self.alice);
        let found = phone.search(actor).await;
        let Some(id) = found.pointer("/accounts/0/id").and_then(Value::as_str) else {
            return;
        };
        phone.follow(id).await;
        let followee: AccountId = id.parse().expect("an id");
        let social = self.world.social();
        let accepted = social.receive_follow_accepted(ID, self.alice.account_id, followee);
        accepted.await.expect("the database");
    }

    async fn photo(&self) -> Photo {
        self.world.photo().await
    }

    /// How many rows of what came and went.
    async fn difference(&self, before: &Photo) -> String {
        let after = self.photo().await;
        let mut parts = Vec::new();
        for table in BECOMES {
            match after.count(table).cast_signed() - before.count(table).cast_signed() {
                0 => {}
                change => parts.push(format!("{change:+} {table}")),
            }
        }
        if parts.is_empty() {
            NOTHING.to_owned()
        } else {
            parts.join(", ")
        }
    }
}

fn describe(post: &Value) -> String {
    let count = |field: &str| post[field].as_array().map_or(0, Vec::len);
    format!(
        "post {} by {}: {} media, {} mentions, {} tags",
        text(post, "visibility"),
        text(&post["account"], "acct"),
        count("media_attachments"),
        count("mentions"),
        count("tags"),
    )
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

fn first_id(value: &Value, field: &str) -> Option<String> {
    ap_proto::value::first_id(value, field).map(str::to_owned)
}

/// The URLs of everybody who did or wrote something.
fn people(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|item| people(item, found)),
        Value::Object(object) => {
            for role in ["actor", "attributedTo"] {
                let named = ap_proto::value::values(value, role);
                let ids = named.filter_map(|it| it.as_str().or_else(|| it["id"].as_str()));
                found.extend(ids.filter(|id| id.starts_with("http")).map(str::to_owned));
            }
            object.values().for_each(|inner| people(inner, found));
        }
        _ => {}
    }
}

/// A name that fits an actor's URL.
fn name_of(uri: &str) -> String {
    let last = uri
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let name: String = last.chars().filter(char::is_ascii_alphanumeric).collect();
    if name.is_empty() {
        "somebody".to_owned()
    } else {
        name
    }
}

/// What becomes of each file of a folder.
async fn table(root: &Path) -> String {
    let mut found = Vec::new();
    files(root, &mut found);
    found.sort();
    assert!(!found.is_empty(), "{} holds no payload", root.display());
    let stage = Stage::new().await;
    let mut table = String::new();
    for path in &found {
        let name = path.strip_prefix(root).unwrap_or(path).display();
        let line = stage.play(&fs::read(path).expect("a file")).await;
        writeln!(table, "{name}: {line}").expect("a line");
    }
    table
}

#[tokio::test]
async fn every_payload_becomes_something_or_is_refused_with_a_reason() {
    let root = corpus();
    if root.is_dir() {
        insta::assert_snapshot!(table(&root).await);
    } else {
        println!(
            "SKIPPED corpus: {} is no folder; set FOLKMOOT_CORPUS",
            root.display()
        );
    }
}

/// Those of the repository: what others do not show, in shapes whose sources `corpus/README.md` names.
#[tokio::test]
async fn every_payload_of_ours_becomes_something_or_is_refused_with_a_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/activitypub");
    insta::assert_snapshot!(table(&root).await);
}
