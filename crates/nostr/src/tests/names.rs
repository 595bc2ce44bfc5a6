//! Names: those that this server gives, and those that others do.

use axum::body::Body;
use axum::extract::Query;
use axum::routing::get;
use axum::{Json, Router};
use http::Request;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::*;
use crate::testing::send;

#[tokio::test]
async fn the_names_of_members_are_given_to_everybody() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    let (_stop, stopping) = watch::channel(false);
    let router = Arc::clone(&world.nostr).router(stopping);
    let ask = async |name: &str| {
        let uri = format!("/.well-known/nostr.json?name={name}");
        send(&router, Request::get(uri).body(Body::empty()).unwrap()).await
    };
    let answer = ask("alice").await;
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    let key = world.key(&alice).await.to_string();
    assert_eq!(answer.json["names"], json!({ "alice": key }));
    assert_eq!(answer.json["relays"][&key], json!(["wss://moot.example"]));
    for name in ["nobody", "", "alice@moot.example", "..", "%00"] {
        assert_eq!(ask(name).await.json["names"], json!({}), "{name}");
    }
}

/// Security row A22: a server that gives a name to somebody else's key does not make it theirs.
#[tokio::test]
async fn a_name_is_believed_when_its_server_names_the_key() {
    let world = World::of(Mode::Development).await;
    let (alice, zoe, eve) = (world.member("alice").await, stranger(9), stranger(8));
    let key = zoe.public().to_string();
    let answer = move |Query(asked): Query<Value>| async move {
        let name = asked["name"].as_str().unwrap_or_default().to_owned();
        Json(json!({ "names": { name: key } }))
    };
    let app = Router::new().route("/.well-known/nostr.json", get(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let server = async move { axum::serve(listener, app).await };
    let told = async {
        let post = world.says(&alice, "Hello").await;
        let event = world.event(post.id.get()).await;
        for (keys, name) in [(&zoe, "zoe"), (&eve, "zoe")] {
            world
                .tell(&world.sign(keys, Kind::NOTE, super::answer(&event), name))
                .await;
            let profile = json!({ "name": name, "nip05": format!("zoe@{host}") }).to_string();
            world
                .tell(&world.sign(keys, Kind::PROFILE, Vec::new(), &profile))
                .await;
        }
        let mut names = Vec::new();
        for keys in [&zoe, &eve] {
            let id = world.account_of(keys).await;
            names.push(
                world
                    .social
                    .account(Viewer::Anyone, id)
                    .await
                    .unwrap()
                    .acct(),
            );
        }
        names
    };
    let names = tokio::select! {
        names = told => names,
        ended = server => panic!("{ended:?}"),
    };
    let [zoe, eve] = names.try_into().unwrap();
    assert_eq!(zoe, format!("zoe@{host}"));
    assert!(
        eve.starts_with("zoe.npub1") && eve.ends_with("@nostr"),
        "{eve}"
    );
}
