//! What members write with apps of their own.

use super::*;

#[tokio::test]
async fn what_an_app_writes_is_a_post_and_is_not_signed_again() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    let keys = world.keys(&alice).await;
    let npub = nostr_proto::names::uri_of_key(world.key(&bob).await);
    world.publish().await;
    let note = world.sign(&keys, Kind::NOTE, Vec::new(), &format!("Hi {npub}"));
    world.key(&alice).await;
    world.tell(&note).await;
    let post = world.post_of(&note).await;
    assert_eq!(
        (post.account.id, post.audience),
        (alice.account_id, Audience::Public)
    );
    assert_eq!(post.source, "Hi @bob@moot.example");
    assert_eq!(post.mentions.len(), 1);
    assert_eq!(world.event(post.id.get()).await, note);
    for _ in 0..3 {
        assert_eq!(world.bring(&note).await, Taken::Kept(Kept::Known));
    }
    let bobs = world.keys(&bob).await;
    let like = world.sign(&bobs, Kind::REACTION, about(note.id), "+");
    world.tell(&like).await;
    let boost = world.sign(&bobs, Kind::REPOST, about(note.id), "");
    world.tell(&boost).await;
    let seen = world.see(post.id).await;
    assert_eq!((seen.likes_count, seen.boosts_count), (1, 1));
    let reactions = world.signed_by(bobs.public()).await;
    assert_eq!(
        reactions
            .iter()
            .filter(|e| [Kind::REACTION, Kind::REPOST].contains(&e.kind))
            .count(),
        2
    );
    world
        .tell(&world.sign(
            &bobs,
            Kind::DELETION,
            [about(like.id), about(boost.id)].concat(),
            "",
        ))
        .await;
    let seen = world.see(post.id).await;
    assert_eq!((seen.likes_count, seen.boosts_count), (0, 0));
    world
        .tell(&world.sign(&keys, Kind::DELETION, about(note.id), ""))
        .await;
    assert!(world.social.post(Viewer::Anyone, post.id).await.is_err());
    assert_eq!(world.bring(&note).await, Taken::Kept(Kept::Deleted));
}

#[tokio::test]
async fn an_article_of_an_app_is_changed_in_its_place() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    world.publish().await;
    let keys = world.keys(&alice).await;
    let tags = |title: &str| {
        vec![
            tag(["d", "mine"]),
            tag(["title", title]),
            tag(["x-app", "kept"]),
        ]
    };
    let first = world.sign(&keys, Kind::ARTICLE, tags("One"), "Some *text*");
    world.tell(&first).await;
    let post = world.post_of(&first).await;
    assert!(post.html.contains("<em>text</em>"), "{}", post.html);
    world.clock.pass(std::time::Duration::from_secs(5));
    let second = world.sign(&keys, Kind::ARTICLE, tags("Two"), "More");
    world.tell(&second).await;
    assert_eq!(world.post_of(&second).await.id, post.id);
    assert_eq!(world.see(post.id).await.source, "# Two\n\nMore");
    assert_eq!(
        world.event(post.id.get()).await,
        second,
        "what an app wrote stays as it is"
    );
    assert_eq!(world.bring(&first).await, Taken::Kept(Kept::Older));
}

#[tokio::test]
async fn history_is_kept_and_nothing_happens() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    world.publish().await;
    let keys = world.keys(&alice).await;
    let old = Unsigned {
        created_at: seconds(world.social.now()) - 100_000,
        kind: Kind::NOTE,
        tags: Vec::new(),
        content: "Long ago".to_owned(),
    }
    .sign(&keys);
    world.tell(&old).await;
    assert_eq!(
        world.social.event(old.id.0).await.unwrap().unwrap().subject,
        None
    );
    let unknown = vec![tag(["e", &"ab".repeat(32)])];
    let answer = world.sign(&keys, Kind::NOTE, unknown, "To something unknown");
    world.tell(&answer).await;
    assert_eq!(
        world
            .social
            .event(answer.id.0)
            .await
            .unwrap()
            .unwrap()
            .subject,
        None
    );
    let fleeting = world.sign(&keys, Kind(20_001), Vec::new(), "");
    assert!(matches!(world.bring(&fleeting).await, Taken::Refused(_)));
}

#[tokio::test]
async fn a_poll_of_an_app_is_voted_in() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    world.publish().await;
    let (keys, bobs) = (world.keys(&alice).await, world.keys(&bob).await);
    let options = vec![tag(["option", "x1", "Yes"]), tag(["option", "x2", "No"])];
    let poll = world.sign(&keys, Kind::POLL, options, "Well?");
    world.tell(&poll).await;
    let vote = [about(poll.id), vec![tag(["response", "x2"])]].concat();
    world
        .tell(&world.sign(&bobs, Kind::POLL_RESPONSE, vote, ""))
        .await;
    let poll = world.post_of(&poll).await.poll.unwrap();
    let votes: Vec<Option<i64>> = poll.options.iter().map(|option| option.votes).collect();
    assert_eq!(votes, [Some(0), Some(1)]);
}
