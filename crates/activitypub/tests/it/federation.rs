//! Two servers of ours, and deliveries to servers that are slow, gone or old-fashioned.

use ap_proto::signature::Scheme;
use model::Audience;
use social::caller::Caller;
use social::post::{Draft, Edit};
use social::relation::FollowOptions;
use social::{Found, PostView};

use crate::actors::{known, post};
use crate::inbox::Pair;
use crate::support::{Home, until};

/// Alice at one server follows Bob at another.
struct Two {
    here: Home,
    there: Home,
    alice: Caller,
    bob: Caller,
}

impl Two {
    async fn start() -> Self {
        let (here, there) = (Home::start().await, Home::start().await);
        let (alice, bob) = (here.person("alice").await, there.person("bob").await);
        let two = Self {
            here,
            there,
            alice,
            bob,
        };
        let bob_here = two
            .find(&two.here, &two.there.actor(two.bob.account_id))
            .await;
        two.here
            .social
            .follow(&two.alice, bob_here, FollowOptions::default())
            .await
            .unwrap();
        two.settle("the follow is accepted", || async {
            two.here
                .social
                .relations(&two.alice, &[bob_here])
                .await
                .unwrap()[0]
                .following
        })
        .await;
        two
    }

    async fn find(&self, home: &Home, uri: &str) -> model::AccountId {
        match home.social.resolve(uri).await.unwrap() {
            Some(Found::Account(id)) => id,
            other => panic!("{uri} is {other:?}"),
        }
    }

    /// Publishes on both sides until something is so.
    async fn settle<F: Future<Output = bool>>(&self, what: &str, mut check: impl FnMut() -> F) {
        until(what, || {
            let checked = check();
            async {
                self.here.publish().await;
                self.there.publish().await;
                checked.await
            }
        })
        .await;
    }

    /// A post of Bob's as Alice sees it on her server.
    async fn seen_here(&self, uri: &str) -> Option<PostView> {
        let id = self.here.social.find_post_by_uri(uri).await.unwrap()?;
        self.here.social.post(self.alice.viewer(), id).await.ok()
    }

    async fn seen_there(&self, uri: &str) -> Option<PostView> {
        let id = self.there.social.find_post_by_uri(uri).await.unwrap()?;
        self.there.social.post(self.bob.viewer(), id).await.ok()
    }
}

#[tokio::test]
async fn posts_answers_likes_and_boosts_cross_in_both_directions() {
    let two = Two::start().await;
    let hello = post(&two.there, &two.bob, "Hello from there", Audience::Public).await;
    two.settle("the post arrives", || async {
        two.seen_here(&hello.uri).await.is_some()
    })
    .await;
    let copy = two.seen_here(&hello.uri).await.unwrap();
    let host = two.there.base.trim_start_matches("http://").to_owned();
    let draft = Draft {
        text: format!("@bob@{host} hello back"),
        reply_to: Some(copy.id),
        ..Draft::default()
    };
    let reply = two
        .here
        .social
        .create_post(&two.alice, draft)
        .await
        .unwrap();
    two.here.social.like(&two.alice, copy.id).await.unwrap();
    two.here
        .social
        .boost(&two.alice, copy.id, None)
        .await
        .unwrap();
    two.settle("answer, like and boost arrive", || async {
        let post = two.seen_there(&hello.uri).await.unwrap();
        (post.replies_count, post.likes_count, post.boosts_count) == (1, 1, 1)
    })
    .await;
    let answer = two.seen_there(&reply.uri).await.unwrap();
    assert_eq!(answer.reply_to, Some(hello.id));
    assert_eq!(answer.mentions[0].id, two.bob.account_id);
    two.here.social.unlike(&two.alice, copy.id).await.unwrap();
    two.here.social.unboost(&two.alice, copy.id).await.unwrap();
    two.here
        .social
        .delete_post(&two.alice, reply.id)
        .await
        .unwrap();
    two.settle("all is taken back", || async {
        let post = two.seen_there(&hello.uri).await.unwrap();
        (post.replies_count, post.likes_count, post.boosts_count) == (0, 0, 0)
    })
    .await;
}

#[tokio::test]
async fn edits_and_deletions_arrive_and_a_block_holds() {
    let two = Two::start().await;
    let hello = post(&two.there, &two.bob, "First", Audience::Followers).await;
    two.settle("the post arrives", || async {
        two.seen_here(&hello.uri).await.is_some()
    })
    .await;
    assert_eq!(
        two.seen_here(&hello.uri).await.unwrap().audience,
        Audience::Followers
    );
    let edit = Edit {
        text: "Second".to_owned(),
        ..Edit::default()
    };
    two.there
        .social
        .edit_post(&two.bob, hello.id, edit)
        .await
        .unwrap();
    two.settle("the edit arrives", || async {
        two.seen_here(&hello.uri)
            .await
            .is_some_and(|post| post.html.contains("Second"))
    })
    .await;
    two.there
        .social
        .delete_post(&two.bob, hello.id)
        .await
        .unwrap();
    two.settle("the deletion arrives", || async {
        two.seen_here(&hello.uri).await.is_none()
    })
    .await;
    let alice = known(&two.there, &two.here.actor(two.alice.account_id))
        .await
        .unwrap()
        .id;
    let bob = known(&two.here, &two.there.actor(two.bob.account_id))
        .await
        .unwrap()
        .id;
    two.there.social.block(&two.bob, alice).await.unwrap();
    two.settle("the block arrives", || async {
        let relation = two.here.social.relations(&two.alice, &[bob]).await.unwrap()[0];
        relation.blocked_by && !relation.following
    })
    .await;
}

#[tokio::test]
async fn a_locked_account_is_asked_and_an_unfollow_arrives() {
    let two = Two::start().await;
    let update = social::member::ProfileUpdate {
        is_locked: Some(true),
        ..Default::default()
    };
    two.here
        .social
        .update_profile(&two.alice, update)
        .await
        .unwrap();
    let alice = two
        .find(&two.there, &two.here.actor(two.alice.account_id))
        .await;
    two.there
        .social
        .follow(&two.bob, alice, FollowOptions::default())
        .await
        .unwrap();
    let bob = known(&two.here, &two.there.actor(two.bob.account_id))
        .await
        .unwrap()
        .id;
    two.settle("the question arrives", || async {
        two.here.social.relations(&two.alice, &[bob]).await.unwrap()[0].requested_by
    })
    .await;
    assert!(
        two.there
            .social
            .relations(&two.bob, &[alice])
            .await
            .unwrap()[0]
            .requested
    );
    two.here
        .social
        .accept_follow(&two.alice, bob)
        .await
        .unwrap();
    two.settle("the answer arrives", || async {
        two.there
            .social
            .relations(&two.bob, &[alice])
            .await
            .unwrap()[0]
            .following
    })
    .await;
    two.there.social.unfollow(&two.bob, alice).await.unwrap();
    two.settle("the end arrives", || async {
        !two.here.social.relations(&two.alice, &[bob]).await.unwrap()[0].followed_by
    })
    .await;
}

#[tokio::test]
async fn what_is_for_this_community_never_leaves() {
    let pair = Pair::start().await;
    let follow = pair
        .bob
        .about(ap_proto::activity::ActivityKind::Follow, 1, &pair.actor());
    pair.bob.deliver(&pair.home, &follow).await;
    let draft = Draft {
        text: format!("@bob@{} local only", pair.peer.host()),
        audience: Some(Audience::Local),
        ..Draft::default()
    };
    let secret = pair
        .home
        .social
        .create_post(&pair.alice, draft)
        .await
        .unwrap();
    pair.home
        .social
        .boost(&pair.alice, secret.id, None)
        .await
        .unwrap();
    pair.home
        .social
        .delete_post(&pair.alice, secret.id)
        .await
        .unwrap();
    let last = post(&pair.home, &pair.alice, "For everyone", Audience::Public).await;
    pair.home.publish().await;
    until("what is for everyone arrives", || async {
        pair.peer
            .delivered_of("Create")
            .iter()
            .any(|create| create["object"]["id"] == last.uri)
    })
    .await;
    let all = pair.peer.delivered();
    assert!(
        all.iter()
            .all(|one| !one.body.to_string().contains(&secret.uri)),
        "it left"
    );
}

#[tokio::test]
async fn everything_sent_carries_its_actors_proof_and_goes_once_to_a_shared_inbox() {
    let pair = Pair::start().await;
    let carol = pair.peer.person("carol");
    for (number, person) in [(1, &pair.bob), (2, &carol)] {
        let follow = person.about(
            ap_proto::activity::ActivityKind::Follow,
            number,
            &pair.actor(),
        );
        person.deliver(&pair.home, &follow).await;
    }
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    pair.home.publish().await;
    until("the post arrives", || async {
        !pair.peer.delivered_of("Create").is_empty()
    })
    .await;
    let creates = pair.peer.delivered_of("Create");
    assert_eq!(creates.len(), 1, "two followers, one server, one delivery");
    assert_eq!(creates[0]["object"]["id"], hello.uri);
    let keys = pair.home.social.keys(pair.alice.account_id).await.unwrap();
    let public = ap_proto::key::PublicKey::Ed25519(keys.ed25519.public());
    for delivered in pair.peer.delivered() {
        assert_eq!(delivered.path, "/inbox");
        let now = crate::peer::now(&pair.home);
        let proof = ap_proto::proof::Proof::read(&delivered.body, now).unwrap();
        assert_eq!(proof.verify(&public), Ok(()), "{}", delivered.body);
        assert_eq!(
            proof.verification_method,
            format!("{}#ed25519-key", pair.actor())
        );
    }
}

#[tokio::test]
async fn a_server_that_knows_only_the_draft_is_delivered_to() {
    let pair = Pair::start().await;
    pair.peer.accept_only(Scheme::Cavage);
    let draft = Draft {
        text: format!("@bob@{} hello", pair.peer.host()),
        ..Draft::default()
    };
    pair.home
        .social
        .create_post(&pair.alice, draft)
        .await
        .unwrap();
    pair.home.publish().await;
    until("the post arrives", || async {
        !pair.peer.delivered_of("Create").is_empty()
    })
    .await;
    let facts = pair
        .home
        .social
        .peer_facts(activitypub::ID, pair.peer.host())
        .await
        .unwrap();
    assert!(facts.contains("cavage"));
}

#[tokio::test]
async fn a_server_that_is_busy_gets_it_later_and_in_order() {
    let pair = Pair::start().await;
    pair.peer.answer_deliveries(&[503, 503, 429]);
    let mut sent = Vec::new();
    for number in 0..3 {
        let draft = Draft {
            text: format!("@bob@{} {number}", pair.peer.host()),
            ..Draft::default()
        };
        sent.push(
            pair.home
                .social
                .create_post(&pair.alice, draft)
                .await
                .unwrap()
                .uri,
        );
    }
    pair.home.publish().await;
    until("all arrive", || async {
        pair.home.clock.pass(std::time::Duration::from_secs(5));
        let done = pair
            .home
            .social
            .due_lanes(activitypub::ID, 10)
            .await
            .unwrap()
            .is_empty();
        pair.peer.delivered_of("Create").len() >= 6 && done
    })
    .await;
    let arrived: Vec<String> = pair
        .peer
        .delivered_of("Create")
        .iter()
        .map(|create| create["object"]["id"].as_str().unwrap().to_owned())
        .collect();
    let mut order = arrived.clone();
    order.dedup();
    assert_eq!(
        order, sent,
        "the first one was tried four times, the others followed in order"
    );
}

#[tokio::test]
async fn a_server_that_is_gone_does_not_hold_up_the_others() {
    let pair = Pair::start().await;
    let other = crate::peer::Peer::start().await;
    let carol = other.person("carol");
    pair.home.social.resolve(&carol.id).await.unwrap();
    pair.peer.answer_deliveries(&[404, 410]);
    for number in 0..3 {
        let text = format!("@bob@{} @carol@{} {number}", pair.peer.host(), other.host());
        let draft = Draft {
            text,
            ..Draft::default()
        };
        pair.home
            .social
            .create_post(&pair.alice, draft)
            .await
            .unwrap();
    }
    pair.home.publish().await;
    until("all arrive at the other", || async {
        other.delivered_of("Create").len() == 3
    })
    .await;
    until("what is refused is given up", || async {
        pair.peer.delivered_of("Create").len() == 3
    })
    .await;
}
