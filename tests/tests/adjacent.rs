//! What apps and servers ask for beside the API itself: the documents and doors that every server of this family has.

use ap_proto::signature::Scheme;
use http::{Method, StatusCode};
use testkit::{Peer, World};

#[tokio::test]
async fn an_address_is_found_and_leads_to_its_actor() {
    let world = World::new().await;
    let alice = world.person("alice").await;
    let path = format!(
        "/.well-known/webfinger?resource=acct:{}@{}",
        alice.username,
        world.host()
    );
    let found = world.get(&path).await.ok();
    let links = found["links"].as_array().unwrap();
    let actor = links.iter().find(|link| link["rel"] == "self").unwrap();
    assert!(
        actor["href"]
            .as_str()
            .unwrap()
            .ends_with(&alice.account_id.to_string())
    );
    let host_meta = world.get("/.well-known/host-meta").await;
    assert!(
        host_meta
            .text()
            .contains("/.well-known/webfinger?resource={uri}")
    );
}

#[tokio::test]
async fn the_server_says_what_it_is() {
    let world = World::new().await;
    let path = "/.well-known/nodeinfo";
    let links = world.get(path).await.ok();
    let versions = links["links"].as_array().unwrap().iter();
    let versions = versions.filter(|link| link["rel"].as_str().unwrap().contains("/ns/schema/2."));
    assert_eq!(versions.count(), 2);
    for path in ["/nodeinfo/2.0", "/nodeinfo/2.1"] {
        let info = world.get(path).await.ok();
        assert_eq!(info["software"]["name"], "folkmoot", "{path}");
    }
    let manifest = world.get("/manifest.json").await.ok();
    assert_eq!(manifest["start_url"], "/home");
}

#[tokio::test]
async fn the_servers_own_actor_is_where_others_look_for_it() {
    let world = World::new().await;
    let reply = world.get("/actor").await;
    assert_eq!(reply.status, StatusCode::TEMPORARY_REDIRECT);
    let path = reply.header("location").split_once("/ap/").unwrap().1;
    let accept = "application/activity+json";
    let actor = world
        .get(&format!("/ap/{path}"))
        .header(http::header::ACCEPT, accept);
    assert_eq!(actor.await.ok()["type"], "Application");
}

#[tokio::test]
async fn the_shared_inbox_takes_deliveries_where_others_look_for_it() {
    let world = World::new().await;
    let alice = world.person("alice").await;
    let peer = Peer::start(world.clock()).await;
    let bob = peer.actor("bob");
    let alices = world.url(&format!("/ap/actors/{}", alice.account_id));
    let follow = bob.activity("Follow", alices.as_str());
    let inbox = world.url("/inbox");
    bob.sign_to(&inbox, Scheme::Rfc9421, &follow)
        .send(&world)
        .await;
    world.settle().await;
    let followers = format!("/api/v1/accounts/{}/followers", alice.account_id);
    assert_eq!(world.get(&followers).await.ok()[0]["username"], "bob");
}

#[tokio::test]
async fn the_server_answers_those_who_watch_over_it() {
    let world = World::new().await;
    assert_eq!(world.get("/health").await.text(), "OK");
}

/// What an app asks for; the form of the page carries the same.
const ASKED: [(&str, &str); 3] = [
    ("response_type", "code"),
    ("redirect_uri", "https://app.example/back"),
    ("scope", "read"),
];

#[tokio::test]
async fn a_member_lets_an_app_in_or_does_not() {
    let world = World::new().await;
    let alice = world.person("alice").await;
    let new = [
        ("client_name", "App"),
        ("redirect_uris", "https://app.example/back"),
        ("scopes", "read"),
    ];
    let app = world.post_form("/api/v1/apps", &new).await.ok();
    let client = [("client_id", app["client_id"].as_str().unwrap())];
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(ASKED).extend_pairs(client);
    let page = format!("/oauth/authorize?{}", query.finish());
    let page = world.get(&page).session(&alice).await;
    assert!(page.text().contains("would like to use your account"));
    for (method, decision, wanted) in [
        (Method::POST, "allow", "?code="),
        (Method::POST, "deny", "?error=access_denied"),
        (Method::DELETE, "allow", "?error=access_denied"),
    ] {
        let form = [&ASKED[..], &client, &[("decision", decision)]].concat();
        let ask = world.ask(method.clone(), "/oauth/authorize");
        let reply = ask.session_form(&alice, &form).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        let place = reply.header("location");
        assert!(
            place.starts_with(&format!("https://app.example/back{wanted}")),
            "{method} {place}"
        );
    }
}

#[tokio::test]
async fn doors_that_others_know_by_heart_lead_in() {
    let world = World::new().await;
    for (path, leads_to) in [
        ("/.well-known/change-password", "/settings/security"),
        (
            "/authorize_interaction?uri=acct%3Aada%40example.org",
            "/search?q=ada%40example.org",
        ),
        (
            "/share?text=Look&url=https%3A%2F%2Fexample.org",
            "/home?text=Look%0A%0Ahttps%3A%2F%2Fexample.org",
        ),
    ] {
        let reply = world.get(path).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(reply.header("location"), leads_to);
    }
}
