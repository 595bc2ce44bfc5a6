//! Writing, changing, deleting, and what people do with posts.

use model::{Audience, PostId};

use super::ALL;
use crate::notification::NotificationFilter;
use crate::post::{Draft, Edit};
use crate::testing::World;
use crate::timeline::TagFilter;
use crate::view::NotificationKind;
use crate::{Error, Viewer};

#[tokio::test]
async fn an_empty_or_too_long_draft_is_refused() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    let long = "x".repeat(5_001);
    for (text, code) in [
        ("", "blank"),
        (" \n ", "blank"),
        (long.as_str(), "too_long"),
        ("a\0b", "invalid"),
    ] {
        let draft = Draft {
            text: text.to_owned(),
            ..Draft::default()
        };
        let refused = world.social.create_post(&alice, draft).await;
        assert!(
            matches!(refused, Err(Error::Invalid { code: found, .. }) if found == code),
            "{code}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn the_same_key_makes_the_same_post_once_however_often_it_is_sent() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    let before = world.journal_length().await;
    let draft = Draft {
        text: "once".to_owned(),
        idempotency_key: Some("k".to_owned()),
        ..Draft::default()
    };
    let tries = (0..8).map(|_| world.social.create_post(&alice, draft.clone()));
    let ids: Vec<PostId> = futures_util::future::join_all(tries)
        .await
        .into_iter()
        .map(|post| post.unwrap().id)
        .collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(world.journal_length().await, before + 1);
}

#[tokio::test]
async fn an_edit_keeps_what_was_said_and_tells_who_boosted() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    let post = world.says(&alice, "frist", Audience::Public).await;
    world.social.boost(&bob, post, None).await.unwrap();
    world.pass(std::time::Duration::from_mins(1));
    let edit = Edit {
        text: "first #typo".to_owned(),
        ..Edit::default()
    };
    let edited = world
        .social
        .edit_post(&alice, post, edit.clone())
        .await
        .unwrap();
    assert!(edited.edited_at.is_some() && edited.tags == ["typo"]);
    let history = world
        .social
        .post_history(Viewer::Anyone, post)
        .await
        .unwrap();
    assert_eq!(
        history
            .iter()
            .map(|version| version.html.as_str())
            .collect::<Vec<_>>(),
        ["<p>frist</p>", edited.html.as_str()]
    );
    world.settle().await;
    let told = world
        .social
        .notifications(&bob, NotificationFilter::default(), ALL)
        .await
        .unwrap();
    assert_eq!(
        told.items.iter().map(|n| n.kind).collect::<Vec<_>>(),
        [NotificationKind::Edited]
    );
    assert!(matches!(
        world.social.edit_post(&bob, post, edit).await,
        Err(Error::NotFound(_))
    ));
}

#[tokio::test]
async fn deleting_leaves_a_tombstone_and_right_counts() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    let post = world.says(&alice, "hello #tag", Audience::Public).await;
    let answer = Draft {
        text: "hi @alice".to_owned(),
        reply_to: Some(post),
        ..Draft::default()
    };
    let answer = world.social.create_post(&bob, answer).await.unwrap().id;
    world.social.boost(&bob, post, None).await.unwrap();
    assert_eq!(
        world
            .social
            .post(Viewer::Anyone, post)
            .await
            .unwrap()
            .replies_count,
        1
    );
    assert!(matches!(
        world.social.delete_post(&bob, post).await,
        Err(Error::NotFound(_))
    ));
    let gone = world.social.delete_post(&alice, post).await.unwrap();
    assert_eq!(gone.source, "hello #tag");
    assert!(matches!(
        world.social.post(Viewer::Anyone, post).await,
        Err(Error::Gone(_))
    ));
    assert_eq!(
        world
            .social
            .post(Viewer::Anyone, answer)
            .await
            .unwrap()
            .reply_to,
        None
    );
    assert!(
        world
            .social
            .tag_timeline(Viewer::Anyone, "tag", TagFilter::default(), ALL)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let counts = |account: crate::AccountView| account.posts_count;
    assert_eq!(
        counts(
            world
                .social
                .account(Viewer::Anyone, alice.account_id)
                .await
                .unwrap()
        ),
        0
    );
}

#[tokio::test]
async fn likes_and_boosts_toggle_without_losing_count() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    let post = world.says(&alice, "hello", Audience::Public).await;
    for _ in 0..3 {
        world.social.like(&bob, post).await.unwrap();
        world.social.boost(&bob, post, None).await.unwrap();
    }
    let seen = world.social.post(bob.viewer(), post).await.unwrap();
    assert_eq!(
        (
            seen.likes_count,
            seen.boosts_count,
            seen.mine.liked,
            seen.mine.boosted
        ),
        (1, 1, true, true)
    );
    world.settle().await;
    let told = world
        .social
        .notifications(&alice, NotificationFilter::default(), ALL)
        .await
        .unwrap()
        .items;
    assert_eq!(told.len(), 2);
    for _ in 0..2 {
        world.social.unlike(&bob, post).await.unwrap();
        world.social.unboost(&bob, post).await.unwrap();
    }
    let seen = world.social.post(bob.viewer(), post).await.unwrap();
    assert_eq!((seen.likes_count, seen.boosts_count), (0, 0));
    world.settle().await;
    assert!(
        world
            .social
            .notifications(&alice, NotificationFilter::default(), ALL)
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

#[tokio::test]
async fn a_page_above_another_has_no_gap() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    let mut ids = Vec::new();
    for n in 0..7 {
        world.pass(std::time::Duration::from_millis(1));
        ids.push(
            world
                .says(&alice, &format!("post {n}"), Audience::Public)
                .await,
        );
    }
    let (social, alice) = (&world.social, &alice);
    let page = |page| async move {
        social
            .home(alice, page)
            .await
            .unwrap()
            .items
            .iter()
            .map(|post| post.id)
            .collect::<Vec<_>>()
    };
    let id = |n: usize| Some(model::Id::from(ids[n].get()));
    let two = crate::Page::first(2);
    assert_eq!(page(two).await, [ids[6], ids[5]]);
    assert_eq!(
        page(crate::Page {
            max_id: id(5),
            ..two
        })
        .await,
        [ids[4], ids[3]]
    );
    assert_eq!(
        page(crate::Page {
            since_id: id(2),
            ..two
        })
        .await,
        [ids[6], ids[5]]
    );
    assert_eq!(
        page(crate::Page {
            min_id: id(2),
            ..two
        })
        .await,
        [ids[4], ids[3]]
    );
}
