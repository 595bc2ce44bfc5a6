//! Security row E8: of what is not for everyone, nothing is in any repository, in any event of either network, or among the
//! files that others may have, whatever people write, change, answer, boost and delete, and whatever happens to them.
//!
//! Every word and every file that anybody writes here is like no other, so that it is found wherever it went.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking, and who sees it red wants the seed"
)]

mod by_app;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use atproto::{AtConfig, AtProto, HandleSource};
use axum::Router;
use folkmoot_nostr::{Nostr, NostrConfig};
use folkmoot_tests::at::chance::Chance;
use infra::fetch::{Door, DoorConfig, LoopbackPolicy};
use model::{Audience, Permission, PostId};
use social::journal::Progress;
use social::post::Edit;
use social::repo::RepoState;
use social::staff::{Action, Decision, Pardon};
use social::{Network, Social};
use testkit::{Person, World};
use tokio::sync::watch;

/// Worlds, and things that happen in each.
const CASES: u64 = 8;
const STEPS: usize = 120;
/// How long a word is that is like no other.
const WORD_BYTES: usize = 20;

const AUDIENCES: [Audience; 6] = [
    Audience::Public,
    Audience::Quiet,
    Audience::Followers,
    Audience::Circle,
    Audience::Mentioned,
    Audience::Local,
];
const PERMISSIONS: [Permission; 4] = [
    Permission::Anyone,
    Permission::Followers,
    Permission::Named,
    Permission::Nobody,
];

/// A post, as the one who wrote it knows it.
struct Written {
    id: PostId,
    author: usize,
    audience: Audience,
    /// Everything that it says: text, warning, poll, descriptions.
    words: Vec<String>,
    /// The digests of its files.
    files: Vec<String>,
    is_there: bool,
}

/// A world with a few people, and all that they wrote.
struct Place {
    world: World,
    at: Arc<AtProto>,
    nostr: Arc<Nostr>,
    /// Everything that was ever signed there, also what was taken back since.
    signed: Vec<String>,
    /// The last of it.
    last: i64,
    /// What apps call.
    router: Router,
    /// Names and tokens of the apps of some.
    apps: BTreeMap<usize, (String, String)>,
    _stop: watch::Sender<bool>,
    people: Vec<Person>,
    admin: Person,
    is_suspended: Vec<bool>,
    posts: Vec<Written>,
    chance: Chance,
    /// Words and files that may be known to all: they were public when something was published.
    public: BTreeSet<String>,
}

impl Place {
    async fn of(seed: u64) -> Self {
        let world = World::new().await;
        let mut people = Vec::new();
        for name in ["alice", "bob", "carol"] {
            people.push(world.person(name).await);
        }
        let admin = world.admin("dora").await;
        for one in &people {
            for other in people.iter().filter(|other| other.acct != one.acct) {
                let path = format!("/api/v1/accounts/{}/follow", other.account_id);
                world.post(&path).by(one).await.ok();
            }
        }
        let (at, (stop, stopping)) = (adapter(world.social()), watch::channel(false));
        Self {
            router: Arc::clone(&at).router(stopping),
            at,
            nostr: signer(world.social()),
            signed: Vec::new(),
            last: 0,
            apps: BTreeMap::new(),
            _stop: stop,
            is_suspended: vec![false; people.len()],
            world,
            people,
            admin,
            posts: Vec::new(),
            chance: Chance::of(seed),
            public: BTreeSet::new(),
        }
    }

    /// A word like no other.
    fn word(&mut self) -> String {
        format!("zq{:016x}qz", self.chance.number())
    }

    fn any<T: Copy>(&mut self, list: &[T]) -> T {
        *self.chance.one_of(list).unwrap()
    }

    fn somebody(&mut self) -> usize {
        let all: Vec<usize> = (0..self.people.len()).collect();
        self.any(&all)
    }

    fn some_post(&mut self) -> Option<PostId> {
        let there: Vec<PostId> = self.there().map(|post| post.id).collect();
        self.chance.one_of(&there).copied()
    }

    fn there(&self) -> impl Iterator<Item = &Written> {
        self.posts.iter().filter(|post| post.is_there)
    }

    async fn step(&mut self) {
        match self.chance.below(40) {
            0..20 => self.write().await,
            20..25 => self.change().await,
            25 | 26 => self.delete().await,
            27..31 => self.boost().await,
            31 => self.block().await,
            32 => self.suspend().await,
            33 | 34 => self.pin().await,
            _ => self.publish().await,
        }
    }

    async fn change(&mut self) {
        let Some(id) = self.some_post() else { return };
        let (text, warning) = (self.word(), self.word());
        let edit = Edit {
            text: text.clone(),
            warning: warning.clone(),
            ..Edit::default()
        };
        let post = self.posts.iter_mut().find(|post| post.id == id).unwrap();
        let caller = &self.people[post.author].caller;
        if self
            .world
            .social()
            .edit_post(caller, id, edit)
            .await
            .is_ok()
        {
            post.words.extend([text, warning]);
        }
    }

    async fn delete(&mut self) {
        let Some(id) = self.some_post() else { return };
        let post = self.posts.iter_mut().find(|post| post.id == id).unwrap();
        let caller = &self.people[post.author].caller;
        post.is_there = self.world.social().delete_post(caller, id).await.is_err();
    }

    async fn boost(&mut self) {
        let (who, Some(id)) = (self.somebody(), self.some_post()) else {
            return;
        };
        let caller = &self.people[who].caller;
        let audience =
            self.chance
                .one_of(&[None, Some(Audience::Public), Some(Audience::Followers)]);
        let audience = audience.copied().flatten();
        // Whoever may not is told so.
        let _ = self.world.social().boost(caller, id, audience).await;
        let _ = self.world.social().like(caller, id).await;
    }

    async fn block(&mut self) {
        let (one, other) = (self.somebody(), self.somebody());
        let verb = self.any(&["block", "unblock"]);
        let id = self.people[other].account_id;
        let path = format!("/api/v1/accounts/{id}/{verb}");
        // Nobody may block themselves, and whoever is suspended nobody at all.
        let _ = self.world.post(&path).by(&self.people[one]).await;
    }

    async fn suspend(&mut self) {
        let who = self.somebody();
        let (social, id) = (self.world.social(), self.people[who].account_id);
        if self.is_suspended[who] {
            let back = social.pardon(&self.admin.caller, id, Pardon::Unsuspend);
            back.await.unwrap();
        } else {
            let decision = Decision {
                action: Action::Suspend,
                ..Decision::default()
            };
            let done = social.moderate(&self.admin.caller, id, decision);
            done.await.unwrap();
        }
        self.is_suspended[who] ^= true;
    }

    async fn pin(&mut self) {
        let Some(id) = self.some_post() else { return };
        let author = self.posts.iter().find(|post| post.id == id).unwrap().author;
        let path = format!("/api/v1/statuses/{id}/pin");
        let _ = self.world.post(&path).by(&self.people[author]).await;
    }

    /// The network hears of everything that happened since, and what may be known now is noted.
    async fn publish(&mut self) {
        let is_public =
            |post: &&Written| post.audience == Audience::Public && !self.is_suspended[post.author];
        let public = self.there().filter(is_public);
        let public = public.flat_map(|post| post.words.iter().chain(&post.files));
        self.public.extend(public.cloned().collect::<Vec<_>>());
        let networks: [&dyn Network; 2] = [self.at.as_ref(), self.nostr.as_ref()];
        for network in networks {
            while self.world.social().publish_step(network).await.unwrap() != Progress::Idle {
                let events = self.world.social().events_after(self.last, 1_000).await;
                let events = events.unwrap();
                self.last = events.last().map_or(self.last, |event| event.num);
                self.signed
                    .extend(events.into_iter().map(|event| event.body));
            }
        }
        for person in &self.people {
            let social = self.world.social();
            if social.repo(person.account_id).await.unwrap().is_some() {
                let state = social.set_repo_state(person.account_id, RepoState::Active, Vec::new());
                state.await.unwrap();
            }
        }
    }

    /// Everything that others may have, as bytes.
    async fn given_out(&self) -> (Vec<Vec<u8>>, BTreeSet<String>) {
        let social = self.world.social();
        let (mut bytes, mut last) = (Vec::new(), 0);
        while let Ok(events) = social.repo_events_after(last).await
            && let Some((seq, _)) = events.last()
        {
            last = *seq;
            bytes.extend(events.into_iter().map(|(_, frame)| frame));
        }
        let mut files = BTreeSet::new();
        for person in &self.people {
            let account = person.account_id;
            let blocks = social.read_repo(account, |repo| repo.blocks_after("", &[], 100_000));
            bytes.extend(
                blocks
                    .await
                    .unwrap()
                    .unwrap()
                    .into_iter()
                    .map(|(_, block)| block),
            );
            files.extend(social.named_blobs(account, "", "", 10_000).await.unwrap());
        }
        for body in &self.signed {
            let all = self.posts.iter().flat_map(|post| &post.files);
            files.extend(all.filter(|file| body.contains(file.as_str())).cloned());
        }
        bytes.extend(self.signed.iter().map(|body| body.clone().into_bytes()));
        (bytes, files)
    }
}

/// The network over a core, with a door out that nobody goes through.
fn adapter(social: &Social) -> Arc<AtProto> {
    let door = DoorConfig {
        loopback: LoopbackPolicy::Refuse,
        ..DoorConfig::new("Folkmoot-Tests/0")
    };
    let config = AtConfig {
        plc_url: "http://localhost:9".to_owned(),
        relays: Vec::new(),
        app_view: None,
        handles: HandleSource::Servers(Vec::new()),
        ..AtConfig::public("test")
    };
    let door = Arc::new(Door::new(door).unwrap());
    Arc::new(AtProto::new(social.clone(), door, config))
}

/// Nostr over a core, with a door that leads nowhere.
fn signer(social: &Social) -> Arc<Nostr> {
    let door = DoorConfig {
        loopback: LoopbackPolicy::Refuse,
        ..DoorConfig::new("Folkmoot-Tests/0")
    };
    let door = Arc::new(Door::new(door).unwrap());
    let config = NostrConfig::new(social.base_url());
    Arc::new(Nostr::new(social.clone(), door, config))
}

/// Every word like no other in some bytes, whatever stands around it.
fn words_in(bytes: &[u8]) -> impl Iterator<Item = String> {
    let words = bytes
        .windows(WORD_BYTES)
        .filter(|word| word.starts_with(b"zq") && word.ends_with(b"qz") && word.is_ascii());
    words.map(|word| String::from_utf8_lossy(word).into_owned())
}

/// Lives through a case; how many words and files were given out, each of which may be known to all.
async fn check(seed: u64) -> (usize, usize) {
    let mut place = Place::of(seed).await;
    for _ in 0..STEPS {
        place.step().await;
    }
    place.publish().await;
    let (bytes, files) = place.given_out().await;
    let words: BTreeSet<String> = bytes.iter().flat_map(|bytes| words_in(bytes)).collect();
    let mut private = words.union(&files).filter(|it| !place.public.contains(*it));
    let first = private.next();
    assert_eq!(first, None, "seed {seed} gave out what is not for everyone");
    assert!(!place.signed.is_empty(), "nothing was signed");
    (words.len(), files.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_everyone_is_in_no_repository_no_event_and_no_file() {
    let wish = std::env::var("FOLKMOOT_TEST_SEED").ok();
    let first: u64 = wish.and_then(|text| text.parse().ok()).unwrap_or(1);
    let (mut words, mut files) = (0, 0);
    for seed in first..first + CASES {
        let (some_words, some_files) = check(seed).await;
        (words, files) = (words + some_words, files + some_files);
    }
    println!("FOLKMOOT_TEST_SEED={first}: {words} words and {files} files were for everyone");
    // A test that finds nothing at all proves nothing.
    assert!(words > 100 && files > 5);
}
