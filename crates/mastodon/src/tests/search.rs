//! Searching: whose posts are found by whom, and what the operators mean.

use http::{Method, StatusCode};
use proptest::prelude::*;
use serde_json::Value;

use super::world::World;

async fn write(world: &World, token: &str, form: &str) -> String {
    world.post(token, "/api/v1/statuses", form).await.id()
}

/// The ids of the posts that are found, newest first.
async fn found(world: &World, token: &str, query: &str) -> Vec<String> {
    world.settle().await;
    let typed: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let path = format!("/api/v2/search?type=statuses&q={typed}");
    ids(&world.get(token, &path).await.ok())
}

fn ids(results: &Value) -> Vec<String> {
    let posts = results["statuses"].as_array().unwrap();
    posts
        .iter()
        .map(|post| post["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn let_be_found(world: &World, token: &str, yes: bool) {
    let form = format!("indexable={yes}");
    world
        .ask(
            token,
            Method::PATCH,
            "/api/v1/accounts/update_credentials",
            &form,
        )
        .await
        .ok();
}

#[tokio::test]
async fn public_posts_are_found_while_their_author_consents() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let public = write(&world, &alice, "status=A+Crème+brûlée+for+all").await;
    let quiet = write(
        &world,
        &alice,
        "status=creme+in+silence&visibility=unlisted",
    )
    .await;
    let secret = write(
        &world,
        &alice,
        "status=creme+for+followers&visibility=private",
    )
    .await;
    assert_eq!(found(&world, &bob, "creme").await, Vec::<String>::new());
    assert_eq!(
        found(&world, &alice, "CREME").await,
        [secret, quiet, public.clone()]
    );
    let_be_found(&world, &alice, true).await;
    assert_eq!(
        found(&world, &bob, "creme").await,
        std::slice::from_ref(&public)
    );
    assert_eq!(
        found(&world, "", "\"brulee for\"").await,
        std::slice::from_ref(&public)
    );
    assert_eq!(
        found(&world, &bob, "in:library creme").await,
        Vec::<String>::new()
    );
    let_be_found(&world, &alice, false).await;
    assert_eq!(found(&world, &bob, "creme").await, Vec::<String>::new());
    let_be_found(&world, &alice, true).await;
    let path = format!("/api/v1/statuses/{public}");
    world
        .ask(&alice, Method::PUT, &path, "status=Ein+Straßenfest")
        .await
        .ok();
    assert_eq!(found(&world, &bob, "creme").await, Vec::<String>::new());
    assert_eq!(
        found(&world, &bob, "strassenfest").await,
        std::slice::from_ref(&public)
    );
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    assert_eq!(
        found(&world, &alice, "strassenfest").await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn what_one_kept_liked_or_is_named_in_is_found_whatever_its_author_says() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (_, carol) = world.person("carol").await;
    let mut kept = Vec::new();
    for deed in ["favourite", "bookmark", "reblog"] {
        let id = write(&world, &alice, &format!("status=tea+to+{deed}")).await;
        let path = format!("/api/v1/statuses/{id}/{deed}");
        world.post(&bob, &path, "").await.ok();
        kept.insert(0, id);
    }
    kept.insert(
        0,
        write(&world, &alice, "status=@bob+tea%3F&visibility=direct").await,
    );
    assert_eq!(found(&world, &bob, "tea").await, kept);
    assert_eq!(found(&world, &carol, "tea").await, Vec::<String>::new());
    assert_eq!(
        found(&world, &bob, "in:public tea").await,
        Vec::<String>::new()
    );
    for (deed, place) in [("unfavourite", 3), ("unbookmark", 2), ("unreblog", 1)] {
        let path = format!("/api/v1/statuses/{}/{deed}", kept[place]);
        world.post(&bob, &path, "").await.ok();
    }
    kept.truncate(1);
    assert_eq!(found(&world, &bob, "tea").await, kept);
}

#[tokio::test]
async fn operators_narrow_what_is_found() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let_be_found(&world, &alice, true).await;
    let first = write(&world, &alice, "status=東京都の祭り+%23matsuri&language=ja").await;
    let second = write(
        &world,
        &alice,
        "status=festival+https://there.example/x&spoiler_text=food&language=pt-BR",
    )
    .await;
    let third = write(
        &world,
        &bob,
        &format!("status=festival+yes&in_reply_to_id={second}"),
    )
    .await;
    let none = Vec::<String>::new();
    for (query, wanted) in [
        ("京都", vec![&first]),
        ("都の", vec![&first]),
        ("祭", vec![&first]),
        ("#matsuri", vec![&first]),
        ("from:alice", vec![&second, &first]),
        ("from:@alice@moot.example -language:ja", vec![&second]),
        ("from:me", vec![&third]),
        ("festival", vec![&third, &second]),
        ("festival -yes", vec![&second]),
        ("festival -from:me", vec![&second]),
        ("festival is:reply", vec![&third]),
        ("festival -is:reply", vec![&second]),
        ("is:sensitive", vec![&second]),
        ("has:link", vec![&second]),
        ("has:media", vec![]),
        ("language:pt", vec![&second]),
        ("language:pt-BR food", vec![&second]),
        ("festival in:library", vec![&third]),
        ("festival in:public", vec![&second]),
        ("during:2023-11 festival", vec![&third, &second]),
        ("before:2023-11-01 festival", vec![]),
        ("after:2023-11-14 festival", vec![]),
        ("after:2023-11-13 -yes", vec![&second, &first]),
        ("from:nobody festival", vec![]),
        ("-from:nobody festival", vec![&third, &second]),
    ] {
        let wanted: Vec<String> = wanted.into_iter().cloned().collect();
        assert_eq!(found(&world, &bob, query).await, wanted, "{query}");
    }
    let path = format!("/api/v2/search?q=festival&account_id={}", a.account_id);
    assert_eq!(
        ids(&world.get(&bob, &path).await.ok()),
        std::slice::from_ref(&second)
    );
    for (more, wanted) in [
        (format!("&max_id={third}"), vec![second.clone()]),
        (format!("&min_id={second}"), vec![third.clone()]),
        ("&limit=1".to_owned(), vec![third.clone()]),
        ("&limit=1&offset=1".to_owned(), vec![second]),
        ("&type=accounts".to_owned(), none),
    ] {
        let path = format!("/api/v2/search?q=festival{more}");
        assert_eq!(ids(&world.get(&bob, &path).await.ok()), wanted, "{more}");
    }
}

#[tokio::test]
async fn blocked_and_muted_people_are_not_found() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (_, carol) = world.person("carol").await;
    let_be_found(&world, &alice, true).await;
    let post = write(&world, &alice, "status=apples").await;
    assert_eq!(
        found(&world, &bob, "apples").await,
        std::slice::from_ref(&post)
    );
    for (token, deed) in [(&bob, "block"), (&carol, "mute")] {
        let path = format!("/api/v1/accounts/{}/{deed}", a.account_id);
        world.post(token, &path, "").await.ok();
        assert_eq!(found(&world, token, "apples").await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn people_and_tags_are_found_by_their_beginnings() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let form = "display_name=%C3%85se+M%C3%BCller";
    let path = "/api/v1/accounts/update_credentials";
    world.ask(&alice, Method::PATCH, path, form).await.ok();
    write(&world, &alice, "status=%23Folkmoot+%23folk").await;
    write(&world, &alice, "status=%23folksecret&visibility=private").await;
    world.settle().await;
    for name in ["ase", "Mull", "mül", "al", "alice@moot.ex", "@ali"] {
        let query: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let found = world
            .get("", &format!("/api/v2/search?q={query}"))
            .await
            .ok();
        assert_eq!(found["accounts"][0]["acct"], "alice", "{name}");
    }
    let found = world
        .get("", "/api/v2/search?q=FOLK&type=hashtags")
        .await
        .ok();
    assert_eq!(found["hashtags"][0]["name"], "folk");
    assert_eq!(found["hashtags"][1]["name"], "folkmoot");
    assert_eq!(found["hashtags"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn visitors_can_neither_leaf_nor_have_others_asked() {
    let world = World::new().await;
    for dear in ["resolve=true", "offset=20"] {
        let path = format!("/api/v2/search?q=a&{dear}");
        assert_eq!(world.get("", &path).await.status, StatusCode::UNAUTHORIZED);
    }
    world.get("", "/api/v2/search?q=a&offset=0").await.ok();
}

/// Whatever is typed, it is a question and never an error of the database.
#[test]
fn every_text_is_a_question() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (world, token) = runtime.block_on(async {
        let world = World::new().await;
        let (_, token) = world.person("alice").await;
        write(&world, &token, "status=some+words").await;
        world.settle().await;
        (world, token)
    });
    let pieces =
        "([a-z*\"'“”:@#()^~{}|&!<>+\\\\ -]|from:|has:|AND|OR|NEAR\\(|NOT|¤|東京|\\PC){1,60}";
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(200));
    runner
        .run(&pieces.prop_map(|text: String| text), |typed| {
            let query: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
            let path = format!("/api/v2/search?q={query}");
            let answer = runtime.block_on(world.get(&token, &path));
            prop_assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.json);
            Ok(())
        })
        .unwrap();
}
