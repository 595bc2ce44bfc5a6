//! Asking other servers for much without being a burden, and without being led about: how often and how long each of them is
//! asked is counted, and a collection ends, whatever it says.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use ap_proto::activity::ObjectRef;
use ap_proto::collection::Collection;
use ap_proto::origin::{Origin, same_origin};
use ap_proto::value::{first, http_url, id_of};
use serde_json::Value;
use tokio::time::{Instant, timeout};

use crate::ActivityPub;
use crate::error::{Error, Result};

/// The most pages of one collection.
pub(super) const MAX_PAGES: usize = 5;
/// The most entries that are read of what a document carries along of a collection.
const MAX_CARRIED: usize = 100;
/// How often one server is asked in one search.
const MAX_OF_HOST: usize = 150;
/// How long one server may make us wait in one search, all together.
const HOST_TIME: Duration = Duration::from_secs(30);
/// How long one answer is waited for.
const ANSWER_TIME: Duration = Duration::from_secs(10);

/// One search: what it has cost each server so far, and which pages it has read.
pub(super) struct Manners<'a> {
    network: &'a ActivityPub,
    spent: HashMap<String, (usize, Duration)>,
    pages: HashSet<String>,
}

/// A collection, as far as the document that names it tells: what it carries along, and where it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Start {
    /// The ids that are carried along.
    pub(super) items: Vec<String>,
    /// Where the rest begins.
    pub(super) next: Option<String>,
    /// How many there are in all, as claimed.
    pub(super) total: Option<u64>,
}

impl Start {
    /// What a property says of a collection: its address, or the collection, or that and its first page.
    pub(super) fn of(document: &Value, property: &str) -> Option<Self> {
        let said = first(document, property)?;
        let whole = match Collection::parse(said) {
            Ok(whole) => whole,
            Err(_other_thing) => {
                return Some(Self {
                    next: Some(http_url(id_of(said)?)?.to_owned()),
                    ..Self::default()
                });
            }
        };
        Some(Self::of_collection(&whole, 1))
    }

    /// The same of a collection; its first page is looked into when it is carried along, that one's is not.
    pub(super) fn of_collection(whole: &Collection, depth: u8) -> Self {
        let ids = whole.items.iter().filter_map(ObjectRef::id);
        let mut start = Self {
            items: ids.map(str::to_owned).take(MAX_CARRIED).collect(),
            next: whole.next.clone(),
            total: whole.total_items,
        };
        let carried = whole.first.as_ref().and_then(ObjectRef::inline);
        if let (Some(page), true) = (carried.map(Collection::parse), depth > 0) {
            let page = page.map(|page| Self::of_collection(&page, depth - 1));
            let page = page.unwrap_or_default();
            start.items.extend(page.items);
            start.next = page.next.or(start.next);
        } else if let Some(ObjectRef::Uri(first)) = &whole.first {
            start.next = Some(first.clone());
        } else if start.items.is_empty() && start.next.is_none() && depth > 0 {
            // Only its name is carried along.
            start.next.clone_from(&whole.id);
        }
        start
    }
}

impl<'a> Manners<'a> {
    pub(super) fn new(network: &'a ActivityPub) -> Self {
        Self {
            network,
            spent: HashMap::new(),
            pages: HashSet::new(),
        }
    }

    /// Whether the server of a URL may be asked once more; if so, it is counted.
    pub(super) fn may_ask(&mut self, url: &str) -> bool {
        let Some(host) = host_of(url) else {
            return false;
        };
        let (asked, time) = self.spent.entry(host).or_default();
        let is_over = *asked >= MAX_OF_HOST || *time >= HOST_TIME;
        if is_over || self.network.spend(&self.network.looks, url).is_err() {
            return false;
        }
        *asked += 1;
        true
    }

    /// Counts how long a server has made us wait.
    pub(super) fn waited(&mut self, url: &str, time: Duration) {
        if let Some(host) = host_of(url) {
            self.spent.entry(host).or_default().1 += time;
        }
    }

    /// A page of a collection, if it may be asked for and was not read before: only of the server whose collection it is.
    pub(super) async fn page(&mut self, url: &str, owner: &str) -> Option<Collection> {
        let is_its = same_origin(url, owner) && self.pages.insert(url.to_owned());
        if !is_its || !self.may_ask(url) {
            return None;
        }
        let (time, page) = timed(self.network.fetch_page(url)).await;
        self.waited(url, time);
        Collection::parse(&page.ok()?).ok()
    }
}

/// An answer, and how long it took. It is given up after [`ANSWER_TIME`].
pub(super) async fn timed<T>(asked: impl Future<Output = Result<T>>) -> (Duration, Result<T>) {
    let begun = Instant::now();
    let answer = match timeout(ANSWER_TIME, Box::pin(asked)).await {
        Ok(answer) => answer,
        Err(_elapsed) => Err(Error::NotFound("An answer in time")),
    };
    (begun.elapsed(), answer)
}

fn host_of(url: &str) -> Option<String> {
    Origin::of(url).map(|origin| origin.authority())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Start;

    fn of(replies: &serde_json::Value) -> Option<Start> {
        Start::of(&json!({ "replies": replies }), "replies")
    }

    #[test]
    fn a_collection_may_be_named_or_carried_along() {
        let at = "https://a.example/1/replies";
        let named = of(&json!(at)).unwrap();
        assert_eq!(named.next.as_deref(), Some(at));
        let bare = of(&json!({"id": at, "type": "Collection"})).unwrap();
        assert_eq!(bare.next.as_deref(), Some(at));
        let elsewhere =
            of(&json!({"id": at, "type": "Collection", "first": "https://a.example/p1"}));
        assert_eq!(
            elsewhere.unwrap().next.as_deref(),
            Some("https://a.example/p1")
        );
        // As Mastodon writes it.
        let carried = of(&json!({
            "id": at, "type": "Collection",
            "first": {"type": "CollectionPage", "next": "https://a.example/p2", "partOf": at, "items": ["https://a.example/2"]},
        }))
        .unwrap();
        assert_eq!(carried.items, ["https://a.example/2"]);
        assert_eq!(carried.next.as_deref(), Some("https://a.example/p2"));
        assert_eq!(of(&json!(null)), None);
        assert_eq!(of(&json!(7)), None);
    }

    #[test]
    fn what_is_carried_along_is_cut() {
        let many: Vec<String> = (0..900).map(|n| format!("https://a.example/{n}")).collect();
        let inside = json!({"type": "Collection", "first": {"type": "CollectionPage", "items": many.clone(),
            "first": {"type": "CollectionPage", "items": many}}});
        assert_eq!(of(&inside).unwrap().items.len(), 100);
    }
}
