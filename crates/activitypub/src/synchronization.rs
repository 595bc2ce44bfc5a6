//! Who follows whom, compared with other servers (FEP-8fcf): a follow that only one side knows of would show posts for
//! followers to somebody who should not see them, or keep them from somebody who should.
//!
//! Always true here:
//! - What is for followers goes with a digest of those whom the receiving server should count among them.
//! - A list is believed only from the server whose account it is about, when it is whole and fits its digest.

use ap_proto::collection::complete_ids;
use ap_proto::origin::same_origin;
use ap_proto::synchronization::{CollectionSynchronization, HEADER, digest};
use ap_proto::value::PUBLIC;
use model::{AccountId, Domain};
use social::outbox::Sending;

use crate::error::Result;
use crate::inbound::{Delivery, Incoming};
use crate::{ActivityPub, Chore, ID};

/// The most entries of a list that are read.
const MAX_LISTED: usize = 10_000;

impl ActivityPub {
    /// What goes along with a delivery: the digest of the followers at a peer, if it is for them and not for everyone.
    pub(crate) async fn synchronization(
        &self,
        host: &str,
        sending: &Sending,
    ) -> Result<Option<String>> {
        // Whoever writes the public's address into a text for followers goes without.
        let is_open = String::from_utf8_lossy(&sending.body).contains(PUBLIC);
        if !sending.to_followers || is_open {
            return Ok(None);
        }
        let account = sending.account_id;
        let followers = self.social.followers_at(ID, account, host).await?;
        Ok(followers.map(|followers| {
            let said = CollectionSynchronization {
                collection_id: self.urls.followers(account),
                url: self.urls.followers_there(account),
                digest: digest(followers.iter().map(|(_, uri)| uri.as_str())),
            };
            said.to_string()
        }))
    }

    /// Wishes that what came along with a delivery of somebody known be looked at, if it is about their own followers and
    /// leads to their own server.
    pub(crate) fn wish_followers(&self, request: &Incoming, delivery: &Delivery<'_>) {
        let header = request.headers.get(HEADER).and_then(|it| it.to_str().ok());
        let Some(said) = header.and_then(CollectionSynchronization::parse) else {
            return;
        };
        let Some(sender) = &delivery.sender else {
            return;
        };
        let is_theirs = sender.followers_uri.as_deref() == Some(&said.collection_id);
        if is_theirs && same_origin(&said.url, &sender.uri) {
            self.wish(Chore::CompareFollowers {
                of: sender.uri.clone(),
                url: said.url,
                digest: said.digest,
            });
        }
    }

    /// Asks who follows somebody elsewhere, if their server's digest is not ours, and lets the two be the same.
    pub(crate) async fn compare_followers(&self, of: &str, url: &str, said: &str) -> Result<()> {
        let Some(followee) = self.known(of).await? else {
            return Ok(());
        };
        let here = Domain::of_url(self.social.base_url()).map_err(social::Error::internal)?;
        let counted = self
            .social
            .followers_at(ID, followee.account_id, here.as_str());
        let Some(counted) = counted.await? else {
            return Ok(());
        };
        if digest(counted.iter().map(|(_, uri)| uri.as_str())) == said {
            return Ok(());
        }
        let page = self.fetch_page(url).await?;
        let listed = complete_ids(&page, MAX_LISTED);
        let fits = |listed: &Vec<String>| digest(listed.iter().map(String::as_str)) == said;
        let Some(listed) = listed.filter(fits) else {
            tracing::debug!(
                of,
                "the list of followers is not whole, or not the one that was meant"
            );
            return Ok(());
        };
        let counted: Vec<AccountId> = counted.into_iter().map(|(id, _)| id).collect();
        let listed = listed.iter().filter_map(|uri| self.urls.parse_actor(uri));
        let listed = self.still_here(&listed.collect::<Vec<_>>()).await?;
        let compared = self
            .social
            .receive_followers(ID, followee.account_id, &counted, &listed);
        Ok(compared.await?)
    }

    /// Those of some accounts that are of this community.
    async fn still_here(&self, accounts: &[AccountId]) -> Result<Vec<AccountId>> {
        let faces = self.social.identities_of(ID, accounts).await?;
        let here = faces.into_iter().filter(|face| face.is_local);
        Ok(here.map(|face| face.account_id).collect())
    }
}
