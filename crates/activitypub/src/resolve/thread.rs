//! The rest of a thread, looked for at the servers that have it: what a post answers, the collections of answers (FEP-7458),
//! and the collection of the whole thread that its first post names (FEP-7888).
//!
//! Collections only say where something may be. Each post is fetched from its own origin, must be open to everyone, and
//! must answer what it was named for.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use ap_proto::object::Note;
use ap_proto::origin::same_origin;
use ap_proto::value::is_public;
use futures_util::future::join_all;
use model::PostId;
use serde_json::Value;
use social::Viewer;
use social::post::Thread;
use tokio::time::timeout;

use super::polite::{MAX_PAGES, Manners, Start, timed};
use crate::ActivityPub;
use crate::error::Result;
use crate::map::is_of_the_web;

/// The most posts of one thread that are fetched in one search.
const MAX_POSTS: usize = 500;
/// How many posts that are known are asked for their answers.
const MAX_ASKED: usize = 60;
/// How many posts above one are fetched.
const MAX_PARENTS: usize = 40;
/// How many posts are fetched at once.
const AT_ONCE: usize = 4;
/// How many posts wait for what they answer.
const MAX_WAITING: usize = 32;
/// The property that names the answers to a post.
const ANSWERS: &str = "replies";
/// How long one search may take.
const WHOLE_TIME: Duration = Duration::from_mins(3);

impl ActivityPub {
    /// Looks for the rest of the thread around a post, and tells the core what became of it, however it ends.
    pub(crate) async fn complete_thread(&self, post: PostId) -> Result<()> {
        let mut search = Search::new(self);
        let ended = timeout(WHOLE_TIME, Box::pin(search.run(post))).await;
        let (found, missing) = (search.found, search.missing);
        self.social.thread_looked(post, found, missing).await?;
        ended.unwrap_or(Ok(()))
    }
}

/// What a collection may name.
enum Named<'n> {
    /// Answers to this post.
    AnswersTo(&'n str),
    /// Posts of the thread.
    Thread,
}

struct Search<'a> {
    network: &'a ActivityPub,
    manners: Manners<'a>,
    /// The posts of the thread that are here.
    thread: HashSet<String>,
    /// What was looked at.
    seen: HashSet<String>,
    /// Posts that are here and are asked for their answers.
    to_ask: VecDeque<String>,
    /// Answers that were named, and by which post.
    to_read: VecDeque<(String, Start)>,
    /// Posts of the thread whose parents have not come.
    waiting: Vec<(Note, Option<Start>)>,
    fetched: usize,
    found: usize,
    missing: usize,
}

impl<'a> Search<'a> {
    fn new(network: &'a ActivityPub) -> Self {
        Self {
            network,
            manners: Manners::new(network),
            thread: HashSet::new(),
            seen: HashSet::new(),
            to_ask: VecDeque::new(),
            to_read: VecDeque::new(),
            waiting: Vec::new(),
            fetched: 0,
            found: 0,
            missing: 0,
        }
    }

    async fn run(&mut self, post: PostId) -> Result<()> {
        let main = self.network.social.post(Viewer::Anyone, post).await?;
        let thread = self.network.social.open_thread(post).await?;
        let top = thread.ancestors.first().unwrap_or(&main).uri.clone();
        self.begin(&main.uri, &thread);
        self.climb(top).await?;
        loop {
            if let Some((owner, start)) = self.to_read.pop_front() {
                self.read(start, &owner, &Named::AnswersTo(&owner)).await?;
            } else if let Some(uri) = self.to_ask.pop_front() {
                if let Some(value) = self.get(&uri).await {
                    self.note_answers(&uri, Start::of(&value, ANSWERS));
                }
            } else {
                return Ok(());
            }
        }
    }

    fn begin(&mut self, main: &str, thread: &Thread) {
        let known = thread.ancestors.iter().chain(&thread.descendants);
        self.thread.insert(main.to_owned());
        self.thread.extend(known.map(|post| post.uri.clone()));
        let nearest_first = thread.ancestors.iter().rev();
        let others = thread.descendants.iter().chain(nearest_first);
        let ask = std::iter::once(main).chain(others.map(|post| post.uri.as_str()));
        self.to_ask = ask
            .filter(|uri| self.is_elsewhere(uri))
            .take(MAX_ASKED)
            .map(str::to_owned)
            .collect();
    }

    /// What is above the first post that is here, up to the first of the thread, and the thread that this one names.
    async fn climb(&mut self, mut uri: String) -> Result<()> {
        for _ in 0..MAX_PARENTS {
            if !self.is_elsewhere(&uri) || !self.seen.insert(uri.clone()) {
                return Ok(());
            }
            self.to_ask.retain(|other| *other != uri);
            let is_new = !self.thread.contains(&uri);
            let Some(value) = self.get(&uri).await else {
                self.missing += usize::from(is_new);
                return Ok(());
            };
            let Ok(note) = Note::parse(&value) else {
                self.missing += usize::from(is_new);
                return Ok(());
            };
            if is_new && !self.keep(&note).await? {
                return Ok(());
            }
            self.note_answers(&note.id, Start::of(&value, ANSWERS));
            let Some(parent) = note.in_reply_to else {
                return self.read_context(&note).await;
            };
            uri = parent;
        }
        Ok(())
    }

    /// The thread that its first post names, if it is of that post's own server.
    async fn read_context(&mut self, root: &Note) -> Result<()> {
        let Some(context) = root.context.clone() else {
            return Ok(());
        };
        if context == root.id || !same_origin(&context, &root.id) {
            return Ok(());
        }
        let start = Start {
            next: Some(context),
            ..Start::default()
        };
        self.read(start, &root.id, &Named::Thread).await?;
        self.missing += self.waiting.len();
        self.waiting.clear();
        Ok(())
    }

    /// Takes what a collection names, page by page.
    async fn read(&mut self, start: Start, owner: &str, named: &Named<'_>) -> Result<()> {
        self.take(start.items, named).await?;
        let mut next = start.next;
        for _ in 0..=MAX_PAGES {
            let Some(url) = next else { return Ok(()) };
            let Some(page) = self.manners.page(&url, owner).await else {
                return Ok(());
            };
            let page = Start::of_collection(&page, 1);
            self.take(page.items, named).await?;
            next = page.next;
        }
        Ok(())
    }

    /// Fetches the posts that are not here and keeps those that belong here.
    async fn take(&mut self, uris: Vec<String>, named: &Named<'_>) -> Result<()> {
        let mut wanted = Vec::new();
        for uri in uris {
            if !self.is_elsewhere(&uri) || !self.seen.insert(uri.clone()) {
                continue;
            }
            let social = &self.network.social;
            if social.find_post_by_uri(&uri).await?.is_some() {
                self.thread.insert(uri);
            } else if !social.is_tombstone(&uri).await? {
                wanted.push(uri);
            }
        }
        for some in wanted.chunks(AT_ONCE) {
            let mut asked = Vec::new();
            for uri in some {
                if self.may_fetch(uri) {
                    asked.push(uri.as_str());
                } else {
                    self.missing += 1;
                }
            }
            let network = self.network;
            let answers = asked.iter().map(|uri| timed(network.fetch(uri)));
            for (uri, (time, answer)) in asked.iter().zip(join_all(answers).await) {
                self.manners.waited(uri, time);
                match answer {
                    Ok(value) => self.consider(&value, named).await?,
                    Err(error) => self.missing += usize::from(!error.is_gone()),
                }
            }
        }
        Ok(())
    }

    /// Keeps a post that was named if it answers what it should; of a thread, one that answers something of it.
    async fn consider(&mut self, value: &Value, named: &Named<'_>) -> Result<()> {
        let Ok(note) = Note::parse(value) else {
            self.missing += 1;
            return Ok(());
        };
        let parent = note.in_reply_to.as_deref();
        let is_of_thread = match named {
            Named::AnswersTo(post) => parent == Some(post),
            Named::Thread => parent.is_some_and(|parent| self.thread.contains(parent)),
        };
        if note.is_vote() {
            return Ok(());
        }
        let answers = Start::of(value, ANSWERS);
        if is_of_thread {
            if self.keep(&note).await? {
                self.note_answers(&note.id, answers);
                return self.let_follow().await;
            }
        } else if matches!(named, Named::Thread) && parent.is_some() {
            if self.waiting.len() < MAX_WAITING {
                self.waiting.push((note, answers));
            } else {
                self.missing += 1;
            }
        }
        Ok(())
    }

    /// Keeps those whose parents have come meanwhile.
    async fn let_follow(&mut self) -> Result<()> {
        while let Some(at) = self.waiting.iter().position(|(note, _)| {
            let parent = note.in_reply_to.as_deref();
            parent.is_some_and(|parent| self.thread.contains(parent))
        }) {
            let (note, answers) = self.waiting.swap_remove(at);
            if self.keep(&note).await? {
                self.note_answers(&note.id, answers);
            }
        }
        Ok(())
    }

    /// Keeps a post that was fetched from its own id. Whether it could be. What is not for everyone is left where it is.
    async fn keep(&mut self, note: &Note) -> Result<bool> {
        self.seen.insert(note.id.clone());
        let is_open = note.to.iter().chain(&note.cc).any(|to| is_public(to));
        let (time, kept) = if is_open {
            timed(self.network.learn_post(note)).await
        } else {
            (Duration::ZERO, Err(crate::error::Error::NotFound("That")))
        };
        self.manners.waited(&note.id, time);
        match kept {
            Ok(_) => {
                self.found += 1;
                self.thread.insert(note.id.clone());
                Ok(true)
            }
            Err(crate::error::Error::Core(error @ social::Error::Internal(_))) => Err(error.into()),
            Err(_refused) => {
                self.missing += 1;
                Ok(false)
            }
        }
    }

    /// Notes where the answers to a post are, to be read later.
    fn note_answers(&mut self, uri: &str, answers: Option<Start>) {
        self.to_read
            .extend(answers.map(|start| (uri.to_owned(), start)));
    }

    /// The document of a post that is here or above one that is.
    async fn get(&mut self, uri: &str) -> Option<Value> {
        if !self.may_fetch(uri) {
            return None;
        }
        let (time, value) = timed(self.network.fetch(uri)).await;
        self.manners.waited(uri, time);
        value.ok()
    }

    fn may_fetch(&mut self, uri: &str) -> bool {
        if self.fetched >= MAX_POSTS || !self.manners.may_ask(uri) {
            return false;
        }
        self.fetched += 1;
        true
    }

    fn is_elsewhere(&self, uri: &str) -> bool {
        is_of_the_web(uri) && self.network.urls.parse(uri).is_none()
    }
}
