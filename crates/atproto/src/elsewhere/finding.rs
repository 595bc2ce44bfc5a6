//! Posts that somebody here asks for, and what stands around them.

use std::time::Duration;

use model::Permission;
use social::account::PostFilter;

use super::*;
use crate::wishes::Wish;

fn key(number: usize) -> String {
    format!("{POST}/3kabcdefghi{number:02}")
        .replace('0', "a")
        .replace('1', "b")
}

#[tokio::test]
async fn a_post_is_fetched_with_its_author_its_version_and_its_gates() {
    let world = World::new().await;
    let zoe = world.host.person("zoe.example", None);
    let gate = record(&json!({
        "$type": "app.bsky.feed.threadgate", "post": uri(&zoe, KEY), "allow": [], "createdAt": WRITTEN,
    }));
    let text = "Hi https://a.example";
    world.host.write(
        &zoe,
        &[
            (PROFILE, Some(profile("Zoe"))),
            (KEY, Some(post(text))),
            ("app.bsky.feed.threadgate/3kabcdefghij2", Some(gate)),
        ],
    );
    let found = world.post(&uri(&zoe, KEY)).await.unwrap();
    assert!(found.html.contains("Hi"), "{}", found.html);
    assert_eq!(found.account.display_name, "Zoe");
    assert_eq!(found.policy.reply, Permission::Nobody);
    assert_eq!(found.policy.quote, Permission::Anyone);
    assert_eq!(
        found.page_url,
        format!("https://bsky.app/profile/{zoe}/post/3kabcdefghij2")
    );
    let version = world.social.strong_ref(found.id).await.unwrap().unwrap();
    assert_eq!(version.cid, world.host.cid(&zoe, KEY).to_string());
    assert_eq!(version.root, None);
    assert_eq!(world.post(&uri(&zoe, &key(2))).await, None);
}

#[tokio::test]
async fn what_its_author_did_not_sign_is_not_believed() {
    let world = World::new().await;
    let zoe = world.host.person("zoe.example", None);
    world.host.write(&zoe, &[(PROFILE, Some(profile("Zoe")))]);
    let key = world.host.change_key(&zoe);
    world.host.write(&zoe, &[(KEY, Some(post("forged")))]);
    assert_eq!(world.post(&uri(&zoe, KEY)).await, None);
    // Once the directory names the key, it is theirs.
    world.host.change(&zoe, |state| {
        state.verification_methods.insert("atproto".to_owned(), key);
    });
    world.pass(Duration::from_mins(3));
    assert!(world.post(&uri(&zoe, KEY)).await.is_some());
}

#[tokio::test]
async fn what_a_post_answers_is_fetched_up_to_the_beginning() {
    let world = World::new().await;
    let zoe = world.host.person("zoe.example", None);
    let reference =
        |key: &str| json!({ "uri": uri(&zoe, key), "cid": world.host.cid(&zoe, key).to_string() });
    world.host.write(&zoe, &[(&key(2), Some(post("first")))]);
    for number in 3..6 {
        let more = json!({ "reply": { "root": reference(&key(2)), "parent": reference(&key(number - 1)) } });
        let answer = post_with(&format!("answer {number}"), &more);
        world.host.write(&zoe, &[(&key(number), Some(answer))]);
    }
    let last = world.post(&uri(&zoe, &key(5))).await.unwrap();
    assert_eq!(last.reply_to, None);
    let parent = at_proto::syntax::AtUri::parse(&uri(&zoe, &key(4))).unwrap();
    let wish = Wish::Parents {
        from: parent,
        parts: 1,
    };
    world.at.fulfil(&wish).await.unwrap();
    let thread = world.social.thread(Viewer::Anyone, last.id).await.unwrap();
    let texts: Vec<_> = thread
        .ancestors
        .iter()
        .map(|post| post.html.clone())
        .collect();
    assert_eq!(texts.len(), 3, "{texts:?}");
    assert!(texts[0].contains("first"));
    let version = world.social.strong_ref(last.id).await.unwrap().unwrap();
    assert_eq!(version.root.unwrap().0, uri(&zoe, &key(2)));
}

#[tokio::test]
async fn at_first_sight_the_newest_posts_of_somebody_are_fetched() {
    let world = World::new().await;
    let zoe = world.host.person("zoe.example", None);
    for number in 2..6 {
        world
            .host
            .write(&zoe, &[(&key(number), Some(post("earlier")))]);
    }
    let account = world.look_up(zoe.as_str()).await.unwrap();
    world
        .at
        .fulfil(&Wish::FirstLook(zoe.clone()))
        .await
        .unwrap();
    world
        .at
        .fulfil(&Wish::FirstLook(zoe.clone()))
        .await
        .unwrap();
    let shown = world
        .social
        .account_posts(Viewer::Anyone, account, PostFilter::default(), ALL);
    assert_eq!(shown.await.unwrap().items.len(), 4);
}

#[tokio::test]
async fn a_mention_leads_to_whom_it_means() {
    let world = World::new().await;
    let (zoe, ann) = (
        world.host.person("zoe.example", None),
        world.member("ann").await,
    );
    let ann_did = world.did(&ann).await;
    let facet = |from: usize, to: usize, did: &str| {
        json!({
            "index": { "byteStart": from, "byteEnd": to },
            "features": [{ "$type": "app.bsky.richtext.facet#mention", "did": did }],
        })
    };
    let other = world.host.person("other.example", None);
    let facets = json!([
        facet(0, 4, ann_did.as_str()),
        facet(5, 11, other.as_str()),
        facet(12, 16, "did:plc:ewvi7nxzyoun6zhxrhs64oiz"),
    ]);
    let said = post_with("@ann @other @who", &json!({ "facets": facets }));
    world.host.write(&zoe, &[(KEY, Some(said))]);
    let found = world.post(&uri(&zoe, KEY)).await.unwrap();
    let mentioned: Vec<_> = found.mentions.iter().map(|mention| mention.id).collect();
    assert_eq!(mentioned.len(), 2, "{:?}", found.mentions);
    assert!(mentioned.contains(&ann.account_id));
    assert!(
        found.html.contains("https://moot.example/@ann"),
        "{}",
        found.html
    );
}

#[tokio::test]
async fn a_long_thread_is_fetched_a_part_at_a_time_and_not_without_end() {
    let world = World::new().await;
    let zoe = world.host.person("zoe.example", None);
    let name = |number: usize| {
        let letter = |digit: usize| char::from(b'a' + u8::try_from(digit).unwrap());
        format!(
            "{POST}/3kabcdefgh{}{}2",
            letter(number / 10),
            letter(number % 10)
        )
    };
    world.host.write(&zoe, &[(&name(0), Some(post("first")))]);
    for number in 1..=100 {
        let above = |number: usize| {
            let key = name(number);
            json!({ "uri": uri(&zoe, &key), "cid": world.host.cid(&zoe, &key).to_string() })
        };
        let more = json!({ "reply": { "root": above(0), "parent": above(number - 1) } });
        let answer = post_with(&format!("answer {number}"), &more);
        world.host.write(&zoe, &[(&name(number), Some(answer))]);
    }
    let known = async || {
        let mut known = 0;
        for number in 0..=100 {
            known += usize::from(world.known(&uri(&zoe, &name(number))).await.is_some());
        }
        known
    };
    let wish = |number: usize, parts| {
        let from = at_proto::syntax::AtUri::parse(&uri(&zoe, &name(number))).unwrap();
        Wish::Parents { from, parts }
    };
    world.at.fulfil(&wish(100, 1)).await.unwrap();
    assert_eq!(known().await, 40);
    // The rest is wished for, as long as parts are left.
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let mut running = tokio::task::JoinSet::new();
    running.spawn(Arc::clone(&world.at).run_wishes(stopping));
    world.at.wish(wish(60, 2));
    super::hearing::until(async || known().await == 101).await;
    stop.send_replace(true);
    running.join_next().await.unwrap().unwrap();
}
