//! `@atproto/api`, the library under most apps of the network.

use folkmoot_tests::at;
use folkmoot_tests::tool::all_there;
use serde_json::{Value, json};

use crate::{Home, with};

const POST: &str = "app.bsky.feed.post";

#[tokio::test]
async fn somebody_logs_in_and_goes_on_with_new_tokens() {
    if !all_there("@atproto/api", at::SMALL) {
        return;
    }
    let home = Home::new();
    let wrong = json!({"password": "no", "expect": "AuthenticationRequired"});
    assert_eq!(home.agent("alice.test", "login", wrong)["status"], 401);
    let session = home.agent("alice@example.org", "login", json!({}));
    assert_eq!(session["handle"], "alice.test");
    assert_eq!(session["account"]["active"], true);

    let old = json!({"session": session["session"]});
    let fresh = home.agent("", "refresh", old.clone());
    assert_ne!(
        fresh["session"]["refreshJwt"],
        session["session"]["refreshJwt"]
    );
    // What was given for new tokens gives no more, and what was given since does not either: somebody has copied it.
    let stolen = with(old, json!({"expect": "ExpiredToken"}));
    assert_eq!(home.agent("", "refresh", stolen)["status"], 400);

    let bob = home.agent(
        "",
        "resolve-handle",
        json!({"handle": "bob.test", "identifier": null}),
    );
    let bobs = home.agent("bob.test", "login", json!({}));
    assert_eq!(bob["did"], bobs["did"]);
}

#[tokio::test]
async fn a_password_for_apps_lets_them_write_and_no_more() {
    if !all_there("@atproto/api", at::SMALL) {
        return;
    }
    let home = Home::new();
    let made = home.agent("alice.test", "app-password", json!({"name": "an app"}));
    let by_app = json!({"password": made["password"]});
    let post = json!({"text": "By an app with a password of its own."});
    home.agent("alice.test", "post", with(by_app.clone(), post));
    let more = json!({"name": "another", "expect": "InvalidToken"});
    home.agent("alice.test", "app-password", with(by_app, more));
    let id = home.api.id_of("alice").await;
    let posts = home.api.posts_of(&id).await;
    assert_eq!(
        posts[0]["content"],
        "<p>By an app with a password of its own.</p>"
    );
}

/// The record under a name.
fn record(home: &Home, uri: &Value) -> Value {
    let rkey = uri.as_str().unwrap().rsplit('/').next().unwrap();
    let wanted = json!({"collection": POST, "rkey": rkey});
    home.agent("alice.test", "record", wanted)
}

/// The record that a post is stays as it was given, or whoever has named it by its bytes would not find it again; until it is
/// changed, by the app or in another way.
async fn stays_as_given(home: &Home, path: &str, post: &Value) {
    assert_eq!(record(home, &post["uri"])["cid"], post["cid"]);
    let rkey = post["uri"].as_str().unwrap().rsplit('/').next().unwrap();
    let text = "Changed by the app, which says   more.";
    let changed = with(
        post["record"].clone(),
        json!({"text": text, "org.example.more": 1}),
    );
    let changed = with(changed, json!({"facets": []}));
    let put = json!({"collection": POST, "rkey": rkey, "record": changed});
    let put = home.agent("alice.test", "put", put);
    let shown = home.api.get(path).await;
    assert!(
        shown["content"]
            .as_str()
            .unwrap()
            .contains("Changed by the app")
    );
    assert_eq!(record(home, &post["uri"])["cid"], put["cid"]);
    home.api.edit(path, "Changed by Mastodon.").await;
    let changed = record(home, &post["uri"]);
    assert_eq!(changed["value"]["text"], "Changed by Mastodon.");
}

#[tokio::test]
async fn what_an_app_writes_is_the_right_thing_here() {
    if !all_there("@atproto/api", at::SMALL) {
        return;
    }
    let home = Home::new();
    let id = home.api.id_of("alice").await;
    home.agent("bob.test", "login", json!({}));
    let post = json!({"text": "Hello @bob.test #fun https://example.org/a", "images": [{"alt": "a pixel"}]});
    let post = home.agent("alice.test", "post", post);
    let shown = home.api.posts_of(&id).await[0].clone();
    assert_eq!(shown["visibility"], "public");
    assert_eq!(shown["mentions"][0]["acct"], "bob");
    assert_eq!(shown["tags"][0]["name"], "fun");
    assert_eq!(shown["media_attachments"][0]["description"], "a pixel");
    assert!(
        shown["content"]
            .as_str()
            .unwrap()
            .contains("https://example.org/a")
    );

    let of_post = json!({"uri": post["uri"], "cid": post["cid"]});
    let like = home.agent("bob.test", "like", of_post.clone());
    let repost = home.agent("bob.test", "repost", of_post.clone());
    let did = home.agent("alice.test", "login", json!({}))["did"].clone();
    home.agent("bob.test", "follow", json!({"did": did}));
    let answer = json!({"text": "Hello back.", "reply": {"root": of_post, "parent": of_post}});
    let answer = home.agent("bob.test", "post", answer);
    let path = format!("/api/v1/statuses/{}", shown["id"].as_str().unwrap());
    let liked = home.api.get(&path).await;
    for count in ["favourites_count", "reblogs_count", "replies_count"] {
        assert_eq!(liked[count], 1, "{count}");
    }
    let bob = home.api.id_of("bob").await;
    let relation = home
        .api
        .get(&format!("/api/v1/accounts/relationships?id[]={bob}"))
        .await;
    assert_eq!(relation[0]["followed_by"], true);
    stays_as_given(&home, &path, &post).await;

    let of_post = json!({"uri": post["uri"], "cid": record(&home, &post["uri"])["cid"]});
    quote(&home, &of_post, &shown["id"]).await;
    home.agent("bob.test", "unlike", json!({"uri": like["uri"]}));
    home.agent("bob.test", "unrepost", json!({"uri": repost["uri"]}));
    home.agent("bob.test", "delete", json!({"uri": answer["uri"]}));
    let alone = home.api.get(&path).await;
    for count in ["favourites_count", "reblogs_count", "replies_count"] {
        assert_eq!(alone[count], 0, "{count}");
    }
    home.agent("alice.test", "delete", json!({"uri": post["uri"]}));
    assert_eq!(home.api.get(&path).await, Value::Null);
}

async fn quote(home: &Home, of_post: &Value, quoted: &Value) {
    let bobs = home.agent("bob.test", "login", json!({}));
    let record = json!({
        "$type": POST, "text": "Look at this.", "createdAt": "2026-11-01T12:00:00.000Z",
        "embed": {"$type": "app.bsky.embed.record", "record": of_post},
    });
    let body = json!({"repo": bobs["did"], "collection": POST, "record": record});
    let call = json!({"nsid": "com.atproto.repo.createRecord", "body": body});
    home.agent("bob.test", "call", call);
    let bob = home.api.id_of("bob").await;
    let posts = home.api.posts_of(&bob).await;
    let own = posts
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["reblog"].is_null());
    assert_eq!(own.unwrap()["quote"]["quoted_status"]["id"], *quoted);
}

#[tokio::test]
async fn profiles_records_and_preferences() {
    if !all_there("@atproto/api", at::SMALL) {
        return;
    }
    let home = Home::new();
    let id = home.api.id_of("alice").await;
    let before = home.api.get(&format!("/api/v1/accounts/{id}")).await;
    let profile = json!({"displayName": "Alice A.", "description": "Here.", "avatar": {}});
    let profile = home.agent("alice.test", "profile", profile);
    assert_eq!(profile["value"]["displayName"], "Alice A.");
    let after = home.api.get(&format!("/api/v1/accounts/{id}")).await;
    assert_eq!(after["display_name"], "Alice A.");
    assert_eq!(after["note"], "<p>Here.</p>");
    assert_ne!(after["avatar"], before["avatar"]);

    let kinds = json!([{"$type": "app.bsky.actor.defs#adultContentPref", "enabled": true}]);
    home.agent("alice.test", "preferences", json!({"set": kinds}));
    let kept = home.agent("alice.test", "preferences", json!({}));
    assert_eq!(kept["preferences"], kinds);

    let unknown = "org.example.deed";
    let put = json!({"collection": unknown, "rkey": "first", "record": {"$type": unknown, "n": 1}});
    let first = home.agent("alice.test", "put", put.clone());
    let listed = home.agent("alice.test", "records", json!({"collection": unknown}));
    assert_eq!(listed["records"][0]["cid"], first["cid"]);
    let swapped = with(put, json!({"swapRecord": null, "expect": "InvalidSwap"}));
    home.agent("alice.test", "put", swapped);
    let write = json!({"$type": "com.atproto.repo.applyWrites#delete", "collection": unknown, "rkey": "first"});
    let stale = json!({"writes": [write], "swapCommit": first["cid"]});
    let refused = with(stale.clone(), json!({"expect": "InvalidSwap"}));
    home.agent("alice.test", "writes", refused);
    let now = with(stale, json!({"swapCommit": first["commit"]["cid"]}));
    home.agent("alice.test", "writes", now);
    let listed = home.agent("alice.test", "records", json!({"collection": unknown}));
    assert_eq!(listed["records"], json!([]));
}
