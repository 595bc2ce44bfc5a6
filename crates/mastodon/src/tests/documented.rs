//! What is read, held to the documentation.

use http::Method;

use super::schema::Reference;
use super::world::World;
use crate::Support;

/// What the description does not fit: it takes this list for a single entity; and it has no word for one of our scopes
/// (see the tests of OAuth).
const NOT_AS_DOCUMENTED: [&str; 2] = ["/api/v1/filters", "/.well-known/oauth-authorization-server"];

/// Every list and entity that can be read is held to the description of Mastodon's API, with real people and posts.
#[tokio::test]
async fn what_is_read_is_as_documented() {
    let Some(reference) = Reference::load() else {
        return;
    };
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    let post = world
        .post(
            &alice,
            "/api/v1/statuses",
            "status=Hi+@bob+%23cats&spoiler_text=x",
        )
        .await
        .id();
    let reply = world
        .post(
            &bob,
            "/api/v1/statuses",
            &format!("status=Yo&in_reply_to_id={post}"),
        )
        .await
        .id();
    for deed in ["favourite", "reblog", "bookmark"] {
        world
            .post(&bob, &format!("/api/v1/statuses/{post}/{deed}"), "")
            .await
            .ok();
        world
            .post(&alice, &format!("/api/v1/statuses/{reply}/{deed}"), "")
            .await
            .ok();
    }
    world
        .ask(
            &alice,
            Method::PUT,
            &format!("/api/v1/statuses/{post}"),
            "status=Hi+again",
        )
        .await
        .ok();
    world
        .post(
            &bob,
            &format!("/api/v1/accounts/{}/follow", a.account_id),
            "",
        )
        .await
        .ok();
    world
        .post(
            &alice,
            &format!("/api/v1/accounts/{}/mute", b.account_id),
            "duration=60&notifications=false",
        )
        .await
        .ok();
    world
        .post(&alice, "/api/v1/markers", "home[last_read_id]=5")
        .await
        .ok();
    world.settle().await;
    let told = world.get(&alice, "/api/v1/notifications").await.ok()[0].clone();
    let (told, key) = (
        told["id"].as_str().unwrap(),
        told["group_key"].as_str().unwrap(),
    );

    let (mut checked, mut wrong) = (0, Vec::new());
    for route in crate::table() {
        let is_stream = route.path.starts_with("/api/v1/streaming");
        let is_list = route.method == Method::GET && !is_stream && route.support != Support::NotYet;
        if !is_list || NOT_AS_DOCUMENTED.contains(&route.path) {
            continue;
        }
        let id = match route.path {
            path if path.contains("/statuses/{id}") => post.clone(),
            path if path.contains("/notifications/{id}") => told.to_owned(),
            _ => a.account_id.to_string(),
        };
        let path = route
            .path
            .replace("{id}", &id)
            .replace("{tag}", "cats")
            .replace("{name}", "cats")
            .replace("{key}", key);
        let query = format!("id[]={}&q=a&acct=alice&timeline[]=home", b.account_id);
        let json = world.get(&alice, &format!("{path}?{query}")).await.ok();
        if let Some(found) = reference.check_answer("GET", route.path, &json) {
            wrong.extend(found);
            checked += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(
        checked > 50,
        "only {checked} answers were held to the description"
    );
}
