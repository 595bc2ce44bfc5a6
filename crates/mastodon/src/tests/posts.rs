//! What apps do with posts.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use super::world::World;

#[tokio::test]
async fn a_post_is_written_read_changed_and_deleted() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let form = "status=Hello+%23Cats&spoiler_text=Pets&visibility=unlisted&language=en";
    let post = world.post(&alice, "/api/v1/statuses", form).await.ok();
    assert_eq!(
        (
            &post["visibility"],
            &post["spoiler_text"],
            &post["language"]
        ),
        (&json!("unlisted"), &json!("Pets"), &json!("en"))
    );
    assert_eq!(
        post["tags"],
        json!([{ "name": "cats", "url": "https://moot.example/tags/cats" }])
    );
    assert_eq!(post["application"]["name"], "Test");
    let path = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
    assert_eq!(world.get("", &path).await.ok()["content"], post["content"]);

    let edited = world
        .ask(&alice, Method::PUT, &path, "status=Bye&spoiler_text=")
        .await
        .ok();
    assert_eq!(
        (&edited["content"], &edited["spoiler_text"]),
        (&json!("<p>Bye</p>"), &json!(""))
    );
    assert!(edited["edited_at"].is_string());
    assert_eq!(
        world.get(&alice, &format!("{path}/source")).await.ok()["text"],
        "Bye"
    );
    assert_eq!(
        world
            .get("", &format!("{path}/history"))
            .await
            .ok()
            .as_array()
            .unwrap()
            .len(),
        2
    );

    let deleted = world.ask(&alice, Method::DELETE, &path, "").await.ok();
    assert_eq!(deleted["text"], "Bye");
    assert_eq!(world.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_same_idempotency_key_posts_once() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let request = Request::post("/api/v1/statuses")
            .header("authorization", format!("Bearer {alice}"))
            .header("content-type", "application/json")
            .header("idempotency-key", "abc")
            .body(Body::from(r#"{"status":"once"}"#));
        ids.push(world.send(request.unwrap()).await.id());
    }
    assert_eq!(ids.first(), ids.last());
}

#[tokio::test]
async fn deeds_are_shown_to_whoever_did_them() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let id = world
        .post(&alice, "/api/v1/statuses", "status=hi")
        .await
        .id();
    let path = format!("/api/v1/statuses/{id}");
    for (deed, mine) in [
        ("favourite", "favourited"),
        ("bookmark", "bookmarked"),
        ("reblog", "reblogged"),
    ] {
        let done = world.post(&bob, &format!("{path}/{deed}"), "").await.ok();
        assert_eq!(done[mine], true, "{deed}");
        assert_eq!(world.get(&bob, &path).await.ok()[mine], true, "{deed}");
        assert_eq!(world.get(&alice, &path).await.ok()[mine], false, "{deed}");
        assert_eq!(world.get("", &path).await.ok().get(mine), None, "{deed}");
    }
    for (list, whose) in [("favourited_by", ""), ("reblogged_by", "")] {
        assert_eq!(
            world.get(whose, &format!("{path}/{list}")).await.ok()[0]["acct"],
            "bob",
            "{list}"
        );
    }
    for list in ["favourites", "bookmarks"] {
        assert_eq!(
            world.get(&bob, &format!("/api/v1/{list}")).await.ok()[0]["id"],
            id.as_str(),
            "{list}"
        );
    }
    for (deed, mine) in [
        ("unfavourite", "favourited"),
        ("unbookmark", "bookmarked"),
        ("unreblog", "reblogged"),
    ] {
        assert_eq!(
            world.post(&bob, &format!("{path}/{deed}"), "").await.ok()[mine],
            false,
            "{deed}"
        );
    }
    assert_eq!(
        world.post(&alice, &format!("{path}/pin"), "").await.ok()["pinned"],
        true
    );
    assert_eq!(
        world.post(&alice, &format!("{path}/unpin"), "").await.ok()["pinned"],
        false
    );
    assert!(
        world
            .post(&bob, &format!("{path}/pin"), "")
            .await
            .status
            .is_client_error()
    );
}

#[tokio::test]
async fn a_boost_wraps_what_it_repeats() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let id = world
        .post(&alice, "/api/v1/statuses", "status=hi")
        .await
        .id();
    let boost = world
        .post(
            &alice,
            &format!("/api/v1/statuses/{id}/reblog"),
            "visibility=public",
        )
        .await
        .ok();
    assert_ne!(boost["id"], id.as_str());
    assert_eq!(
        (&boost["reblog"]["id"], &boost["content"]),
        (&json!(id), &json!("<p>hi</p>"))
    );
    assert_eq!(boost["reblog"]["reblog"], Value::Null);
}

#[tokio::test]
async fn a_thread_is_shown_around_a_post() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let first = world
        .post(&alice, "/api/v1/statuses", "status=1")
        .await
        .id();
    let second = world
        .post(
            &alice,
            "/api/v1/statuses",
            &format!("status=2&in_reply_to_id={first}"),
        )
        .await
        .id();
    let third = world
        .post(
            &alice,
            "/api/v1/statuses",
            &format!("status=3&in_reply_to_id={second}"),
        )
        .await
        .id();
    let context = world
        .get("", &format!("/api/v1/statuses/{second}/context"))
        .await
        .ok();
    assert_eq!(context["ancestors"][0]["id"], first.as_str());
    assert_eq!(context["descendants"][0]["id"], third.as_str());
    assert_eq!(context["descendants"][0]["in_reply_to_id"], second.as_str());
}

#[tokio::test]
async fn a_private_post_is_not_there_for_others() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    for visibility in ["private", "direct"] {
        let id = world
            .post(
                &alice,
                "/api/v1/statuses",
                &format!("status=hush&visibility={visibility}"),
            )
            .await
            .id();
        let path = format!("/api/v1/statuses/{id}");
        for part in [
            "",
            "/context",
            "/history",
            "/favourited_by",
            "/reblogged_by",
            "/source",
        ] {
            let answer = world.get(&bob, &format!("{path}{part}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{visibility} {part}");
        }
        for deed in ["favourite", "reblog", "bookmark", "pin"] {
            let answer = world.post(&bob, &format!("{path}/{deed}"), "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{visibility} {deed}");
        }
        assert_eq!(
            world.ask(&bob, Method::PUT, &path, "status=x").await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            world.ask(&bob, Method::DELETE, &path, "").await.status,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn a_post_for_people_here_is_marked() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    for form in ["status=a&visibility=local", "status=a&local_only=true"] {
        let post = world.post(&alice, "/api/v1/statuses", form).await.ok();
        assert_eq!(
            (&post["local_only"], &post["visibility"]),
            (&json!(true), &json!("private"))
        );
        let path = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
        assert_eq!(world.get("", &path).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn pages_lead_to_each_other_and_keep_their_parameters() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(
            world
                .post(&alice, "/api/v1/statuses", &format!("status={n}+%23cats"))
                .await
                .id(),
        );
    }
    ids.reverse();
    for path in [
        "/api/v1/timelines/public?local=true",
        "/api/v1/timelines/tag/cats?local=true",
        "/api/v1/timelines/home?x=1",
    ] {
        let mut seen = Vec::new();
        let mut next = Some(format!("{path}&limit=2"));
        while let Some(path) = next {
            let answer = world.get(&alice, &path).await;
            let link = answer
                .headers
                .get("link")
                .map(|link| link.to_str().unwrap().to_owned());
            seen.extend(
                answer
                    .ok()
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|post| post["id"].as_str().unwrap().to_owned()),
            );
            next = link.map(|link| {
                link.split('>')
                    .next()
                    .unwrap()
                    .trim_start_matches("<https://moot.example")
                    .to_owned()
            });
            if let Some(next) = &next {
                assert!(
                    next.contains("limit=2")
                        && (next.contains("local=true") || next.contains("x=1")),
                    "{next}"
                );
            }
        }
        assert_eq!(seen, ids, "{path}");
    }
}
