//! One person on two networks.

use std::time::Duration;

use model::{AccountId, Audience};

use super::{ALL, THERE, remote_account, remote_post};
use crate::inbound::{RemoteAccount, RemotePost};
use crate::relation::FollowOptions;
use crate::testing::World;
use crate::{Caller, NetworkId, Viewer};

/// Another network.
const STONE: NetworkId = NetworkId("stone");

/// Zoe on the other network, who says that she is somebody.
fn on_stone(claims: &[&str]) -> RemoteAccount {
    RemoteAccount {
        network: STONE,
        uri: "did:stone:zoe".to_owned(),
        names: vec!["at://zoe.stone.example".to_owned()],
        claims: claims.iter().map(|claim| (*claim).to_owned()).collect(),
        ..remote_account("zoe.stone.example")
    }
}

fn on_paper(claims: &[&str]) -> RemoteAccount {
    RemoteAccount {
        page_url: Some("https://far.example/@zoe".to_owned()),
        claims: claims.iter().map(|claim| (*claim).to_owned()).collect(),
        ..remote_account("zoe")
    }
}

impl World {
    async fn met(&self, remote: RemoteAccount) -> AccountId {
        self.social.receive_account(remote).await.unwrap()
    }

    async fn also(&self, id: AccountId) -> Option<String> {
        let seen = self.social.account(Viewer::Anyone, id).await.unwrap();
        seen.also.map(|also| also.acct)
    }

    async fn follows(&self, who: &Caller, network: NetworkId, whom: AccountId) {
        let options = FollowOptions::default();
        self.social.follow(who, whom, options).await.unwrap();
        let accepted = self
            .social
            .receive_follow_accepted(network, who.account_id, whom);
        accepted.await.unwrap();
    }
}

#[tokio::test]
async fn two_accounts_are_one_persons_when_each_says_so_and_as_long() {
    let world = World::new().await;
    let there = world.met(on_stone(&["https://far.example/@zoe/"])).await;
    let here = world.met(on_paper(&[])).await;
    assert_eq!(world.also(there).await, None, "one alone says nothing");
    world.met(on_paper(&["at://zoe.stone.example"])).await;
    assert_eq!(world.also(there).await.unwrap(), "zoe@far.example");
    assert_eq!(
        world.also(here).await.unwrap(),
        "zoe.stone.example@far.example"
    );
    world.met(on_stone(&[])).await;
    assert_eq!(
        (world.also(here).await, world.also(there).await),
        (None, None)
    );
}

#[tokio::test]
async fn nobody_makes_themselves_somebody_by_naming_their_page() {
    let world = World::new().await;
    let there = world.met(on_stone(&["https://far.example/@zoe"])).await;
    let mallory = RemoteAccount {
        uri: "https://evil.example/mallory".to_owned(),
        page_url: Some("https://far.example/@zoe".to_owned()),
        claims: vec!["did:stone:zoe".to_owned()],
        ..remote_account("mallory")
    };
    let mallory = world.met(mallory).await;
    assert_eq!(
        (world.also(mallory).await, world.also(there).await),
        (None, None)
    );
    // Nor do two accounts of one network become one.
    let other = RemoteAccount {
        claims: vec!["https://far.example/@zoe".to_owned()],
        ..remote_account("other")
    };
    let other = world.met(other).await;
    let zoe = world.met(on_paper(&["https://far.example/other"])).await;
    assert_eq!(
        (world.also(other).await, world.also(zoe).await),
        (None, None)
    );
}

#[tokio::test]
async fn what_one_person_writes_on_both_is_at_home_once() {
    let world = World::new().await;
    let ann = world.member("ann").await;
    let here = world.met(on_paper(&["did:stone:zoe"])).await;
    let there = world.met(on_stone(&["https://far.example/@zoe"])).await;
    for (network, whom) in [(THERE, here), (STONE, there)] {
        world.follows(&ann, network, whom).await;
    }
    let written = remote_post(here, "a", Audience::Public);
    let said = |author, slug: &str, html: &str, audience, later| RemotePost {
        network: if author == there { STONE } else { THERE },
        uri: format!("https://far.example/said/{slug}"),
        html: html.to_owned(),
        created_at: written.created_at.plus(Duration::from_mins(later)),
        ..remote_post(author, slug, audience)
    };
    let (open, closed) = (Audience::Public, Audience::Followers);
    for (post, shown) in [
        (said(here, "1", "<p>Hello, <b>folk</b>!</p>", open, 0), 1),
        (said(there, "2", "<p>Hello, folk!</p>", open, 2), 1),
        (said(there, "3", "<p>Something else</p>", open, 2), 2),
        // Too late to be the same, not the same person's, or not for the same people.
        (said(there, "4", "<p>Hello, folk!</p>", open, 60), 3),
        (said(here, "5", "<p>Only for you</p>", closed, 0), 4),
        (said(there, "6", "<p>Only for you</p>", open, 0), 5),
        (said(here, "7", "<p>Hello, folk!</p>", open, 3), 6),
    ] {
        world.social.receive_post(post).await.unwrap();
        let home = world.social.home(&ann, ALL).await.unwrap();
        assert_eq!(home.items.len(), shown, "{:?}", home.items.first());
    }
    world.social.unfollow(&ann, here).await.unwrap();
    let home = world.social.home(&ann, ALL).await.unwrap();
    assert_eq!(home.items.len(), 4, "all that she wrote there");
}
