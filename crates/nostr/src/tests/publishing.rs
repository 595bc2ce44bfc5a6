//! What is done here, and what is signed of it.

use model::{Audience, ContentType};
use proptest::strategy::Strategy as _;
use social::member::ProfileUpdate;
use social::post::Edit;
use social::relation::FollowOptions;

use super::*;

#[tokio::test]
async fn a_public_post_is_signed_once() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    let post = world.says(&alice, "Hello @bob #moot").await;
    let event = world.event(post.id.get()).await;
    event.verify().unwrap();
    assert_eq!(event.pubkey, world.key(&alice).await);
    let bob_key = world.key(&bob).await;
    let npub = nostr_proto::names::uri_of_key(bob_key);
    assert_eq!(event.content, format!("Hello {npub} #moot"));
    assert_eq!(event.value("p"), Some(bob_key.to_string().as_str()));
    assert_eq!(event.value("t"), Some("moot"));
    let answer = world.post(
        &bob,
        Draft {
            reply_to: Some(post.id),
            ..public("Hello")
        },
    );
    let answer = answer.await;
    let answer = world.event(answer.id.get()).await;
    let named = crate::map::reference::Answered::of(&answer).unwrap();
    assert_eq!(named.parent, crate::map::reference::Named::Id(event.id));
    let before = world.signed_by(event.pubkey).await.len();
    world.social.like(&bob, post.id).await.unwrap();
    world.social.boost(&bob, post.id, None).await.unwrap();
    world.publish().await;
    assert_eq!(world.signed_by(event.pubkey).await.len(), before);
    let kinds: Vec<u16> = world
        .signed_by(bob_key)
        .await
        .iter()
        .map(|e| e.kind.0)
        .collect();
    assert!(kinds.contains(&7) && kinds.contains(&6), "{kinds:?}");
    world.social.unlike(&bob, post.id).await.unwrap();
    world.social.unboost(&bob, post.id).await.unwrap();
    world.publish().await;
    let kinds: Vec<u16> = world
        .signed_by(bob_key)
        .await
        .iter()
        .map(|e| e.kind.0)
        .collect();
    assert!(!kinds.contains(&7) && !kinds.contains(&6), "{kinds:?}");
}

#[tokio::test]
async fn an_edit_takes_the_old_words_back() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    let post = world.says(&alice, "First").await;
    let first = world.event(post.id.get()).await;
    let edit = |text: &str| Edit {
        text: text.to_owned(),
        ..Edit::default()
    };
    world
        .social
        .edit_post(&alice, post.id, edit("Second"))
        .await
        .unwrap();
    world.publish().await;
    let second = world.event(post.id.get()).await;
    assert_eq!(
        (second.content.as_str(), second.created_at),
        ("Second", first.created_at)
    );
    assert_eq!(world.social.event(first.id.0).await.unwrap(), None);
    assert_eq!(world.bring(&first).await, Taken::Kept(Kept::Deleted));
    let late = world.sign(&stranger(9), Kind::NOTE, answer(&first), "To the old words");
    world.tell(&late).await;
    assert_eq!(world.post_of(&late).await.reply_to, Some(post.id));
    world.social.delete_post(&alice, post.id).await.unwrap();
    world.publish().await;
    assert!(world.events(post.id.get()).await.is_empty());
    let deletions = world.signed_by(first.pubkey).await;
    assert_eq!(
        deletions
            .iter()
            .filter(|e| e.kind == Kind::DELETION)
            .count(),
        2
    );
}

#[tokio::test]
async fn markdown_with_a_heading_is_an_article() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    let draft = Draft {
        content_type: ContentType::Markdown,
        ..public("# A title\n\nSome *text*.")
    };
    let post = world.post(&alice, draft).await;
    let event = world.event(post.id.get()).await;
    assert_eq!(
        (event.kind, event.value("title")),
        (Kind::ARTICLE, Some("A title"))
    );
    assert_eq!(event.content, "Some *text*.");
    let edit = Edit {
        text: "# Another\n\nSome text.".to_owned(),
        ..Edit::default()
    };
    world.social.edit_post(&alice, post.id, edit).await.unwrap();
    world.publish().await;
    let newer = world.event(post.id.get()).await;
    assert_eq!(
        (newer.address(), newer.value("title")),
        (event.address(), Some("Another"))
    );
    assert!(newer.created_at > event.created_at);
}

#[tokio::test]
async fn lists_are_merged_and_profiles_keep_what_apps_wrote() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    world.publish().await;
    let keys = world.keys(&alice).await;
    let profile = world.standing(keys.public(), Kind::PROFILE).await.unwrap();
    assert!(
        profile.content.contains("\"nip05\":\"alice@moot.example\""),
        "{}",
        profile.content
    );
    for kind in [
        Kind::RELAYS,
        Kind::DIRECT_MESSAGE_RELAYS,
        Kind::BLOSSOM_SERVERS,
    ] {
        assert!(
            world.standing(keys.public(), kind).await.is_some(),
            "{kind:?}"
        );
    }
    let tags = vec![vec![
        "p".to_owned(),
        stranger(9).public().to_string(),
        String::new(),
        "pet".to_owned(),
    ]];
    world.clock.pass(std::time::Duration::from_secs(2));
    world
        .tell(&world.sign(&keys, Kind::FOLLOWS, tags.clone(), "of an app"))
        .await;
    world
        .social
        .follow(&alice, bob.account_id, FollowOptions::default())
        .await
        .unwrap();
    world.publish().await;
    let list = world.standing(keys.public(), Kind::FOLLOWS).await.unwrap();
    assert_eq!(
        (list.tags.first(), list.tags.len(), list.content.as_str()),
        (tags.first(), 2, "of an app")
    );
    world.social.unfollow(&alice, bob.account_id).await.unwrap();
    world.publish().await;
    assert_eq!(
        world
            .standing(keys.public(), Kind::FOLLOWS)
            .await
            .unwrap()
            .tags,
        tags
    );
    world.clock.pass(std::time::Duration::from_secs(2));
    let said = "{\"display_name\":\"Alice A.\",\"pronouns\":\"she\"}";
    world
        .tell(&world.sign(&keys, Kind::PROFILE, Vec::new(), said))
        .await;
    let view = world
        .social
        .account(Viewer::Anyone, alice.account_id)
        .await
        .unwrap();
    assert_eq!(view.display_name, "Alice A.");
    let update = ProfileUpdate {
        note: Some("About me".to_owned()),
        ..ProfileUpdate::default()
    };
    world.social.update_profile(&alice, update).await.unwrap();
    world.publish().await;
    let profile = world.standing(keys.public(), Kind::PROFILE).await.unwrap();
    for part in ["Alice A.", "pronouns", "About me", "nip05"] {
        assert!(
            profile.content.contains(part),
            "{part}: {}",
            profile.content
        );
    }
}

#[tokio::test]
async fn who_keeps_the_key_signs_alone() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    world.publish().await;
    let own = stranger(5);
    let proof = |challenge: &str| {
        let tags = vec![
            tag(["relay", "wss://moot.example"]),
            tag(["challenge", challenge]),
        ];
        world.sign(&own, Kind::AUTH, tags, "")
    };
    assert!(
        world
            .nostr
            .bring_key(&alice, &proof("wrong"))
            .await
            .is_err()
    );
    let challenge = world.nostr.key_challenge(&alice);
    world
        .nostr
        .bring_key(&alice, &proof(&challenge))
        .await
        .unwrap();
    let post = world.says(&alice, "Not signed here").await;
    assert!(world.events(post.id.get()).await.is_empty());
    assert!(
        world
            .nostr
            .export_secret(&alice, crate::testing::PASSWORD)
            .await
            .is_err()
    );
    let written = world.sign(&own, Kind::NOTE, Vec::new(), "Signed by me");
    world.tell(&written).await;
    assert_eq!(world.post_of(&written).await.account.id, alice.account_id);
    let nsec = nostr_proto::names::nsec(&stranger(6));
    world.nostr.bring_secret(&alice, &nsec).await.unwrap();
    world.publish().await;
    assert!(
        world
            .standing(stranger(6).public(), Kind::PROFILE)
            .await
            .is_some()
    );
    assert!(world.nostr.export_secret(&alice, "wrong").await.is_err());
    let exported = world
        .nostr
        .export_secret(&alice, crate::testing::PASSWORD)
        .await;
    assert_eq!(exported.unwrap(), nsec);
    let bob = world.member("bob").await;
    assert!(
        world.nostr.bring_secret(&bob, &nsec).await.is_err(),
        "somebody has it"
    );
}

#[tokio::test]
async fn of_posts_of_every_audience_only_public_ones_are_signed() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    let options = FollowOptions::default();
    world
        .social
        .follow(&bob, alice.account_id, options)
        .await
        .unwrap();
    let audiences = proptest::sample::select(vec![
        Audience::Public,
        Audience::Quiet,
        Audience::Followers,
        Audience::Circle,
        Audience::Local,
        Audience::Mentioned,
    ]);
    let texts = "[a-z@#: ]{0,30}";
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut secret = Vec::new();
    let mut last: Option<PostId> = None;
    for n in 0..60 {
        let pair = (audiences.clone(), texts).new_tree(&mut runner).unwrap();
        let (audience, text) = proptest::strategy::ValueTree::current(&pair);
        let text = format!("secret{n}x {text} @bob");
        let draft = Draft {
            text: text.clone(),
            audience: Some(audience),
            named: vec![bob.account_id],
            reply_to: last.filter(|_| n % 3 == 0),
            adds_people: true,
            ..Draft::default()
        };
        let Ok(post) = world.social.create_post(&alice, draft).await else {
            continue;
        };
        last = Some(post.id);
        if audience != Audience::Public {
            secret.push((post.id, format!("secret{n}x")));
        }
        let _ = world.social.like(&bob, post.id).await;
        let _ = world.social.boost(&bob, post.id, None).await;
    }
    world.publish().await;
    assert!(secret.len() > 20, "{}", secret.len());
    let mut signed = world.signed_by(world.key(&alice).await).await;
    signed.extend(world.signed_by(world.key(&bob).await).await);
    assert!(signed.iter().any(|event| event.kind == Kind::NOTE));
    for (post, word) in secret {
        assert!(world.events(post.get()).await.is_empty());
        for event in &signed {
            assert!(
                !event.to_json().contains(&word),
                "{word}: {}",
                event.to_json()
            );
        }
    }
}
