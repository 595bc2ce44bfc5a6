//! Where apps are woken, and what for.

use data_encoding::{BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use social::push::Outcome;

use super::world::World;

const PATH: &str = "/api/v1/push/subscription";

fn form(more: &str) -> String {
    let key = crypto::P256Key::generate().unwrap();
    let (key, auth) = (
        BASE64URL_NOPAD.encode(key.public()),
        BASE64URL.encode(&[7; 16]),
    );
    format!(
        "subscription[endpoint]=https://push.example/1&subscription[keys][p256dh]={key}\
         &subscription[keys][auth]={auth}{more}"
    )
}

#[tokio::test]
async fn a_subscription_belongs_to_its_token_alone() {
    let world = World::new().await;
    let (caller, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let other = world.token(&caller, "push").await;
    let more = "&data[alerts][mention]=true&data[alerts][admin.sign_up]=1&data[policy]=followed\
                &subscription[standard]=true";
    let made = world.post(&alice, PATH, &form(more)).await.ok();
    assert_eq!(
        (&made["endpoint"], &made["policy"], &made["standard"]),
        (
            &json!("https://push.example/1"),
            &json!("followed"),
            &json!(true)
        )
    );
    let alerts = &made["alerts"];
    assert_eq!(
        (
            &alerts["mention"],
            &alerts["admin.sign_up"],
            &alerts["poll"]
        ),
        (&json!(true), &json!(true), &json!(false))
    );
    assert_eq!(world.get(&alice, PATH).await.ok(), made);
    for token in [&bob, &other] {
        assert_eq!(world.get(token, PATH).await.status, StatusCode::NOT_FOUND);
    }
    let changed = world
        .ask(
            &alice,
            Method::PUT,
            PATH,
            "data[alerts][poll]=false&data[alerts][follow]=true&policy=none",
        )
        .await
        .ok();
    assert_eq!(
        (
            &changed["policy"],
            &changed["alerts"]["follow"],
            &changed["alerts"]["mention"]
        ),
        (&json!("none"), &json!(true), &json!(false))
    );
    let gone = world.ask(&alice, Method::DELETE, PATH, "").await.ok();
    assert_eq!(gone, json!({}));
    assert_eq!(world.get(&alice, PATH).await.status, StatusCode::NOT_FOUND);
    let late = world.ask(&alice, Method::PUT, PATH, "policy=all").await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_servers_key_is_the_same_wherever_it_is_shown() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let made = world.post(&alice, PATH, &form("")).await.ok();
    let instance = world.get("", "/api/v2/instance").await.ok();
    let key = &instance["configuration"]["vapid"]["public_key"];
    assert_eq!(made["server_key"], *key);
    let app = world.get(&alice, "/api/v1/apps/verify_credentials").await;
    assert_eq!(app.ok()["vapid_key"], *key);
    let key = BASE64URL_NOPAD
        .decode(key.as_str().unwrap().as_bytes())
        .unwrap();
    assert!(crypto::is_p256_public(&key));
}

#[tokio::test]
async fn addresses_and_keys_that_cannot_work_are_refused() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let good = form("");
    for (from, to) in [
        ("https://push", "http://push"),
        ("https://push", "ftp://push"),
        ("https://push", "https://user:pass@push"),
        ("https://push.example/1", "nonsense"),
        ("[p256dh]=B", "[p256dh]=A"),
        ("[auth]=Bw", "[auth]="),
        ("&subscription[keys][auth]", "&data[policy]=some&x"),
    ] {
        let wrong = good.replace(from, to);
        assert_ne!(wrong, good, "{from}");
        let refused = world.post(&alice, PATH, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{to}");
    }
    // Apps write base64 in either alphabet.
    let other = good.replace(&BASE64URL.encode(&[7; 16]), &BASE64_NOPAD.encode(&[7; 16]));
    world.post(&alice, PATH, &other).await.ok();
}

/// What would be sent now, as JSON.
async fn due(world: &World) -> Vec<Value> {
    let mut all = Vec::new();
    for push in world.social.due_pushes(50).await.unwrap() {
        all.push(serde_json::from_slice(&crate::push_payload(&push)).unwrap());
        world.social.note_push(&push, Outcome::Done).await.unwrap();
    }
    all
}

#[tokio::test]
async fn a_push_says_what_apps_of_mastodon_read() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let more = "&data[alerts][mention]=true";
    world.post(&alice, PATH, &form(more)).await.ok();
    let warned = "status=@alice+the+secret&spoiler_text=Spoiler";
    for text in ["status=@alice+hello", warned] {
        world.post(&bob, "/api/v1/statuses", text).await.ok();
    }
    world.settle().await;
    let told = world.get(&alice, "/api/v1/notifications").await.ok();
    let pushes = due(&world).await;
    assert_eq!(pushes.len(), 2);
    let id = pushes[0]["notification_id"].as_i64().unwrap().to_string();
    assert_eq!(told[1]["id"], id);
    assert_eq!(pushes[0]["access_token"], alice);
    assert_eq!(pushes[0]["notification_type"], "mention");
    assert_eq!(pushes[0]["title"], "bob mentioned you");
    assert_eq!(pushes[0]["body"], "@alice hello");
    assert_eq!(pushes[1]["body"], "Spoiler");
    assert!(due(&world).await.is_empty());
}

#[tokio::test]
async fn only_what_is_asked_for_and_told_wakes_an_app() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let alerts = "data[alerts][mention]=true&data[policy]";
    let mention = "status=@alice+hello";
    for (policy, count) in [("followed", 0), ("follower", 0), ("none", 0), ("all", 1)] {
        let form = form(&format!("&{alerts}={policy}"));
        world.post(&alice, PATH, &form).await.ok();
        world.post(&bob, "/api/v1/statuses", mention).await.ok();
        world.settle().await;
        assert_eq!(due(&world).await.len(), count, "{policy}");
    }
    // Not of this kind.
    let follow = format!("/api/v1/accounts/{}/follow", a.account_id);
    world.post(&bob, &follow, "").await.ok();
    // Held back.
    let whisper = "status=@alice+psst&visibility=direct";
    world.post(&bob, "/api/v1/statuses", whisper).await.ok();
    world.settle().await;
    assert!(due(&world).await.is_empty());
    // Taken back before it was sent.
    let id = world.post(&bob, "/api/v1/statuses", mention).await.id();
    world.settle().await;
    let path = format!("/api/v1/statuses/{id}");
    world.ask(&bob, Method::DELETE, &path, "").await.ok();
    assert!(due(&world).await.is_empty());
    // A token that ended takes its subscription along.
    world.social.revoke_token(&world.app, &alice).await.unwrap();
    world.post(&bob, "/api/v1/statuses", mention).await.ok();
    world.settle().await;
    assert!(due(&world).await.is_empty());
}
