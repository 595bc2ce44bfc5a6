//! What networks tell: twice, late, in another order, and by those who may not.

use model::{Audience, Time};

use super::{ALL, THERE, remote_account, remote_post};
use crate::inbound::{Arrival, FollowAnswer, RemotePost};
use crate::member::ProfileUpdate;
use crate::relation::FollowOptions;
use crate::testing::World;
use crate::timeline::PublicFilter;
use crate::{Error, Viewer};

#[tokio::test]
async fn a_post_that_comes_three_times_is_there_once() {
    let world = World::new().await;
    let zoe = world.stranger("zoe").await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(
            world
                .social
                .receive_post(remote_post(zoe, "a", Audience::Public))
                .await
                .unwrap(),
        );
    }
    assert!(ids.iter().all(|id| *id == ids[0]));
    let shown = world
        .social
        .public_timeline(Viewer::Anyone, PublicFilter::default(), ALL)
        .await
        .unwrap();
    assert_eq!(shown.items.len(), 1);
}

#[tokio::test]
async fn what_was_deleted_before_it_came_does_not_come_to_life() {
    let world = World::new().await;
    let zoe = world.stranger("zoe").await;
    world
        .social
        .receive_delete(THERE, zoe, "https://far.example/posts/a")
        .await
        .unwrap();
    let late = world
        .social
        .receive_post(remote_post(zoe, "a", Audience::Public))
        .await;
    assert!(matches!(late, Err(Error::Gone(_))), "{late:?}");
}

#[tokio::test]
async fn nobody_buries_what_another_will_write() {
    let world = World::new().await;
    let (zoe, mallory) = (world.stranger("zoe").await, world.stranger("mallory").await);
    let uri = "https://far.example/posts/a";
    world
        .social
        .receive_delete(THERE, mallory, uri)
        .await
        .unwrap();
    world
        .social
        .receive_post(remote_post(zoe, "a", Audience::Public))
        .await
        .unwrap();
    world.social.receive_delete(THERE, zoe, uri).await.unwrap();
    let late = world
        .social
        .receive_post(remote_post(zoe, "a", Audience::Public))
        .await;
    assert!(matches!(late, Err(Error::Gone(_))), "{late:?}");
}

#[tokio::test]
async fn only_its_author_changes_or_deletes_a_post() {
    let world = World::new().await;
    let (zoe, mallory) = (world.stranger("zoe").await, world.stranger("mallory").await);
    let id = world
        .social
        .receive_post(remote_post(zoe, "a", Audience::Public))
        .await
        .unwrap();
    let forged = RemotePost {
        html: "<p>forged</p>".to_owned(),
        ..remote_post(mallory, "a", Audience::Public)
    };
    assert!(matches!(
        world.social.receive_edit(forged.clone()).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        world.social.receive_post(forged).await,
        Err(Error::Forbidden(_))
    ));
    let uri = "https://far.example/posts/a";
    assert!(matches!(
        world.social.receive_delete(THERE, mallory, uri).await,
        Err(Error::Forbidden(_))
    ));
    world
        .social
        .receive_unboost(THERE, zoe, uri, None)
        .await
        .unwrap();
    assert_eq!(
        world.social.post(Viewer::Anyone, id).await.unwrap().html,
        "<p>a</p>"
    );
}

#[tokio::test]
async fn an_edit_never_makes_more_people_see_a_post() {
    let world = World::new().await;
    let zoe = world.stranger("zoe").await;
    let id = world
        .social
        .receive_post(remote_post(zoe, "a", Audience::Followers))
        .await
        .unwrap();
    world
        .social
        .receive_edit(remote_post(zoe, "a", Audience::Public))
        .await
        .unwrap();
    assert!(matches!(
        world.social.post(Viewer::Anyone, id).await,
        Err(Error::NotFound(_))
    ));
}

#[tokio::test]
async fn an_older_edit_that_is_sent_again_does_not_bring_the_old_text_back() {
    let world = World::new().await;
    let zoe = world.stranger("zoe").await;
    let id = world
        .social
        .receive_post(remote_post(zoe, "a", Audience::Public))
        .await
        .unwrap();
    let edit = |text: &str, at: i64| RemotePost {
        html: text.to_owned(),
        edited_at: Some(Time::from_seconds(1_600_000_000 + at)),
        ..remote_post(zoe, "a", Audience::Public)
    };
    for (text, at) in [("one", 10), ("two", 20), ("one", 10), ("two", 20)] {
        world.social.receive_edit(edit(text, at)).await.unwrap();
    }
    assert_eq!(
        world.social.post(Viewer::Anyone, id).await.unwrap().html,
        "two"
    );
    assert_eq!(
        world
            .social
            .post_history(Viewer::Anyone, id)
            .await
            .unwrap()
            .len(),
        3
    );
}

#[tokio::test]
async fn an_answer_finds_what_it_answers_in_either_order() {
    let world = World::new().await;
    let zoe = world.stranger("zoe").await;
    let answer = RemotePost {
        reply_to: Some("https://far.example/posts/question".to_owned()),
        ..remote_post(zoe, "answer", Audience::Public)
    };
    let answer = world.social.receive_post(answer).await.unwrap();
    let question = world
        .social
        .receive_post(remote_post(zoe, "question", Audience::Public))
        .await
        .unwrap();
    let thread = world.social.thread(Viewer::Anyone, question).await.unwrap();
    assert_eq!(
        thread
            .descendants
            .iter()
            .map(|post| post.id)
            .collect::<Vec<_>>(),
        [answer]
    );
    assert_eq!(
        world
            .social
            .post(Viewer::Anyone, question)
            .await
            .unwrap()
            .replies_count,
        1
    );
}

#[tokio::test]
async fn an_acceptance_that_nobody_asked_for_changes_nothing() {
    let world = World::new().await;
    let (zoe, bob) = (world.stranger("zoe").await, world.member("bob").await);
    world
        .social
        .receive_follow_accepted(THERE, bob.account_id, zoe)
        .await
        .unwrap();
    assert!(!world.social.relations(&bob, &[zoe]).await.unwrap()[0].following);
    world
        .social
        .follow(&bob, zoe, FollowOptions::default())
        .await
        .unwrap();
    assert!(world.social.relations(&bob, &[zoe]).await.unwrap()[0].requested);
    world
        .social
        .receive_follow_accepted(THERE, bob.account_id, zoe)
        .await
        .unwrap();
    assert!(world.social.relations(&bob, &[zoe]).await.unwrap()[0].following);
}

#[tokio::test]
async fn a_follow_from_elsewhere_is_answered_as_the_followee_wants() {
    let world = World::new().await;
    let (zoe, bob) = (world.stranger("zoe").await, world.member("bob").await);
    let follow = || {
        world
            .social
            .receive_follow(THERE, zoe, bob.account_id, "https://far.example/follow/1")
    };
    assert_eq!(follow().await.unwrap(), FollowAnswer::Accepted);
    assert_eq!(follow().await.unwrap(), FollowAnswer::Accepted);
    world
        .social
        .receive_unfollow(THERE, zoe, bob.account_id)
        .await
        .unwrap();
    let locked = ProfileUpdate {
        is_locked: Some(true),
        ..ProfileUpdate::default()
    };
    world.social.update_profile(&bob, locked).await.unwrap();
    assert_eq!(follow().await.unwrap(), FollowAnswer::Asked);
    world.social.block(&bob, zoe).await.unwrap();
    assert_eq!(follow().await.unwrap(), FollowAnswer::Rejected);
    assert_eq!(
        world
            .social
            .account(Viewer::Anyone, bob.account_id)
            .await
            .unwrap()
            .followers_count,
        0
    );
}

#[tokio::test]
async fn a_post_that_was_looked_up_stands_where_it_was_written() {
    let world = World::new().await;
    let zoe = world.stranger("zoe").await;
    let written = Time::from_seconds(1_500_000_000);
    let old = RemotePost {
        how: Arrival::Fetched,
        created_at: written,
        ..remote_post(zoe, "old", Audience::Public)
    };
    let id = world.social.receive_post(old).await.unwrap();
    assert_eq!(id.time().seconds(), written.seconds());
    let future = RemotePost {
        created_at: Time::from_seconds(9_000_000_000),
        ..remote_post(zoe, "soon", Audience::Public)
    };
    let id = world.social.receive_post(future).await.unwrap();
    assert_eq!(
        world
            .social
            .post(Viewer::Anyone, id)
            .await
            .unwrap()
            .created_at,
        world.social.now()
    );
}

#[tokio::test]
async fn foreign_texts_are_safe_before_they_are_stored() {
    let world = World::new().await;
    let mut account = remote_account("zoe");
    account.display_name = "Zoe\u{202e}<script>".to_owned();
    account.note_html = "<p onclick=x>hi<script>alert(1)</script></p>".to_owned();
    account.avatar_url = Some("javascript:alert(1)".to_owned());
    let zoe = world.social.receive_account(account).await.unwrap();
    let seen = world.social.account(Viewer::Anyone, zoe).await.unwrap();
    assert_eq!(seen.note_html, "<p>hi</p>");
    assert!(
        !seen.display_name.contains('\u{202e}')
            && seen.avatar_url.starts_with("https://moot.example/")
    );
}

#[tokio::test]
async fn a_removed_account_takes_its_follows_with_it_and_its_name_stays_retired() {
    let world = World::new().await;
    let (zoe, bob) = (world.stranger("zoe").await, world.member("bob").await);
    world
        .social
        .receive_follow(THERE, zoe, bob.account_id, "https://far.example/follow/1")
        .await
        .unwrap();
    let post = world
        .social
        .receive_post(remote_post(zoe, "a", Audience::Public))
        .await
        .unwrap();
    world
        .social
        .receive_account_deleted(THERE, zoe)
        .await
        .unwrap();
    assert_eq!(
        world
            .social
            .account(Viewer::Anyone, bob.account_id)
            .await
            .unwrap()
            .followers_count,
        0
    );
    assert!(matches!(
        world.social.post(Viewer::Anyone, post).await,
        Err(Error::Gone(_))
    ));
    world
        .social
        .receive_account_deleted(THERE, bob.account_id)
        .await
        .unwrap();
    assert!(
        world
            .social
            .account(Viewer::Anyone, bob.account_id)
            .await
            .is_ok(),
        "nobody elsewhere deletes people here"
    );
}
