//! Two servers of ours.

use model::Audience;
use social::caller::Caller;
use social::post::{Draft, Edit};
use social::relation::FollowOptions;
use social::{Found, PostView};

use crate::actors::{known, post};
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

/// Proves: ActivityPub
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
        let relation = &two.here.social.relations(&two.alice, &[bob]).await.unwrap()[0];
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
async fn a_picture_arrives_with_its_words_its_size_and_its_focus() {
    let two = Two::start().await;
    let upload = social::media::Upload {
        file: DOT.into(),
        alt: Some("A dot".to_owned()),
        focus: Some(model::Focus::new(0.5, -0.5)),
        thumbnail: None,
    };
    let sent = two
        .there
        .social
        .upload_media(&two.bob, upload)
        .await
        .unwrap();
    let draft = Draft {
        text: "Look".to_owned(),
        media: vec![sent.id.unwrap()],
        ..Draft::default()
    };
    let posted = two.there.social.create_post(&two.bob, draft).await.unwrap();
    two.settle("the post arrives", || async {
        two.seen_here(&posted.uri).await.is_some()
    })
    .await;
    let seen = two.seen_here(&posted.uri).await.unwrap().media;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].url, sent.url);
    assert_eq!(seen[0].alt.as_deref(), Some("A dot"));
    assert_eq!((seen[0].width, seen[0].height), (Some(1), Some(1)));
    assert_eq!(
        (&seen[0].blurhash, seen[0].focus),
        (&sent.blurhash, sent.focus)
    );
    assert_eq!(seen[0].id, None);
}

/// The smallest PNG there is: one pixel.
const DOT: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\xdac8!\xa7\xf1\x1f\0\x04\xce\x02\x0eb\xcf\x94\xa5\0\0\0\0IEND\xaeB`\x82";
