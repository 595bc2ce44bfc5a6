//! The data set: people here and elsewhere, who follows whom, and what they wrote, by power laws and from a seed.
//!
//! It is made once for each size and version of the schema, and copied for nobody: what a measurement writes stays,
//! which changes nothing that matters among a million posts.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use jiff::Timestamp;
use model::{Id, Time};
use serde_json::{Value, json};
use store::account::NewAccount;
use store::identity::IdentityRow;
use store::member::MemberRow;
use store::post::{NewPost, PostRow};
use store::relation::FollowRow;
use store::{Store, StoreConfig, Target, Tx};

use crate::chance::{Chance, WORDS, word};

/// Those who ask: real members with a token.
const READERS: usize = 16;
/// Those who get what a reader writes.
const FOLLOWERS: usize = 24;
/// Whom a reader follows.
const FOLLOWED: usize = 150;
/// Rows that go into one transaction. Of many more, SQLite keeps so much to undo that each statement gets slower.
const BATCH: usize = 200;
/// Where the server believes to be.
pub(crate) const URL: &str = "https://bench.example";
/// How far back the posts go.
const DAYS: i64 = 90;
/// Grows when other data is made.
const VERSION: u32 = 1;

/// A data set that is ready.
#[derive(Debug, Clone)]
pub(crate) struct Set {
    /// The data folder of the server.
    pub(crate) folder: PathBuf,
    /// Tokens of those who ask.
    pub(crate) tokens: Vec<String>,
    /// Ids of public posts.
    pub(crate) posts: Vec<i64>,
    /// How many there are of what.
    pub(crate) counts: Counts,
}

/// How many there are of what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) here: usize,
    pub(crate) elsewhere: usize,
    pub(crate) posts: usize,
}

impl Counts {
    fn of(scale: f64) -> Self {
        let of = |all: f64, least: usize| ((all * scale) as usize).max(least);
        Self {
            here: of(2_000.0, 60),
            elsewhere: of(200_000.0, 200),
            posts: of(1_000_000.0, 1_000),
        }
    }
}

/// The data set of a size, made if it is not there.
pub(crate) async fn ready(kept: &Path, scale: f64, binary: &Path) -> Result<Set> {
    let counts = Counts::of(scale);
    let schema = store::migrate::MIGRATIONS.len();
    let folder = kept.join(format!("v{VERSION}-schema{schema}-{}", counts.posts));
    let facts = folder.join("facts.json");
    if !facts.exists() {
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        println!("Making the data set in {} …", folder.display());
        let made = make(&folder, counts, binary).await?;
        std::fs::write(&facts, made.to_string())?;
    }
    let facts: Value = serde_json::from_slice(&std::fs::read(facts)?)?;
    let list = |name: &str| facts.get(name).and_then(Value::as_array).cloned();
    let tokens = list("tokens").context("no tokens")?;
    let posts = list("posts").context("no posts")?;
    Ok(Set {
        folder,
        tokens: tokens
            .iter()
            .filter_map(|token| token.as_str().map(str::to_owned))
            .collect(),
        posts: posts.iter().filter_map(Value::as_i64).collect(),
        counts,
    })
}

async fn make(folder: &Path, counts: Counts, binary: &Path) -> Result<Value> {
    let mut tokens = Vec::new();
    for number in 0..READERS {
        tokens.push(new_reader(folder, number, binary)?);
    }
    let store = Store::open(&StoreConfig {
        target: Target::SqliteFile(folder.join("folkmoot.db")),
        readers: 1,
    })?;
    let now = Timestamp::now().as_microsecond();
    let mut maker = Maker {
        store: store.clone(),
        chance: Chance::new(20_261_122),
        start: now - DAYS * 86_400_000_000,
        now,
        readers: Vec::new(),
        here: Vec::new(),
        everybody: Vec::new(),
    };
    maker.people(counts).await?;
    maker.follows().await?;
    let posts = maker.posts(counts.posts).await?;
    // The folder belongs to this process for as long as anybody holds the store.
    drop(maker);
    tokio::task::spawn_blocking(move || store.close()).await?;
    println!("Indexing …");
    command(binary, folder, URL, &["search", "finish"])?;
    Ok(json!({ "tokens": tokens, "posts": posts }))
}

/// A member with a token, made as a host would make one.
fn new_reader(folder: &Path, number: usize, binary: &Path) -> Result<String> {
    new_member(folder, &format!("reader{number}"), URL, binary)
}

/// The same with a name, of a server that is reached at `url`.
pub(crate) fn new_member(folder: &Path, name: &str, url: &str, binary: &Path) -> Result<String> {
    let email = format!("{name}@mail.example");
    let arguments = [
        "account",
        "create",
        name,
        "--email",
        &email,
        "--password",
        "correct horse battery",
        "--token",
        "read write follow",
    ];
    let told = command(binary, folder, url, &arguments)?;
    let token = told
        .lines()
        .find_map(|line| line.strip_prefix("Access token: "));
    Ok(token.context("no token was made")?.to_owned())
}

fn command(binary: &Path, folder: &Path, url: &str, arguments: &[&str]) -> Result<String> {
    let done = Command::new(binary)
        .args(arguments)
        .args(["--dev", "--url", url, "--data"])
        .arg(folder)
        .output()
        .with_context(|| format!("{} cannot be started", binary.display()))?;
    if !done.status.success() {
        bail!("{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
    Ok(String::from_utf8(done.stdout)?)
}

struct Maker {
    store: Store,
    chance: Chance,
    start: i64,
    now: i64,
    readers: Vec<i64>,
    here: Vec<i64>,
    everybody: Vec<i64>,
}

/// Somebody who is about to be added.
struct Person {
    id: i64,
    name: String,
    host: String,
    is_here: bool,
    is_indexable: bool,
    created_at: i64,
}

impl Maker {
    async fn write<T: Send + 'static>(
        &self,
        rows: Vec<T>,
        insert: fn(&mut Tx, &T) -> store::Result<()>,
    ) -> Result<()> {
        self.store
            .write(move |tx| rows.iter().try_for_each(|row| insert(tx, row)))
            .await?;
        Ok(())
    }

    async fn people(&mut self, counts: Counts) -> Result<()> {
        let host = self
            .store
            .read(|conn| {
                let mut ids = Vec::new();
                for number in 0..READERS {
                    let name = format!("reader{number}");
                    ids.extend(store::account::find(conn, &name, "bench.example")?);
                }
                Ok(ids)
            })
            .await?;
        self.readers.clone_from(&host);
        if self.readers.len() != READERS {
            bail!("the readers were not found");
        }
        let total = counts.here + counts.elsewhere;
        let mut rows = Vec::with_capacity(BATCH);
        for number in 0..total {
            let is_here = number < counts.here;
            let created_at = self.start - 1_000_000 * (1 + number as i64);
            let id = Id::at(Time::from_micros(created_at)).get();
            let name = format!("{}{number}", word(self.chance.ranked(WORDS)));
            let host = format!("{}.example", word(self.chance.ranked(2_000) + WORDS));
            let is_indexable = self.chance.percent(30);
            rows.push(Person {
                id,
                name,
                host,
                is_here,
                is_indexable,
                created_at,
            });
            if is_here {
                self.here.push(id);
            }
            self.everybody.push(id);
            if rows.len() == BATCH || number + 1 == total {
                self.write(std::mem::take(&mut rows), insert_person).await?;
            }
        }
        // Who is popular has nothing to do with where they are.
        for at in (1..self.everybody.len()).rev() {
            let other = self.chance.below(at + 1);
            self.everybody.swap(at, other);
        }
        Ok(())
    }

    async fn follows(&mut self) -> Result<()> {
        let mut rows = Vec::new();
        let mut id = Id::at(Time::from_micros(self.start)).get();
        let mut follow = |follower: i64, followee: i64| {
            id += 1;
            FollowRow {
                id,
                follower_id: follower,
                followee_id: followee,
                state: store::relation::ACCEPTED,
                uri: None,
                shows_boosts: true,
                notifies: false,
                languages: String::new(),
            }
        };
        for reader in self.readers.clone() {
            for _ in 0..FOLLOWED {
                let followee = self.chance.ranked(self.everybody.len());
                rows.extend(self.everybody.get(followee).map(|id| follow(reader, *id)));
            }
            for other in self
                .readers
                .iter()
                .filter(|other| **other != reader)
                .take(4)
            {
                rows.push(follow(reader, *other));
            }
            for _ in 0..FOLLOWERS - 4 {
                let follower = self.chance.below(self.here.len());
                rows.extend(self.here.get(follower).map(|id| follow(*id, reader)));
            }
        }
        for person in self.here.clone() {
            for _ in 0..=self.chance.ranked(600) {
                let followee = self.chance.ranked(self.everybody.len());
                rows.extend(self.everybody.get(followee).map(|id| follow(person, *id)));
            }
        }
        let now = self.now;
        for row in &mut rows {
            row.uri = Some(format!("https://bench.example/follows/{}", row.id));
        }
        let store = self.store.clone();
        for part in rows.chunks(BATCH).map(<[FollowRow]>::to_vec) {
            store
                .write(move |tx| {
                    for row in &part {
                        if row.follower_id != row.followee_id
                            && store::relation::insert_follow(tx, row, now)?
                        {
                            store::account::count_follow(tx, row.follower_id, row.followee_id, 1)?;
                        }
                    }
                    Ok(())
                })
                .await?;
        }
        Ok(())
    }

    /// Writes the posts and gives back the ids of some public ones.
    async fn posts(&mut self, count: usize) -> Result<Vec<i64>> {
        let mut known: Vec<(i64, i64)> = Vec::new();
        let mut public = Vec::new();
        let mut boosts = HashSet::new();
        let mut rows = Vec::with_capacity(BATCH);
        let span = DAYS * 86_400_000_000 / count as i64;
        let texts = Texts::new(&mut self.chance);
        for number in 0..count {
            let within = self.chance.below(span.max(1) as usize) as i64;
            let at = self.start + span * number as i64 + within;
            let author = self.author().context("nobody is there")?;
            let mut new = texts.post(&mut self.chance, number, at, author, &known);
            if let Some(original) = new.row.boost_of_id {
                if !boosts.insert((author, original)) {
                    continue;
                }
            } else if new.row.audience == 0 {
                known.push((new.row.id, author));
                if number % (count / 5_000).max(1) == 0 {
                    public.push(new.row.id);
                }
            }
            if self.here.binary_search_by(|id| author.cmp(id)).is_ok() {
                "local".clone_into(&mut new.row.origin);
            }
            if known.len() > 20_000 {
                known.drain(..10_000);
            }
            rows.push(new);
            if rows.len() == BATCH {
                self.write(std::mem::take(&mut rows), insert_post).await?;
                if number % 100_000 < 2 * BATCH {
                    println!("  {number} posts");
                }
            }
        }
        self.write(rows, insert_post).await?;
        Ok(public)
    }

    /// Somebody writes: more often somebody here than their number says.
    fn author(&mut self) -> Option<i64> {
        let crowd = if self.chance.percent(12) {
            &self.here
        } else {
            &self.everybody
        };
        crowd.get(self.chance.ranked(crowd.len())).copied()
    }
}

fn insert_person(tx: &mut Tx, person: &Person) -> store::Result<()> {
    let host = if person.is_here {
        "bench.example"
    } else {
        &person.host
    };
    let domain = store::domain::ensure(tx, person.id, host, person.is_here)?;
    let created_at = person.created_at;
    let new = NewAccount {
        id: person.id,
        domain_id: domain,
        username: person.name.clone(),
        kind: "person".to_owned(),
        display_name: person.name.to_uppercase(),
        is_discoverable: person.is_indexable,
        created_at,
        fetched_at: (!person.is_here).then_some(created_at),
    };
    store::account::insert(tx, &new)?;
    let page = format!("https://{host}/@{}", person.name);
    let face = IdentityRow {
        network: "activitypub".to_owned(),
        uri: format!("https://{host}/users/{}", person.name),
        account_id: person.id,
        page_url: Some(page.clone()),
        host: host.to_owned(),
        inbox: Some(format!("{page}/inbox")),
        shared_inbox: Some(format!("https://{host}/inbox")),
        followers_uri: Some(format!("{page}/followers")),
        document: "{}".to_owned(),
        ..IdentityRow::default()
    };
    store::identity::upsert(tx, &face)?;
    if person.is_here {
        let email = format!("{}@mail.example", person.name);
        let member = MemberRow {
            account_id: person.id,
            email: email.clone(),
            password_hash: "none".to_owned(),
            role: "member".to_owned(),
            state: store::member::ACTIVE.to_owned(),
            settings: "{}".to_owned(),
            created_at,
            confirmed_at: Some(created_at),
            ..MemberRow::default()
        };
        store::member::insert(tx, &member, &email)?;
    }
    Ok(())
}

fn insert_post(tx: &mut Tx, new: &NewPost) -> store::Result<()> {
    use store::post::Counter;
    store::post::insert(tx, new)?;
    let row = &new.row;
    store::account::count_post(tx, row.account_id, 1, Some(row.created_at))?;
    if let Some(original) = row.boost_of_id {
        store::post::count(tx, original, Counter::Boosts, 1)?;
    }
    if let Some(parent) = row.reply_to_id {
        store::post::count(tx, parent, Counter::Replies, 1)?;
        store::reaction::like(tx, row.id, parent, row.account_id, None)?;
        store::post::count(tx, parent, Counter::Likes, 1)?;
    }
    Ok(())
}

/// What people write about.
struct Texts {
    words: Vec<String>,
}

impl Texts {
    fn new(chance: &mut Chance) -> Self {
        let words = (0..WORDS).map(|rank| {
            if chance.percent(4) {
                "東京都庁前の祭り".to_owned()
            } else {
                word(rank)
            }
        });
        Self {
            words: words.collect(),
        }
    }

    fn post(
        &self,
        chance: &mut Chance,
        number: usize,
        at: i64,
        author: i64,
        known: &[(i64, i64)],
    ) -> NewPost {
        let id = Id::at(Time::from_micros(at)).get() + chance.below(1_000) as i64;
        let mut row = PostRow {
            id,
            account_id: author,
            origin: "activitypub".to_owned(),
            uri: format!("https://elsewhere.example/posts/{number}"),
            kind: "note".to_owned(),
            policy: "{}".to_owned(),
            tags: "[]".to_owned(),
            media: "[]".to_owned(),
            emojis: "[]".to_owned(),
            thread_id: id,
            created_at: at,
            ..PostRow::default()
        };
        let newest = known.len().saturating_sub(1);
        let recent =
            |chance: &mut Chance| known.get(newest - chance.ranked(known.len().max(1)).min(newest));
        if chance.percent(15)
            && let Some((original, _)) = recent(chance)
        {
            "boost".clone_into(&mut row.kind);
            row.boost_of_id = Some(*original);
            return NewPost {
                row,
                ..NewPost::default()
            };
        }
        let mut named = Vec::new();
        if chance.percent(25)
            && let Some((parent, parent_author)) = recent(chance)
        {
            row.reply_to_id = Some(*parent);
            row.reply_to_account_id = Some(*parent_author);
            row.thread_id = *parent;
            named.push((*parent_author, true));
        }
        self.fill(chance, &mut row, named)
    }

    fn fill(&self, chance: &mut Chance, row: &mut PostRow, named: Vec<(i64, bool)>) -> NewPost {
        let count = 8 + chance.below(36);
        let text: Vec<&str> = (0..count)
            .filter_map(|_| self.words.get(chance.ranked(WORDS)).map(String::as_str))
            .collect();
        let mut html = format!("<p>{}</p>", text.join(" "));
        let mut tags = Vec::new();
        if chance.percent(15) {
            let tag = word(chance.ranked(5_000));
            html = format!(
                "{html}<p><a href=\"https://bench.example/tags/{tag}\" class=\"mention hashtag\" rel=\"tag\">#<span>{tag}</span></a></p>"
            );
            row.tags = json!([tag]).to_string();
            tags.push(tag);
        }
        if chance.percent(15) {
            row.media = json!([{
                "kind": "image", "url": format!("https://files.example/{}.webp", row.id),
                "media_type": "image/webp", "alt": text.iter().take(6).copied().collect::<Vec<_>>().join(" "),
                "width": 1200, "height": 800, "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
            }])
            .to_string();
        }
        row.html = html;
        row.language = Some(if chance.percent(80) { "en" } else { "ja" }.to_owned());
        row.audience = match chance.below(100) {
            0..85 => 0,
            85..95 => 1,
            _ => 2,
        };
        NewPost {
            row: row.clone(),
            tags,
            named,
            ..NewPost::default()
        }
    }
}
