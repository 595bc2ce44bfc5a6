//! Filters, and what is told of them with the posts they meet.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::world::World;

async fn says(world: &World, token: &str, form: &str) -> String {
    world.post(token, "/api/v1/statuses", form).await.id()
}

/// What is told of a post: the titles of filters, with the words and posts that matched.
async fn met(world: &World, token: &str, post: &str) -> Vec<(String, Value, Value)> {
    let post = world
        .get(token, &format!("/api/v1/statuses/{post}"))
        .await
        .ok();
    let filtered = post["filtered"].as_array().unwrap().iter();
    filtered
        .map(|found| {
            assert!(found["filter"].get("keywords").is_none());
            (
                found["filter"]["title"].as_str().unwrap().to_owned(),
                found["keyword_matches"].clone(),
                found["status_matches"].clone(),
            )
        })
        .collect()
}

/// Makes a filter; its path.
async fn filter(world: &World, token: &str, form: &str) -> String {
    let id = world.post(token, "/api/v2/filters", form).await.id();
    format!("/api/v2/filters/{id}")
}

fn word(title: &str, word: &str) -> (String, Value, Value) {
    (title.to_owned(), json!([word]), Value::Null)
}

const CATS: &str = "title=Pets&context[]=home&context[]=public&filter_action=hide&expires_in=3600\
                    &keywords_attributes[][keyword]=Cat&keywords_attributes[][whole_word]=true\
                    &keywords_attributes[][keyword]=dog&keywords_attributes[][whole_word]=false";

#[tokio::test]
async fn a_filter_is_made_changed_and_removed_with_its_words() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let made = world.post(&alice, "/api/v2/filters", CATS).await.ok();
    assert_eq!(made["context"], json!(["home", "public"]));
    assert_eq!(made["filter_action"], "hide");
    assert!(made["expires_at"].is_string());
    assert_eq!(made["statuses"], json!([]));
    let words = made["keywords"].as_array().unwrap();
    assert_eq!(
        (&words[0]["keyword"], &words[0]["whole_word"]),
        (&json!("Cat"), &json!(true))
    );
    assert_eq!(
        (&words[1]["keyword"], &words[1]["whole_word"]),
        (&json!("dog"), &json!(false))
    );

    let path = format!("/api/v2/filters/{}", made["id"].as_str().unwrap());
    let form = format!(
        "title=Animals&context[]=thread&filter_action=blur&expires_in=\
         &keywords_attributes[0][id]={}&keywords_attributes[0][_destroy]=true\
         &keywords_attributes[1][id]={}&keywords_attributes[1][keyword]=hound\
         &keywords_attributes[2][keyword]=horse",
        words[0]["id"].as_str().unwrap(),
        words[1]["id"].as_str().unwrap(),
    );
    let changed = world.ask(&alice, Method::PUT, &path, &form).await.ok();
    assert_eq!(changed["expires_at"], Value::Null);
    assert_eq!(changed["filter_action"], "blur");
    let words: Vec<&Value> = changed["keywords"].as_array().unwrap().iter().collect();
    assert_eq!(words.len(), 2);
    assert_eq!(
        (&words[0]["keyword"], &words[0]["whole_word"]),
        (&json!("hound"), &json!(false))
    );
    assert_eq!(
        (&words[1]["keyword"], &words[1]["whole_word"]),
        (&json!("horse"), &json!(true))
    );
    assert_eq!(world.get(&alice, &path).await.ok(), changed);
    assert_eq!(
        world.get(&alice, "/api/v2/filters").await.ok(),
        json!([changed])
    );

    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    assert_eq!(world.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&alice, "/api/v2/filters").await.ok(), json!([]));
}

#[tokio::test]
async fn what_cannot_be_a_filter_is_refused() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let long = "x".repeat(513);
    for form in [
        String::new(),
        "context[]=home".to_owned(),
        "title=x".to_owned(),
        "title=x&context[]=nowhere".to_owned(),
        "title=x&context[]=home&filter_action=burn".to_owned(),
        "title=x&context[]=home&expires_in=-5".to_owned(),
        "title=x&context[]=home&keywords_attributes[][keyword]=+".to_owned(),
        format!("title=x&context[]=home&keywords_attributes[][keyword]={long}"),
    ] {
        let refused = world.post(&alice, "/api/v2/filters", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    }
    assert_eq!(world.get(&alice, "/api/v2/filters").await.ok(), json!([]));
    let path = filter(&world, &alice, "title=x&context[]=home").await;
    for (form, status) in [
        ("context[]=", StatusCode::UNPROCESSABLE_ENTITY),
        ("title=", StatusCode::UNPROCESSABLE_ENTITY),
        (
            "title=new&keywords_attributes[][id]=5&keywords_attributes[][keyword]=a",
            StatusCode::NOT_FOUND,
        ),
    ] {
        let refused = world.ask(&alice, Method::PUT, &path, form).await;
        assert_eq!(refused.status, status, "{form}");
    }
    assert_eq!(
        world.get(&alice, &path).await.ok()["title"],
        "x",
        "all or nothing"
    );
    for form in ["", "phrase=x", "context[]=home", "phrase=+&context[]=home"] {
        let refused = world.post(&alice, "/api/v1/filters", form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    }
    // Words are kept within bounds, all together.
    let many = format!("&keywords_attributes[][keyword]={}", "x".repeat(500));
    let form = format!("title=x&context[]=home{}", many.repeat(21));
    let refused = world.post(&alice, "/api/v2/filters", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn words_of_a_filter_are_added_changed_and_removed_one_by_one() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let path = filter(&world, &alice, CATS).await;
    let all = format!("{path}/keywords");
    let added = world
        .post(&alice, &all, "keyword=horse&whole_word=false")
        .await
        .ok();
    assert_eq!(
        (&added["keyword"], &added["whole_word"]),
        (&json!("horse"), &json!(false))
    );
    let list = world.get(&alice, &all).await.ok();
    assert_eq!(list.as_array().unwrap().len(), 3);
    assert_eq!(list[2], added);
    let one = format!("/api/v2/filters/keywords/{}", added["id"].as_str().unwrap());
    let form = "keyword=cow&whole_word=true";
    let changed = world.ask(&alice, Method::PUT, &one, form).await.ok();
    assert_eq!(
        (&changed["keyword"], &changed["whole_word"]),
        (&json!("cow"), &json!(true))
    );
    assert_eq!(world.get(&alice, &one).await.ok(), changed);
    let refused = world.post(&alice, &all, "keyword=").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = world.ask(&alice, Method::DELETE, &one, "").await.ok();
    assert_eq!(gone, json!({}));
    assert_eq!(world.get(&alice, &one).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world.get(&alice, &all).await.ok().as_array().unwrap().len(),
        2
    );
}

#[tokio::test]
async fn posts_of_a_filter_are_added_and_removed_as_far_as_they_can_be_seen() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let post = says(&world, &bob, "status=harmless").await;
    let hidden = says(&world, &bob, "status=hush&visibility=direct").await;
    let path = filter(&world, &alice, "title=Enough&context[]=home").await;
    let all = format!("{path}/statuses");
    let refused = world
        .post(&alice, &all, &format!("status_id={hidden}"))
        .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let form = format!("status_id={post}");
    let added = world.post(&alice, &all, &form).await.ok();
    assert_eq!(added["status_id"], post);
    let again = world.post(&alice, &all, &form).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.get(&alice, &all).await.ok(), json!([added]));
    assert_eq!(
        world.get(&alice, &path).await.ok()["statuses"],
        json!([added])
    );
    assert_eq!(
        met(&world, &alice, &post).await,
        [("Enough".to_owned(), Value::Null, json!([post]))]
    );
    let one = format!("/api/v2/filters/statuses/{}", added["id"].as_str().unwrap());
    assert_eq!(world.get(&alice, &one).await.ok(), added);
    for method in [Method::GET, Method::DELETE] {
        let refused = world.ask(&bob, method, &one, "").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(
        world.ask(&alice, Method::DELETE, &one, "").await.ok(),
        added
    );
    assert_eq!(world.get(&alice, &one).await.status, StatusCode::NOT_FOUND);
    assert_eq!(met(&world, &alice, &post).await, []);
}

#[tokio::test]
async fn a_post_says_which_filters_of_its_reader_meet_it() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    let follow = format!("/api/v1/accounts/{}/follow", b.account_id);
    world.post(&alice, &follow, "").await.ok();
    let cat = says(&world, &bob, "status=My+CAT+sleeps").await;
    let catalogue = says(&world, &bob, "status=A+catalogue").await;
    let dogs = says(&world, &bob, "status=Hotdogs").await;
    let warned = says(&world, &bob, "status=look&spoiler_text=cat").await;
    let asked = says(
        &world,
        &bob,
        "status=Which%3F&poll[options][]=cat&poll[options][]=none&poll[expires_in]=600",
    )
    .await;
    let boost = world
        .post(&alice, &format!("/api/v1/statuses/{cat}/reblog"), "")
        .await
        .ok();
    assert_eq!(boost["filtered"], json!([]));
    let path = filter(&world, &alice, CATS).await;

    for post in [&cat, &warned, &asked] {
        assert_eq!(
            met(&world, &alice, post).await,
            [word("Pets", "Cat")],
            "{post}"
        );
    }
    assert_eq!(met(&world, &alice, &dogs).await, [word("Pets", "dog")]);
    assert_eq!(met(&world, &alice, &catalogue).await, []);
    assert_eq!(met(&world, &bob, &cat).await, [], "another reader");
    let boost = boost["id"].as_str().unwrap();
    assert_eq!(met(&world, &alice, boost).await, [word("Pets", "Cat")]);
    let read = world
        .get(&alice, &format!("/api/v1/statuses/{boost}"))
        .await
        .ok();
    assert_eq!(read["reblog"]["filtered"], read["filtered"]);

    let home = world.get(&alice, "/api/v1/timelines/home").await.ok();
    let found = home.as_array().unwrap().iter();
    let filtered = found.filter(|post| post["filtered"] != json!([]));
    assert!(filtered.count() >= 4, "{home}");
    let visitor = world.get("", &format!("/api/v1/statuses/{cat}")).await.ok();
    assert_eq!(visitor.get("filtered"), None);

    // What has ended meets nothing, but is still there to be read.
    world.pass(Duration::from_hours(2));
    assert_eq!(met(&world, &alice, &cat).await, []);
    assert!(world.get(&alice, &path).await.ok()["expires_at"].is_string());
    let form = "expires_in=60";
    world.ask(&alice, Method::PUT, &path, form).await.ok();
    assert_eq!(met(&world, &alice, &cat).await, [word("Pets", "Cat")]);
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    assert_eq!(met(&world, &alice, &cat).await, [], "at once");
}

#[tokio::test]
async fn a_quoted_post_says_it_too() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let quoted = says(&world, &alice, "status=my+cat").await;
    let form = format!("status=see&quoted_status_id={quoted}");
    let quoting = says(&world, &alice, &form).await;
    filter(&world, &alice, CATS).await;
    let read = world
        .get(&alice, &format!("/api/v1/statuses/{quoting}"))
        .await
        .ok();
    assert_eq!(read["filtered"], json!([]));
    let inner = &read["quote"]["quoted_status"]["filtered"];
    assert_eq!(inner[0]["keyword_matches"], json!(["Cat"]));
}

#[tokio::test]
async fn the_older_api_knows_a_filter_by_its_words() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let form = "phrase=cat&context[]=home&irreversible=true&whole_word=false&expires_in=60";
    let made = world.post(&alice, "/api/v1/filters", form).await.ok();
    assert_eq!(
        (
            &made["phrase"],
            &made["irreversible"],
            &made["whole_word"],
            &made["context"]
        ),
        (&json!("cat"), &json!(true), &json!(false), &json!(["home"]))
    );
    let path = format!("/api/v1/filters/{}", made["id"].as_str().unwrap());
    assert_eq!(world.get(&alice, &path).await.ok(), made);
    assert_eq!(
        world.get(&alice, "/api/v1/filters").await.ok(),
        json!([made])
    );
    let filters = world.get(&alice, "/api/v2/filters").await.ok();
    assert_eq!(filters[0]["title"], "cat");
    assert_eq!(filters[0]["keywords"][0]["id"], made["id"]);

    let form = "phrase=dog&context[]=thread&irreversible=false&whole_word=true";
    let changed = world.ask(&alice, Method::PUT, &path, form).await.ok();
    assert_eq!(
        (
            &changed["phrase"],
            &changed["irreversible"],
            &changed["context"]
        ),
        (&json!("dog"), &json!(false), &json!(["thread"]))
    );
    assert_eq!(changed["expires_at"], made["expires_at"]);

    // With a second word, the filter is not one word's to change.
    let all = format!(
        "/api/v2/filters/{}/keywords",
        filters[0]["id"].as_str().unwrap()
    );
    world.post(&alice, &all, "keyword=cow").await.ok();
    for form in [
        "phrase=dog&context[]=home",
        "phrase=dog&irreversible=true",
        "phrase=dog&expires_in=5",
    ] {
        let refused = world.ask(&alice, Method::PUT, &path, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    }
    let form = "phrase=hound&context[]=thread&irreversible=false&whole_word=false";
    let changed = world.ask(&alice, Method::PUT, &path, form).await.ok();
    assert_eq!(changed["phrase"], "hound");
    assert_eq!(
        world.ask(&alice, Method::DELETE, &path, "").await.ok(),
        json!({})
    );
    assert_eq!(world.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
    let left = world.get(&alice, &all).await.ok();
    assert_eq!(left[0]["keyword"], "cow", "the filter stays");
}
