//! Lists, the tags on them, and what they do to the home feed.

use http::{Method, StatusCode};
use serde_json::Value;

use super::world::World;

/// The ids of a list of things.
fn ids(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap();
    list.iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn says(world: &World, token: &str, text: &str) -> String {
    let form = format!("status={text}");
    world.post(token, "/api/v1/statuses", &form).await.id()
}

async fn answers(world: &World, token: &str, to: &str) -> String {
    let form = format!("status=so+it+is&in_reply_to_id={to}");
    world.post(token, "/api/v1/statuses", &form).await.id()
}

async fn follows(world: &World, token: &str, who: impl std::fmt::Display, how: &str) {
    let path = format!("/api/v1/accounts/{who}/follow");
    world.post(token, &path, how).await.ok();
}

#[tokio::test]
async fn a_list_is_made_changed_and_removed_by_its_owner_alone() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let made = world
        .post(&alice, "/api/v1/lists", "title=Friends")
        .await
        .ok();
    assert_eq!(made["replies_policy"], "list");
    assert_eq!(made["exclusive"], false);
    let path = format!("/api/v1/lists/{}", made["id"].as_str().unwrap());
    let form = "title=Close&replies_policy=none&exclusive=true";
    world.ask(&alice, Method::PUT, &path, form).await.ok();
    let read = world.get(&alice, &path).await.ok();
    assert_eq!(
        (&read["title"], &read["replies_policy"], &read["exclusive"]),
        (&"Close".into(), &"none".into(), &true.into())
    );
    assert_eq!(world.get(&alice, "/api/v1/lists").await.ok()[0], read);
    for (method, form) in [
        (Method::GET, ""),
        (Method::PUT, "title=Mine"),
        (Method::DELETE, ""),
    ] {
        let refused = world.ask(&bob, method, &path, form).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
    for form in ["", "title=+", "title=x&replies_policy=some"] {
        let refused = world.post(&alice, "/api/v1/lists", form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    }
    assert_eq!(
        world.get(&bob, "/api/v1/lists").await.ok(),
        serde_json::json!([])
    );
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    assert_eq!(world.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_followed_accounts_are_on_a_list() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (b, _) = world.person("bob").await;
    let (c, _) = world.person("carol").await;
    let list = world
        .post(&alice, "/api/v1/lists", "title=Friends")
        .await
        .id();
    let path = format!("/api/v1/lists/{list}/accounts");
    let bob = format!("account_ids[]={}", b.account_id);
    let refused = world.post(&alice, &path, &bob).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    follows(&world, &alice, b.account_id, "").await;
    let both = format!("{bob}&account_ids[]={}", c.account_id);
    let refused = world.post(&alice, &path, &both).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "all or none");
    world.post(&alice, &path, &bob).await.ok();
    let again = world.post(&alice, &path, &bob).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    follows(&world, &alice, c.account_id, "").await;
    let carol = format!("account_ids[]={}", c.account_id);
    world.post(&alice, &path, &carol).await.ok();

    let page = world.get(&alice, &format!("{path}?limit=1")).await;
    assert!(page.headers["link"].to_str().unwrap().contains("max_id="));
    assert_eq!(ids(&page.ok()), [c.account_id.to_string()]);
    let all = world.get(&alice, &format!("{path}?limit=0")).await.ok();
    assert_eq!(all.as_array().unwrap().len(), 2);
    let holding = format!("/api/v1/accounts/{}/lists", b.account_id);
    assert_eq!(
        ids(&world.get(&alice, &holding).await.ok()),
        std::slice::from_ref(&list)
    );

    world.ask(&alice, Method::DELETE, &path, &carol).await.ok();
    assert_eq!(
        ids(&world.get(&alice, &path).await.ok()),
        [b.account_id.to_string()]
    );
    // Who is not followed any more is on no list.
    let path = format!("/api/v1/accounts/{}/unfollow", b.account_id);
    world.post(&alice, &path, "").await.ok();
    assert_eq!(
        ids(&world.get(&alice, &holding).await.ok()),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_list_shows_its_members_and_their_answers_as_it_is_told() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    let (c, carol) = world.person("carol").await;
    let (_, dave) = world.person("dave").await;
    for who in [b.account_id, c.account_id] {
        follows(&world, &alice, who, "").await;
    }
    let list = world
        .post(&alice, "/api/v1/lists", "title=Friends")
        .await
        .id();
    let members = format!("account_ids[]={}", b.account_id);
    world
        .post(&alice, &format!("/api/v1/lists/{list}/accounts"), &members)
        .await
        .ok();
    let by_carol = says(&world, &carol, "hello").await;
    let by_dave = says(&world, &dave, "hello").await;
    let mine = says(&world, &alice, "hello").await;
    let by_bob = says(&world, &bob, "hello").await;
    let to_carol = answers(&world, &bob, &by_carol).await;
    let _to_dave = answers(&world, &bob, &by_dave).await;
    let to_himself = answers(&world, &bob, &by_bob).await;
    let to_me = answers(&world, &bob, &mine).await;
    let timeline = format!("/api/v1/timelines/list/{list}");
    let shown = async |policy: &str| {
        let path = format!("/api/v1/lists/{list}");
        let form = format!("title=Friends&replies_policy={policy}");
        world.ask(&alice, Method::PUT, &path, &form).await.ok();
        ids(&world.get(&alice, &timeline).await.ok())
    };
    let (of_none, of_list) = (shown("none").await, shown("list").await);
    assert_eq!(of_none, [to_me.clone(), to_himself.clone(), by_bob.clone()]);
    assert_eq!(of_list, of_none, "Carol is not on the list");
    let all = [to_me, to_himself, to_carol, by_bob];
    assert_eq!(shown("followed").await, all);
    assert_eq!(
        world.get(&bob, &timeline).await.status,
        StatusCode::NOT_FOUND
    );

    // Pages meet exactly, from either end.
    let first = world.get(&alice, &format!("{timeline}?limit=2")).await.ok();
    assert_eq!(ids(&first), all[..2]);
    let next = format!("{timeline}?limit=2&max_id={}", all[1]);
    assert_eq!(ids(&world.get(&alice, &next).await.ok()), all[2..]);
    let above = format!("{timeline}?limit=2&min_id={}", all[3]);
    assert_eq!(ids(&world.get(&alice, &above).await.ok()), all[1..3]);
    let since = format!("{timeline}?limit=2&since_id={}", all[3]);
    assert_eq!(ids(&world.get(&alice, &since).await.ok()), all[..2]);
}

#[tokio::test]
async fn an_exclusive_list_takes_its_members_out_of_home() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    follows(&world, &alice, b.account_id, "").await;
    let post = says(&world, &bob, "hello").await;
    let list = world
        .post(&alice, "/api/v1/lists", "title=Friends")
        .await
        .id();
    let members = format!("account_ids[]={}", b.account_id);
    world
        .post(&alice, &format!("/api/v1/lists/{list}/accounts"), &members)
        .await
        .ok();
    let home = async || ids(&world.get(&alice, "/api/v1/timelines/home").await.ok());
    assert_eq!(home().await, std::slice::from_ref(&post));
    let path = format!("/api/v1/lists/{list}");
    world
        .ask(&alice, Method::PUT, &path, "title=Friends&exclusive=true")
        .await
        .ok();
    assert_eq!(home().await, Vec::<String>::new());
    let timeline = format!("/api/v1/timelines/list/{list}");
    assert_eq!(ids(&world.get(&alice, &timeline).await.ok()), [post]);
}

#[tokio::test]
async fn a_list_holds_tags() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let list = world.post(&alice, "/api/v1/lists", "title=Cats").await.id();
    let path = format!("/api/v1/folkmoot/lists/{list}/tags");
    let tags = world.post(&alice, &path, "name=%23Cats").await.ok();
    assert_eq!(tags, serde_json::json!(["cats"]));
    assert_eq!(world.get(&alice, &path).await.ok(), tags);
    for form in ["name=two+words", "name="] {
        let refused = world.post(&alice, &path, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(world.get(&bob, &path).await.status, StatusCode::NOT_FOUND);
    let post = says(&world, &bob, "%23cats+are+here").await;
    let private = "status=%23cats+for+few&visibility=private";
    world.post(&bob, "/api/v1/statuses", private).await.id();
    let timeline = format!("/api/v1/timelines/list/{list}");
    assert_eq!(ids(&world.get(&alice, &timeline).await.ok()), [post]);
    world
        .ask(&alice, Method::DELETE, &path, "name=cats")
        .await
        .ok();
    assert_eq!(
        ids(&world.get(&alice, &timeline).await.ok()),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn home_shows_each_post_once_and_followed_tags() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    let (c, carol) = world.person("carol").await;
    let (_, dave) = world.person("dave").await;
    for who in [b.account_id, c.account_id] {
        follows(&world, &alice, who, "").await;
    }
    let home = async || ids(&world.get(&alice, "/api/v1/timelines/home").await.ok());
    let boost = async |token: &str, post: &str| {
        let path = format!("/api/v1/statuses/{post}/reblog");
        world.post(token, &path, "").await.id()
    };
    let by_dave = says(&world, &dave, "boost+me").await;
    let first = boost(&bob, &by_dave).await;
    let second = boost(&carol, &by_dave).await;
    let one = std::slice::from_ref(&first);
    assert_eq!(home().await, one, "one boost of two");
    let by_bob = says(&world, &bob, "mine").await;
    boost(&carol, &by_bob).await;
    assert_eq!(
        home().await,
        [by_bob.clone(), first.clone()],
        "a post and no boost of it"
    );
    // Without Bob's boosts, Carol's is the first.
    follows(&world, &alice, b.account_id, "reblogs=false").await;
    assert_eq!(home().await, [by_bob.clone(), second.clone()]);

    let tagged = says(&world, &dave, "%23Cats").await;
    let tag = world
        .post(&alice, "/api/v1/tags/cats/follow", "")
        .await
        .ok();
    assert_eq!(tag["following"], true);
    assert_eq!(home().await[0], tagged);
    assert_eq!(
        world.get(&alice, "/api/v1/followed_tags").await.ok()[0]["name"],
        "cats"
    );
    world
        .post(&alice, "/api/v1/tags/cats/unfollow", "")
        .await
        .ok();
    assert_eq!(home().await[0], by_bob);

    // Only what is in French.
    follows(&world, &alice, b.account_id, "languages[]=fr").await;
    let relations = format!("/api/v1/accounts/relationships?id[]={}", b.account_id);
    let relation = world.get(&alice, &relations).await.ok();
    assert_eq!(relation[0]["languages"], serde_json::json!(["fr"]));
    let form = "status=hello&language=en";
    world.post(&bob, "/api/v1/statuses", form).await.id();
    let form = "status=bonjour&language=fr";
    let french = world.post(&bob, "/api/v1/statuses", form).await.id();
    assert_eq!(home().await[0], french);
    // A private mention is a conversation, not a post of the feed.
    let form = format!("status=@alice+hush&visibility=direct&a={}", a.account_id);
    world.post(&bob, "/api/v1/statuses", &form).await.id();
    assert_eq!(home().await[0], french);
}

#[tokio::test]
async fn followed_tags_are_leafed_through() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    for name in ["one", "two", "three"] {
        let path = format!("/api/v1/tags/{name}/follow");
        world.post(&alice, &path, "").await.ok();
        world.post(&alice, &path, "").await.ok();
    }
    let page = world.get(&alice, "/api/v1/followed_tags?limit=2").await;
    let link = page.headers["link"].to_str().unwrap().to_owned();
    let names = |json: &Value| -> Vec<String> {
        let tags = json.as_array().unwrap().iter();
        tags.map(|tag| tag["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&page.ok()), ["three", "two"]);
    let next = link.split(['<', '>']).nth(1).unwrap();
    let next = next.strip_prefix("https://moot.example").unwrap();
    assert_eq!(names(&world.get(&alice, next).await.ok()), ["one"]);
    let refused = world.post(&alice, "/api/v1/tags/no%20tag/follow", "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_profile_shows_tags() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    says(&world, &alice, "%23cats+and+%23dogs").await;
    says(&world, &alice, "%23cats").await;
    let suggested = world
        .get(&alice, "/api/v1/featured_tags/suggestions")
        .await
        .ok();
    assert_eq!(suggested[0]["name"], "cats");
    let form = "name=%23Cats";
    let featured = world.post(&alice, "/api/v1/featured_tags", form).await.ok();
    assert_eq!(featured["name"], "cats");
    assert_eq!(featured["statuses_count"], "2");
    assert!(featured["last_status_at"].is_string());
    let shown = world
        .post(&alice, "/api/v1/tags/dogs/feature", "")
        .await
        .ok();
    assert_eq!(shown["featuring"], true);
    let path = format!("/api/v1/accounts/{}/featured_tags", a.account_id);
    let of_alice = world.get("", &path).await.ok();
    assert_eq!(of_alice.as_array().unwrap().len(), 2);
    assert_eq!(
        world.get(&alice, "/api/v1/featured_tags").await.ok(),
        of_alice
    );
    assert_eq!(
        world.get(&alice, "/api/v1/tags/cats").await.ok()["featuring"],
        true
    );
    let path = format!("/api/v1/featured_tags/{}", featured["id"].as_str().unwrap());
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    let gone = world.ask(&alice, Method::DELETE, &path, "").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let hidden = world
        .post(&alice, "/api/v1/tags/dogs/unfeature", "")
        .await
        .ok();
    assert_eq!(hidden["featuring"], false);
    assert_eq!(
        world.get(&alice, "/api/v1/featured_tags").await.ok(),
        serde_json::json!([])
    );
}
