//! ActivityPub as one of the core's networks.

use model::{AccountId, PostId};
use social::account::{NamedPage, PeopleList};
use social::journal::Entry;
use social::network::Face;
use social::relay::RelayFace;
use social::{BoxFuture, Found, Health, Network, NetworkId, Result};

use crate::map::is_of_the_web;
use crate::{ActivityPub, Chore, ID};

impl Network for ActivityPub {
    fn id(&self) -> NetworkId {
        ID
    }

    fn face(&self, account: AccountId) -> Option<Face> {
        Some(Face {
            uri: self.urls.actor(account),
            inbox: Some(self.urls.inbox(account)),
            shared_inbox: Some(self.urls.shared_inbox()),
            followers_uri: Some(self.urls.followers(account)),
        })
    }

    fn owns(&self, reference: &str) -> bool {
        Self::is_reference(reference)
    }

    fn resolve<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Found>>> {
        Box::pin(async { Ok(self.find(reference).await?) })
    }

    fn look_for_thread(&self, post: PostId, uri: &str) -> bool {
        is_of_the_web(uri) && self.wish_long(Chore::CompleteThread(post))
    }

    fn look_at_account(&self, uri: &str) -> bool {
        let is_ours = self.urls.parse(uri).is_some();
        is_of_the_web(uri) && !is_ours && self.wish_long(Chore::LookAtAccount(uri.to_owned()))
    }

    fn people_there<'a>(
        &'a self,
        uri: &'a str,
        list: PeopleList,
        page: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Option<NamedPage>>> {
        Box::pin(async move { Ok(self.list_there(uri, list, page).await?) })
    }

    fn relay_at<'a>(&'a self, address: &'a str) -> BoxFuture<'a, Result<Option<RelayFace>>> {
        Box::pin(async move { Ok(self.find_relay(address).await?) })
    }

    fn takes_in<'a>(&'a self, from: AccountId, target: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move { Ok(is_of_the_web(target) && self.is_new_home(from, target).await?) })
    }

    fn look_again(&self, uri: &str) {
        if is_of_the_web(uri) && self.urls.parse(uri).is_none() {
            self.wish(Chore::CountVotes(uri.to_owned()));
        }
    }

    fn health(&self) -> BoxFuture<'_, Result<Option<Health>>> {
        Box::pin(async { Ok(Some(self.signs_of_health().await?)) })
    }

    fn publish<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(self.publish_entry(entry).await?) })
    }
}
