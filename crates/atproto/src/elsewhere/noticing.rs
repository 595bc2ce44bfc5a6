//! What strangers do to people here, of which the service tells that shows apps the network.

use social::Viewer;

use super::*;
use crate::Upstream;

const ANSWER: &str = "app.bsky.feed.post/3kabcdefghia2";
const ASIDE: &str = "app.bsky.feed.post/3kabcdefghib2";
const LIKED: &str = "app.bsky.feed.like/3kabcdefghic2";
const FOLLOWED: &str = "app.bsky.graph.follow/3kabcdefghid2";

/// Asks for what was done to a member.
async fn ask(world: &World, who: &Caller) {
    let service = Upstream {
        url: world.host.url.clone(),
        did: Did::parse("did:web:view.example").unwrap(),
    };
    let repo = world.social.repo(who.account_id).await.unwrap().unwrap();
    world.at.notice(&service, &repo).await.unwrap();
}

#[tokio::test]
async fn strangers_answer_like_and_follow_and_nobody_is_believed_about_it() {
    let world = World::new().await;
    let ann = world.member("ann").await;
    let asked = world.write(&ann, "Who is there?").await;
    let subject = world.strong_ref(&asked).await;
    let (did, zoe) = (
        world.did(&ann).await,
        world.host.person("zoe.example", None),
    );
    let reply = json!({ "reply": { "root": subject, "parent": subject } });
    world.host.write(
        &zoe,
        &[
            (ANSWER, Some(post_with("I am.", &reply))),
            (ASIDE, Some(post("Nobody here is meant."))),
            (LIKED, Some(deed("app.bsky.feed.like", &subject))),
            (
                FOLLOWED,
                Some(deed("app.bsky.graph.follow", &json!(did.as_str()))),
            ),
        ],
    );
    for key in [
        ANSWER,
        ASIDE,
        LIKED,
        FOLLOWED,
        "app.bsky.feed.post/3kabcdefghie2",
    ] {
        world.host.says(&uri(&zoe, key));
    }
    world.host.says("not at all");
    world
        .host
        .says(&uri(&did, "app.bsky.feed.post/3kabcdefghif2"));
    ask(&world, &ann).await;
    let answer = world.known(&uri(&zoe, ANSWER)).await.unwrap();
    assert_eq!(answer.reply_to, Some(asked.id));
    assert!(world.known(&uri(&zoe, ASIDE)).await.is_none());
    let seen = world.see(asked.id).await;
    assert_eq!((seen.replies_count, seen.likes_count), (1, 1));
    let view = world.social.account(Viewer::Anyone, ann.account_id).await;
    assert_eq!(view.unwrap().followers_count, 1);
    // The same again is nothing new.
    ask(&world, &ann).await;
    let seen = world.see(asked.id).await;
    assert_eq!((seen.replies_count, seen.likes_count), (1, 1));
    // What comes later is taken from there on.
    let later = "app.bsky.feed.post/3kabcdefghig2";
    let reply = json!({ "reply": { "root": subject, "parent": subject } });
    world
        .host
        .write(&zoe, &[(later, Some(post_with("Still.", &reply)))]);
    world.host.says(&uri(&zoe, later));
    ask(&world, &ann).await;
    assert_eq!(world.see(asked.id).await.replies_count, 2);
}
