//! What somebody elsewhere has pinned to their profile: fetched later, when somebody here looks for them or follows them.

use ap_proto::activity::ObjectRef;
use ap_proto::collection::Collection;
use ap_proto::document::Document;
use ap_proto::object::Note;
use ap_proto::origin::same_origin;
use model::PostId;

use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::account::ActorNotes;

/// The most pinned posts that are looked at; each may cost a request.
const MAX_PINS: usize = 10;

impl ActivityPub {
    /// The collection is the actor's own only on the actor's own origin, and so are the posts in it.
    pub(crate) async fn fetch_featured(&self, actor: &str) -> Result<()> {
        let Some(known) = self.known(actor).await? else {
            return Ok(());
        };
        let featured = ActorNotes::read(&known.document).featured;
        let Some(featured) = featured.filter(|featured| same_origin(featured, actor)) else {
            return Ok(());
        };
        let mut pins = Vec::new();
        let items = self.items_of(&featured).await?;
        let own = items
            .iter()
            .filter(|item| item.id().is_some_and(|id| same_origin(id, actor)));
        for item in own.take(MAX_PINS) {
            match self.pinned_post(item).await {
                Ok(post) => pins.push(post),
                Err(error) => {
                    tracing::debug!(actor, code = error.code(), %error, "a pinned post is left out");
                }
            }
        }
        Ok(self.social.receive_pins(known.account_id, &pins).await?)
    }

    /// The items of a collection, or of its first page.
    async fn items_of(&self, url: &str) -> Result<Vec<ObjectRef>> {
        let collection = self.fetch_collection(url).await?;
        if !collection.items.is_empty() {
            return Ok(collection.items);
        }
        match collection.first {
            Some(ObjectRef::Inline(page)) => Ok(Collection::parse(&page)?.items),
            Some(ObjectRef::Uri(page)) if same_origin(&page, url) => {
                Ok(self.fetch_collection(&page).await?.items)
            }
            _ => Ok(Vec::new()),
        }
    }

    async fn fetch_collection(&self, url: &str) -> Result<Collection> {
        match self.fetch_document(url).await? {
            Document::Collection(collection) => Ok(collection),
            _ => Err(Error::NotFound("A collection")),
        }
    }

    /// What is carried along is of the origin that the collection was fetched from, which vouches for it.
    async fn pinned_post(&self, item: &ObjectRef) -> Result<PostId> {
        let uri = item.id().unwrap_or_default();
        let note = item.inline().and_then(|value| Note::parse(value).ok());
        match note {
            Some(note) if self.social.find_post_by_uri(uri).await?.is_none() => {
                self.learn_post(&note).await
            }
            _ => self.ensure_post(uri).await,
        }
    }
}
