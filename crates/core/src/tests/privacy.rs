//! Security row E5 for every path of the core that shows posts: each viewer sees exactly what is theirs, wherever
//! they look.

use std::collections::BTreeSet;

use model::Audience::{self, Followers, Local, Mentioned, Public, Quiet};
use model::PostId;

use super::ALL;
use crate::account::PostFilter;
use crate::bus::{Live, LiveEvent};
use crate::journal::Progress;
use crate::member::MemberSettings;
use crate::notification::NotificationFilter;
use crate::relation::FollowOptions;
use crate::search::Search;
use crate::testing::World;
use crate::timeline::{PublicFilter, Stream, TagFilter};
use crate::{Caller, PostView, Viewer};

const AUDIENCES: [Audience; 5] = [
    Audience::Public,
    Audience::Quiet,
    Audience::Followers,
    Audience::Mentioned,
    Audience::Local,
];

/// Every post of `author` that a viewer comes to see, on any path.
async fn seen_anywhere(
    world: &World,
    viewer: Viewer,
    caller: Option<&Caller>,
    author: &Caller,
    all: &[PostId],
) -> BTreeSet<PostId> {
    let social = &world.social;
    let mut seen: Vec<PostView> = social.posts(viewer, all).await.unwrap();
    for id in all {
        seen.extend(social.post(viewer, *id).await.ok());
        if let Ok(thread) = social.thread(viewer, *id).await {
            seen.extend(thread.ancestors.into_iter().chain(thread.descendants));
        }
        for stream in [
            Stream::User,
            Stream::Public {
                only: None,
                only_media: false,
            },
            Stream::Tag {
                tag: "moot".to_owned(),
                only_local: false,
            },
        ] {
            let live = Live {
                event: LiveEvent::PostCreated(*id),
            };
            if let Some(crate::timeline::Shown::Post(post)) =
                social.live_for(viewer, &stream, &live).await.unwrap()
            {
                seen.push(*post);
            }
        }
    }
    seen.extend(
        social
            .account_posts(viewer, author.account_id, PostFilter::default(), ALL)
            .await
            .unwrap()
            .items,
    );
    let pinned = PostFilter {
        pinned: true,
        ..PostFilter::default()
    };
    seen.extend(
        social
            .account_posts(viewer, author.account_id, pinned, ALL)
            .await
            .unwrap()
            .items,
    );
    seen.extend(
        social
            .public_timeline(viewer, PublicFilter::default(), ALL)
            .await
            .unwrap()
            .items,
    );
    seen.extend(
        social
            .tag_timeline(viewer, "moot", TagFilter::default(), ALL)
            .await
            .unwrap()
            .items,
    );
    let search = Search {
        query: "secret".to_owned(),
        limit: 40,
        ..Search::default()
    };
    while social.index_step().await.unwrap() == Progress::Moved {}
    seen.extend(social.search(viewer, search).await.unwrap().posts);
    if let Some(caller) = caller {
        seen.extend(social.home(caller, ALL).await.unwrap().items);
        seen.extend(social.bookmarks(caller, None, ALL).await.unwrap().items);
        seen.extend(social.likes(caller, ALL).await.unwrap().items);
        let told = social
            .notifications(caller, NotificationFilter::default(), ALL)
            .await
            .unwrap()
            .items;
        seen.extend(
            told.into_iter()
                .filter_map(|notification| notification.post),
        );
    }
    seen.iter().map(|post| post.content().id).collect()
}

#[tokio::test]
async fn each_viewer_sees_exactly_what_is_theirs_on_every_path() {
    let world = World::new().await;
    let social = &world.social;
    let (alice, follower, named) = (
        world.member("alice").await,
        world.member("fay").await,
        world.member("nina").await,
    );
    let (blocked, other) = (world.member("bert").await, world.member("otto").await);
    for friend in [&follower, &blocked] {
        social
            .follow(
                friend,
                alice.account_id,
                FollowOptions {
                    notifies: Some(true),
                    ..FollowOptions::default()
                },
            )
            .await
            .unwrap();
    }
    let mut posts = Vec::new();
    for audience in AUDIENCES {
        let post = world
            .says(
                &alice,
                &format!("secret {audience:?} #moot @nina"),
                audience,
            )
            .await;
        posts.push(post);
        // Whoever could once see it may have kept it.
        for friend in [&follower, &blocked, &named] {
            let _ = social.bookmark(friend, post, None).await;
            let _ = social.like(friend, post).await;
        }
        if audience != Audience::Mentioned {
            social.pin(&alice, post).await.unwrap();
        }
    }
    social.block(&alice, blocked.account_id).await.unwrap();
    world.settle().await;

    let expected = |audiences: &[Audience]| -> BTreeSet<PostId> {
        AUDIENCES
            .iter()
            .zip(&posts)
            .filter(|(audience, _)| audiences.contains(audience))
            .map(|(_, id)| *id)
            .collect()
    };
    let stranger = world.stranger("zoe").await;
    for (who, viewer, caller, may) in [
        ("anyone", Viewer::Anyone, None, &[Public, Quiet][..]),
        (
            "another server",
            Viewer::Remote(stranger),
            None,
            &[Public, Quiet],
        ),
        (
            "a member",
            other.viewer(),
            Some(&other),
            &[Public, Quiet, Local],
        ),
        (
            "a follower",
            follower.viewer(),
            Some(&follower),
            &[Public, Quiet, Followers, Local],
        ),
        (
            "somebody named",
            named.viewer(),
            Some(&named),
            &[Public, Quiet, Followers, Mentioned, Local],
        ),
        ("somebody blocked", blocked.viewer(), Some(&blocked), &[]),
        ("the author", alice.viewer(), Some(&alice), &AUDIENCES),
    ] {
        assert_eq!(
            seen_anywhere(&world, viewer, caller, &alice, &posts).await,
            expected(may),
            "{who}"
        );
    }
}

#[tokio::test]
async fn a_boost_shows_nobody_what_they_may_not_see() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.member("alice").await,
        world.member("bob").await,
        world.member("carol").await,
    );
    let post = world.says(&alice, "for all", Audience::Public).await;
    world
        .social
        .follow(&carol, bob.account_id, FollowOptions::default())
        .await
        .unwrap();
    world.social.boost(&bob, post, None).await.unwrap();
    assert_eq!(world.social.home(&carol, ALL).await.unwrap().items.len(), 1);
    world.social.block(&alice, carol.account_id).await.unwrap();
    assert_eq!(world.social.home(&carol, ALL).await.unwrap().items.len(), 0);
}

#[tokio::test]
async fn what_is_not_for_everyone_is_not_boosted() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    world
        .social
        .follow(&bob, alice.account_id, FollowOptions::default())
        .await
        .unwrap();
    let post = world.says(&alice, "for friends", Audience::Followers).await;
    assert!(world.social.boost(&bob, post, None).await.is_err());
    let own = world
        .social
        .boost(&alice, post, Some(Audience::Public))
        .await
        .unwrap();
    assert_eq!(
        own.audience,
        Audience::Followers,
        "a boost is never wider than what it boosts"
    );
}

#[tokio::test]
async fn an_answer_is_no_wider_than_what_it_answers_unless_its_author_says_so() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    world
        .social
        .update_settings(&alice, MemberSettings::default())
        .await
        .unwrap();
    let private = world.says(&alice, "psst", Audience::Followers).await;
    let draft = crate::post::Draft {
        text: "more".to_owned(),
        reply_to: Some(private),
        ..crate::post::Draft::default()
    };
    assert_eq!(
        world
            .social
            .create_post(&alice, draft)
            .await
            .unwrap()
            .audience,
        Audience::Followers
    );
}

#[tokio::test]
async fn who_waits_to_be_let_in_is_seen_by_nobody() {
    let world = World::new().await;
    let admin = world
        .registration(crate::community::Registration::Approval)
        .await;
    let form = crate::member::SignUp {
        username: "newcomer".to_owned(),
        email: "new@mail.example".to_owned(),
        password: crate::testing::PASSWORD.to_owned(),
        reason: "Friends are here".to_owned(),
        invite: None,
        agreement: true,
        locale: None,
        ..crate::member::SignUp::default()
    };
    let crate::member::Welcome::Pending(id) = world.social.sign_up(form).await.unwrap() else {
        panic!("should wait")
    };
    assert!(world.social.account(Viewer::Anyone, id).await.is_err());
    assert_eq!(world.social.find_account("newcomer").await.unwrap(), None);
    while world.social.index_step().await.unwrap() == Progress::Moved {}
    let search = Search {
        query: "newcomer".to_owned(),
        limit: 5,
        ..Search::default()
    };
    assert!(
        world
            .social
            .search(admin.viewer(), search.clone())
            .await
            .unwrap()
            .accounts
            .is_empty()
    );
    world.social.approve_member(&admin, id).await.unwrap();
    assert_eq!(
        world
            .social
            .search(admin.viewer(), search)
            .await
            .unwrap()
            .accounts
            .len(),
        1
    );
}
