//! What apps do with people.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::json;
use social::community::Registration;

use super::schema::Reference;
use super::world::World;
use crate::Support;

#[tokio::test]
async fn somebody_registers_and_the_token_works_at_once() {
    let world = World::new().await;
    world.open_doors(Registration::Open).await;
    let app = world.app_token("read write").await;
    let form = "username=carol&email=carol@mail.example&password=correct+horse+battery&agreement=true&locale=en";
    let token = world.post(&app, "/api/v1/accounts", form).await.ok();
    assert_eq!(
        (&token["token_type"], &token["scope"]),
        (&json!("Bearer"), &json!("read write"))
    );
    let me = world
        .get(
            token["access_token"].as_str().unwrap(),
            "/api/v1/accounts/verify_credentials",
        )
        .await
        .ok();
    assert_eq!(me["username"], "carol");
}

#[tokio::test]
async fn all_that_is_wrong_with_a_registration_is_told() {
    let world = World::new().await;
    world.open_doors(Registration::Open).await;
    let app = world.app_token("read write").await;
    let answer = world
        .post(
            &app,
            "/api/v1/accounts",
            "username=admin&email=no&password=&agreement=false",
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (field, code) in [
        ("username", "ERR_RESERVED"),
        ("email", "ERR_INVALID"),
        ("password", "ERR_BLANK"),
        ("agreement", "ERR_ACCEPTED"),
    ] {
        assert_eq!(
            answer.json["details"][field][0]["error"], code,
            "{:?}",
            answer.json
        );
    }
}

#[tokio::test]
async fn a_profile_is_changed_by_json_and_by_form() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let form = "display_name=Alice&note=Hi&locked=true&bot=0&fields_attributes[0][name]=Site&fields_attributes[0][value]=https://a.example\
                &fields_attributes[1][name]=&fields_attributes[1][value]=&source[privacy]=private&source[language]=de";
    let path = "/api/v1/accounts/update_credentials";
    let me = world.ask(&alice, Method::PATCH, path, form).await.ok();
    assert_eq!(
        (&me["display_name"], &me["locked"], &me["source"]["note"]),
        (&json!("Alice"), &json!(true), &json!("Hi"))
    );
    assert_eq!(
        (&me["source"]["privacy"], &me["source"]["language"]),
        (&json!("private"), &json!("de"))
    );
    assert_eq!(me["fields"].as_array().unwrap().len(), 1);

    let json = json!({ "fields_attributes": [{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }], "source": { "sensitive": true } });
    let request = Request::patch(path).header("authorization", format!("Bearer {alice}"));
    let request = request
        .header("content-type", "application/json")
        .body(Body::from(json.to_string()));
    let me = world.send(request.unwrap()).await.ok();
    assert_eq!(
        (me["fields"].as_array().unwrap().len(), &me["display_name"]),
        (2, &json!("Alice"))
    );
    assert_eq!(
        (&me["source"]["sensitive"], &me["source"]["privacy"]),
        (&json!(true), &json!("private"))
    );
    let preferences = world.get(&alice, "/api/v1/preferences").await.ok();
    assert_eq!(preferences["posting:default:visibility"], "private");
    let post = world
        .post(&alice, "/api/v1/statuses", "status=x")
        .await
        .ok();
    assert_eq!(
        (&post["sensitive"], &post["visibility"], &post["language"]),
        (&json!(true), &json!("private"), &json!("de"))
    );
}

#[tokio::test]
async fn a_picture_is_refused_with_the_reason() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let body = "--b\r\nContent-Disposition: form-data; name=\"avatar\"; filename=\"a.png\"\r\n\r\n123\r\n--b--\r\n";
    let request = Request::patch("/api/v1/accounts/update_credentials")
        .header("authorization", format!("Bearer {alice}"))
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from(body));
    let answer = world.send(request.unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.json["error"].as_str().unwrap().contains("yet"));
}

#[tokio::test]
async fn people_follow_mute_and_block_each_other() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    let to_bob = format!("/api/v1/accounts/{}", b.account_id);
    assert_eq!(
        world
            .post(
                &alice,
                &format!("{to_bob}/follow"),
                "notify=true&reblogs=false"
            )
            .await
            .ok()["following"],
        true
    );
    let relation = world
        .get(
            &alice,
            &format!("/api/v1/accounts/relationships?id[]={}", b.account_id),
        )
        .await
        .ok();
    assert_eq!(
        (&relation[0]["notifying"], &relation[0]["showing_reblogs"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        world.get("", &format!("{to_bob}/followers")).await.ok()[0]["acct"],
        "alice"
    );
    assert_eq!(
        world
            .get("", &format!("/api/v1/accounts/{}/following", a.account_id))
            .await
            .ok()[0]["acct"],
        "bob"
    );
    let id = world.post(&bob, "/api/v1/statuses", "status=hi").await.id();
    assert_eq!(
        world.get(&alice, "/api/v1/timelines/home").await.ok()[0]["id"],
        id.as_str()
    );

    let muted = world
        .post(&alice, &format!("{to_bob}/mute"), "duration=3600")
        .await
        .ok();
    assert!(
        muted["muting_notifications"] == true && muted["muting_expires_at"].is_string(),
        "{muted}"
    );
    assert!(world.get(&alice, "/api/v1/mutes").await.ok()[0]["mute_expires_at"].is_string());
    assert_eq!(
        world
            .post(&alice, &format!("{to_bob}/unmute"), "")
            .await
            .ok()["muting"],
        false
    );
    assert_eq!(
        world
            .post(&alice, &format!("{to_bob}/block"), "")
            .await
            .ok()["following"],
        false
    );
    assert_eq!(
        world.get(&alice, "/api/v1/blocks").await.ok()[0]["acct"],
        "bob"
    );
    assert_eq!(
        world
            .post(&alice, &format!("{to_bob}/unblock"), "")
            .await
            .ok()["blocking"],
        false
    );
    assert_eq!(
        world
            .post(&alice, &format!("{to_bob}/unfollow"), "")
            .await
            .ok()["following"],
        false
    );
}

#[tokio::test]
async fn a_locked_account_is_asked() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    let (c, carol) = world.person("carol").await;
    world
        .ask(
            &bob,
            Method::PATCH,
            "/api/v1/accounts/update_credentials",
            "locked=true",
        )
        .await
        .ok();
    for token in [&alice, &carol] {
        let relation = world
            .post(
                token,
                &format!("/api/v1/accounts/{}/follow", b.account_id),
                "",
            )
            .await
            .ok();
        assert_eq!(
            (&relation["following"], &relation["requested"]),
            (&json!(false), &json!(true))
        );
    }
    assert_eq!(
        world
            .get(&bob, "/api/v1/follow_requests")
            .await
            .ok()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let yes = world
        .post(
            &bob,
            &format!("/api/v1/follow_requests/{}/authorize", a.account_id),
            "",
        )
        .await
        .ok();
    let no = world
        .post(
            &bob,
            &format!("/api/v1/follow_requests/{}/reject", c.account_id),
            "",
        )
        .await
        .ok();
    assert_eq!(
        (&yes["followed_by"], &no["followed_by"]),
        (&json!(true), &json!(false))
    );
    let removed = world
        .post(
            &bob,
            &format!("/api/v1/accounts/{}/remove_from_followers", a.account_id),
            "",
        )
        .await
        .ok();
    assert_eq!(removed["followed_by"], false);
}

#[tokio::test]
async fn somebody_is_told_of_what_happens() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (_, carol) = world.person("carol").await;
    let id = world
        .post(&alice, "/api/v1/statuses", "status=hi")
        .await
        .id();
    for token in [&bob, &carol] {
        world
            .post(token, &format!("/api/v1/statuses/{id}/favourite"), "")
            .await
            .ok();
    }
    world
        .post(
            &bob,
            &format!("/api/v1/accounts/{}/follow", a.account_id),
            "",
        )
        .await
        .ok();
    world
        .post(&bob, "/api/v1/statuses", "status=@alice+hello")
        .await
        .ok();
    world.settle().await;

    let list = world.get(&alice, "/api/v1/notifications").await.ok();
    let kinds: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["mention", "follow", "favourite", "favourite"]);
    assert_eq!(
        world
            .get(&alice, "/api/v1/notifications/unread_count")
            .await
            .ok()["count"],
        4
    );
    let only = |query: &'static str| world.get(&alice, query);
    assert_eq!(
        only("/api/v1/notifications?types[]=mention")
            .await
            .ok()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        only("/api/v1/notifications?exclude_types[]=favourite")
            .await
            .ok()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        only("/api/v1/notifications?types[]=poll")
            .await
            .ok()
            .as_array()
            .unwrap()
            .len(),
        0
    );

    let grouped = world.get(&alice, "/api/v2/notifications").await.ok();
    let groups = grouped["notification_groups"].as_array().unwrap();
    assert_eq!(groups.len(), 3);
    assert_eq!(
        (
            &groups[2]["notifications_count"],
            groups[2]["sample_account_ids"].as_array().unwrap().len()
        ),
        (&json!(2), 2)
    );
    assert_eq!(grouped["accounts"].as_array().unwrap().len(), 2);

    let mention = list[0]["id"].as_str().unwrap();
    let path = format!("/api/v1/notifications/{mention}");
    assert_eq!(
        world.get(&alice, &path).await.ok()["status"]["account"]["acct"],
        "bob"
    );
    assert_eq!(world.get(&bob, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world
            .post(&alice, &format!("{path}/dismiss"), "")
            .await
            .ok(),
        json!({})
    );
    assert_eq!(world.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
    world
        .post(&alice, "/api/v1/notifications/clear", "")
        .await
        .ok();
    assert_eq!(
        world.get(&alice, "/api/v1/notifications").await.ok(),
        json!([])
    );
}

#[tokio::test]
async fn markers_move_forward() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let moved = world
        .post(
            &alice,
            "/api/v1/markers",
            "home[last_read_id]=5&notifications[last_read_id]=7",
        )
        .await
        .ok();
    assert_eq!(moved["home"]["last_read_id"], "5");
    let read = world
        .get(&alice, "/api/v1/markers?timeline[]=notifications")
        .await
        .ok();
    assert_eq!(
        (read.get("home"), &read["notifications"]["last_read_id"]),
        (None, &json!("7"))
    );
}

#[tokio::test]
async fn people_are_found() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    for acct in ["alice", "@alice", "alice@moot.example", "Alice"] {
        assert_eq!(
            world
                .get("", &format!("/api/v1/accounts/lookup?acct={acct}"))
                .await
                .id(),
            a.account_id.to_string()
        );
    }
    assert_eq!(
        world
            .get("", "/api/v1/accounts/lookup?acct=nobody")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        world
            .get(&alice, "/api/v1/accounts/search?q=ali")
            .await
            .ok()[0]["acct"],
        "alice"
    );
    let found = world
        .get(&alice, "/api/v2/search?q=ali&resolve=true")
        .await
        .ok();
    assert_eq!(found["accounts"][0]["acct"], "alice");
    assert_eq!(
        world.get("", "/api/v2/search?q=ali").await.ok()["accounts"][0]["acct"],
        "alice"
    );
    assert_eq!(
        world
            .get("", "/api/v2/search?q=ali&resolve=true")
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        world.get("", "/api/v2/search?q=ali&offset=9").await.status,
        StatusCode::UNAUTHORIZED
    );
    let several = world
        .get(
            "",
            &format!("/api/v1/accounts?id[]={}&id[]=1", a.account_id),
        )
        .await
        .ok();
    assert_eq!(several.as_array().unwrap().len(), 1);
}

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
            "duration=60",
        )
        .await
        .ok();
    world
        .post(&alice, "/api/v1/markers", "home[last_read_id]=5")
        .await
        .ok();
    world.settle().await;

    let mut checked = 0;
    for route in crate::table() {
        let is_stream = route.path.starts_with("/api/v1/streaming");
        if route.method != Method::GET || is_stream || route.support == Support::NotYet {
            continue;
        }
        let id = if route.path.contains("/statuses/{id}") {
            post.clone()
        } else {
            a.account_id.to_string()
        };
        let path = route
            .path
            .replace("{id}", &id)
            .replace("{tag}", "cats")
            .replace("{name}", "cats");
        let query = format!("id[]={}&q=a&acct=alice&timeline[]=home", b.account_id);
        let answer = world.get(&alice, &format!("{path}?{query}")).await;
        if path.contains("/notifications/") && answer.status == StatusCode::NOT_FOUND {
            continue;
        }
        let json = answer.ok();
        if let Some(wrong) = reference.check_answer("GET", route.path, &json) {
            assert!(wrong.is_empty(), "{}: {wrong:#?}\n{json:#}", route.path);
            checked += 1;
        }
    }
    assert!(
        checked > 40,
        "only {checked} answers were held to the description"
    );
}
