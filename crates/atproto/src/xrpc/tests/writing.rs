//! What apps write: posts and threads, and who may answer them.

use at_proto::cid::Cid;
use at_proto::data::{encode, record_from_json};
use model::{Permission, PostId};
use social::Viewer;

use super::*;

const POST: &str = "app.bsky.feed.post";
const THREADGATE: &str = "app.bsky.feed.threadgate";

/// How much was told on the firehose.
async fn told(world: &World) -> usize {
    world.social.repo_events_after(0).await.unwrap().len()
}

fn said(text: &str, reply: Option<(&Value, &Value)>) -> Value {
    let mut record = json!({ "$type": POST, "text": text, "createdAt": "2023-11-14T22:00:00Z" });
    if let Some((root, parent)) = reply {
        record["reply"] = json!({ "root": root, "parent": parent });
    }
    record
}

fn strong(did: &str, rkey: &str, record: &Value) -> Value {
    let bytes = encode(&record_from_json(record).unwrap()).unwrap();
    json!({ "uri": format!("at://{did}/{POST}/{rkey}"), "cid": Cid::of_cbor(&bytes).to_string() })
}

#[tokio::test]
async fn a_thread_of_an_app_comes_in_one_go_and_is_written_once() {
    let world = World::new().await;
    let Person { did, token, .. } = world.person("alice", Role::Member).await;
    world.settle().await;
    let keys = ["3jzfcijpj2z2a", "3jzfcijpj2z2b", "3jzfcijpj2z2c"];
    let first = said("One.", None);
    let root = strong(&did, keys[0], &first);
    let second = said("Two.", Some((&root, &root)));
    let parent = strong(&did, keys[1], &second);
    let third = said("Three.", Some((&root, &parent)));
    let writes = keys.iter().zip([first, second, third]);
    let writes: Vec<Value> = writes
        .map(|(rkey, value)| {
            let kind = "com.atproto.repo.applyWrites#create";
            json!({ "$type": kind, "collection": POST, "rkey": rkey, "value": value })
        })
        .collect();
    let input = json!({ "repo": did, "writes": writes });
    let done = world
        .call(&token, "com.atproto.repo.applyWrites", input)
        .await
        .done();
    assert_eq!(done["results"].as_array().unwrap().len(), 3);
    let mut posts = Vec::new();
    for rkey in keys {
        let found = world.social.named_record(&did, POST, rkey).await.unwrap();
        let id = PostId::from(found.unwrap().record.subject.unwrap());
        posts.push(world.social.post(Viewer::Anyone, id).await.unwrap());
    }
    assert_eq!(posts[0].reply_to, None);
    assert_eq!(posts[1].reply_to, Some(posts[0].id));
    assert_eq!(posts[2].reply_to, Some(posts[1].id));
    let before = told(&world).await;
    world.settle().await;
    assert_eq!(told(&world).await, before, "written a second time");
}

#[tokio::test]
async fn what_the_core_refuses_is_no_record_and_no_post() {
    let world = World::new().await;
    let Person { did, token, .. } = world.person("alice", Role::Member).await;
    world.settle().await;
    let before = told(&world).await;
    let most = world.social.limits().post_chars;
    let writes = [said("Fine.", None), said(&"x".repeat(most + 1), None)];
    let writes = writes.map(|value| {
        json!({ "$type": "com.atproto.repo.applyWrites#create", "collection": POST, "value": value })
    });
    let input = json!({ "repo": did, "writes": writes, "validate": false });
    let refused = world
        .call(&token, "com.atproto.repo.applyWrites", input)
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{refused:?}");
    world.settle().await;
    assert_eq!(told(&world).await, before);
}

/// Who may answer, as an app writes it: with the post, and later.
#[tokio::test]
async fn gates_of_apps_are_what_holds_here_and_stay_what_they_are() {
    let world = World::new().await;
    let Person { did, token, .. } = world.person("alice", Role::Member).await;
    world.settle().await;
    let rkey = "3jzfcijpj2z2a";
    let uri = format!("at://{did}/{POST}/{rkey}");
    let gate = |rules: Value| {
        json!({
            "$type": THREADGATE, "post": uri, "createdAt": "2023-11-14T22:00:00Z",
            "allow": rules, "hiddenReplies": [format!("{uri}x")],
        })
    };
    let list =
        json!({ "$type": format!("{THREADGATE}#listRule"), "list": "at://did:web:a.b/c.d.e/f" });
    let create = "com.atproto.repo.applyWrites#create";
    let writes = [
        (POST, said("One.", None)),
        (THREADGATE, gate(json!([list]))),
    ];
    let writes = writes.map(|(kind, value)| {
        json!({ "$type": create, "collection": kind, "rkey": rkey, "value": value })
    });
    let input = json!({ "repo": did, "writes": writes });
    let method = "com.atproto.repo.applyWrites";
    world.call(&token, method, input).await.done();
    let policy = async || {
        let found = world.social.named_record(&did, POST, rkey).await.unwrap();
        let id = PostId::from(found.unwrap().record.subject.unwrap());
        let post = world.social.post(Viewer::Anyone, id).await.unwrap();
        post.policy.reply
    };
    assert_eq!(policy().await, Permission::Named);
    let before = told(&world).await;
    world.settle().await;
    assert_eq!(told(&world).await, before, "its list is forgotten");
    let nobody = gate(json!([]));
    let put = json!({ "repo": did, "collection": THREADGATE, "rkey": rkey, "record": nobody });
    let method = "com.atproto.repo.putRecord";
    world.call(&token, method, put).await.done();
    assert_eq!(policy().await, Permission::Nobody);
    let before = told(&world).await;
    world.settle().await;
    assert_eq!(told(&world).await, before, "what it hides is forgotten");
    let gone = json!({ "repo": did, "collection": THREADGATE, "rkey": rkey });
    let method = "com.atproto.repo.deleteRecord";
    world.call(&token, method, gone).await.done();
    assert_eq!(policy().await, Permission::Anyone);
    let before = told(&world).await;
    world.settle().await;
    assert_eq!(told(&world).await, before);
}
