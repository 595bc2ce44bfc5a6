//! A network of pigeons: the smallest there can be, and the second implementer of [`Network`].
//!
//! It carries what is public and nothing else. That is no promise but a type: its only way out takes
//! a [`PublicPost`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use model::{AccountId, PostId, PublicPost};
use social::journal::{Change, Entry};
use social::network::Face;
use social::{BoxFuture, Error, Found, Network, NetworkId, PostView, Result, Social, Viewer};

/// The network's name in the core.
const ID: NetworkId = NetworkId("pigeon");

/// The network. What it would send stays in memory.
#[derive(Debug, Default)]
pub struct Carrier {
    social: OnceLock<Social>,
    loft: Mutex<Loft>,
}

/// What has happened so far.
#[derive(Debug, Default)]
struct Loft {
    /// What the world out there has, by the post's uri.
    letters: BTreeMap<String, String>,
    /// How many entries were published, repeated ones included.
    flights: usize,
    /// How many of the next flights end in a hawk.
    hawks: usize,
}

impl Carrier {
    /// A network that is not connected to a core yet.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Gives it the core; done by the [`World`](crate::World) it is built into.
    pub(crate) fn attach(&self, social: &Social) {
        assert!(
            self.social.set(social.clone()).is_ok(),
            "a network belongs to one core"
        );
    }

    /// The texts that have left, each once.
    pub fn letters(&self) -> Vec<String> {
        self.loft().letters.values().cloned().collect()
    }

    /// How often an entry was published.
    pub fn flights(&self) -> usize {
        self.loft().flights
    }

    /// Makes the next attempts to publish fail.
    pub fn send_hawks(&self, number: usize) {
        self.loft().hawks = number;
    }

    fn loft(&self) -> MutexGuard<'_, Loft> {
        self.loft.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn social(&self) -> &Social {
        self.social.get().expect("the network is connected")
    }

    async fn publish_entry(&self, entry: &Entry) -> Result<()> {
        self.take_off()?;
        match entry.change {
            Change::PostCreated | Change::PostEdited => {
                if let Some(post) = self.public_post(entry).await? {
                    self.carry(&post);
                }
            }
            Change::PostDeleted => self.call_back(entry),
            _ => {}
        }
        Ok(())
    }

    fn take_off(&self) -> Result<()> {
        let mut loft = self.loft();
        loft.flights += 1;
        if loft.hawks > 0 {
            loft.hawks -= 1;
            return Err(Error::Unreachable("The loft".to_owned()));
        }
        Ok(())
    }

    /// The post of an entry, if it is for everyone and still there.
    async fn public_post(&self, entry: &Entry) -> Result<Option<PublicPost<PostView>>> {
        let viewer = Viewer::Member(entry.account_id);
        let id = PostId::from(entry.subject_id);
        match self.social().post(viewer, id).await {
            Ok(post) => {
                let audience = post.audience;
                Ok(PublicPost::new(post, audience))
            }
            Err(Error::NotFound(_) | Error::Gone(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The only way out.
    fn carry(&self, post: &PublicPost<PostView>) {
        let post = post.get();
        self.loft()
            .letters
            .insert(post.uri.clone(), post.source.clone());
    }

    fn call_back(&self, entry: &Entry) {
        let payload: serde_json::Value = serde_json::from_str(&entry.payload).unwrap_or_default();
        let uri = payload
            .get("uri")
            .and_then(|uri| uri.as_str())
            .unwrap_or_default();
        self.loft().letters.remove(uri);
    }
}

impl Network for Carrier {
    fn id(&self) -> NetworkId {
        ID
    }

    fn face(&self, account: AccountId) -> Option<Face> {
        Some(Face {
            uri: format!("pigeon:{account}"),
            inbox: None,
            shared_inbox: None,
            followers_uri: None,
        })
    }

    fn owns(&self, reference: &str) -> bool {
        reference.starts_with("pigeon:")
    }

    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Found>>> {
        Box::pin(async { Ok(None) })
    }

    fn publish<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.publish_entry(entry))
    }
}
