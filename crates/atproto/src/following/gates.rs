//! Who may answer and quote a post of others, when its author says so apart from the post.

use at_proto::data::Ipld;
use at_proto::syntax::{AtIdentifier, AtUri, Nsid, RecordKey};
use model::InteractionPolicy;
use social::Viewer;

use super::apply::Done;
use crate::error::Result;
use crate::map::gate::{self, POSTGATE, THREADGATE};
use crate::map::post::POST;
use crate::{AtProto, ID};

impl AtProto {
    /// Takes what one of the two gates beside a post says now; what the other says stays.
    pub(super) async fn apply_gate(&self, done: &Done<'_>, now: Option<&Ipld>) -> Result<()> {
        let did = done.person.document.did.clone();
        let rkey = RecordKey::parse(done.rkey)?;
        let uri = AtUri::record(AtIdentifier::Did(did), Nsid::parse(POST)?, rkey);
        let Some(post) = self.social.find_post_by_uri(uri.as_str()).await? else {
            return Ok(());
        };
        let before = self.social.post(Viewer::Anyone, post).await?.policy;
        let policy = if done.collection == THREADGATE {
            InteractionPolicy {
                reply: gate::policy(now, None).reply,
                ..before
            }
        } else {
            InteractionPolicy {
                quote: gate::policy(None, now).quote,
                ..before
            }
        };
        let author = done.person.account;
        let received = self.social.receive_policy(ID, author, uri.as_str(), policy);
        received.await?;
        if done.collection == POSTGATE {
            let detached = now.map(gate::detached).unwrap_or_default();
            self.take_detached(author, post, &detached).await?;
        }
        Ok(())
    }
}
