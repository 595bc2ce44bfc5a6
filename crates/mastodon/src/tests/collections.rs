//! Collections: who may be in one, who sees it, and how somebody gets out of one.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use social::Caller;

use super::world::World;

const COLLECTIONS: &str = "/api/v1/collections";

/// A person who wants to be found.
async fn known(world: &World, name: &str) -> (Caller, String) {
    let (caller, token) = world.person(name).await;
    let path = "/api/v1/accounts/update_credentials";
    let form = "discoverable=true&locked=false";
    world.ask(&token, Method::PATCH, path, form).await.ok();
    (caller, token)
}

async fn made(world: &World, token: &str, form: &str) -> Value {
    let made = world.post(token, COLLECTIONS, form).await.ok();
    made["collection"].clone()
}

fn path_of(collection: &Value) -> String {
    format!("{COLLECTIONS}/{}", collection["id"].as_str().unwrap())
}

/// The path of the first who is in it.
fn item_of(collection: &Value) -> String {
    let item = collection["items"][0]["id"].as_str().unwrap();
    format!("{}/items/{item}", path_of(collection))
}

#[tokio::test]
async fn a_collection_is_made_changed_and_removed_by_its_owner_alone() {
    let world = World::new().await;
    let (a, alice) = known(&world, "alice").await;
    let (b, bob) = known(&world, "bob").await;
    let form = format!(
        "name=Cats&description=All+of+them&language=en&tag_name=%23Cats&account_ids[]={0}&account_ids[]={0}",
        b.account_id
    );
    let collection = made(&world, &alice, &form).await;
    assert_eq!(collection["account_id"], a.account_id.to_string());
    assert_eq!(collection["tag"]["name"], "cats");
    assert_eq!(collection["item_count"], 1);
    assert_eq!(
        collection["items"][0]["account_id"],
        b.account_id.to_string()
    );
    let path = path_of(&collection);
    for (method, form) in [(Method::PATCH, "name=Mine"), (Method::DELETE, "")] {
        let refused = world.ask(&bob, method, &path, form).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(refused.json["error"], "This action is not allowed");
    }
    world.pass(std::time::Duration::from_secs(1));
    let form = "name=Dogs&tag_name=&language=&sensitive=true";
    let changed = world.ask(&alice, Method::PATCH, &path, form).await.ok();
    let read = world.get("", &path).await.ok();
    assert_eq!(read["collection"], changed["collection"]);
    assert_eq!(read["collection"]["name"], "Dogs");
    assert_eq!(read["collection"]["description"], "All of them");
    assert_eq!(read["collection"]["tag"], Value::Null);
    assert_eq!(read["collection"]["sensitive"], true);
    assert_ne!(read["collection"]["updated_at"], collection["updated_at"]);
    let accounts = read["accounts"].as_array().unwrap();
    let names: Vec<&Value> = accounts.iter().map(|account| &account["acct"]).collect();
    assert_eq!(names, ["alice", "bob"]);
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    assert_eq!(world.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_a_collection_cannot_be_is_told_inside_another_error() {
    let world = World::new().await;
    let (_, alice) = known(&world, "alice").await;
    let long = "x".repeat(41);
    for (form, field, code) in [
        (String::new(), "name", "ERR_BLANK"),
        ("name=+".to_owned(), "name", "ERR_BLANK"),
        (format!("name={long}"), "name", "ERR_TOO_LONG"),
        (
            format!("name=x&description={}", long.repeat(3)),
            "description",
            "ERR_TOO_LONG",
        ),
        (
            "name=x&language=klingon!".to_owned(),
            "language",
            "ERR_INVALID",
        ),
        ("name=x&tag_name=a+b".to_owned(), "tag_name", "ERR_INVALID"),
        (
            "name=x&account_ids[]=1".to_owned(),
            "account_ids",
            "ERR_INVALID",
        ),
    ] {
        let refused = world.post(&alice, COLLECTIONS, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        let error = &refused.json["error"];
        assert_eq!(error["details"][field][0]["error"], code, "{form}");
    }
    for number in 0..10 {
        made(&world, &alice, &format!("name=Number+{number}")).await;
    }
    let refused = world.post(&alice, COLLECTIONS, "name=Eleventh").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn only_who_lets_themselves_be_recommended_is_in_a_collection() {
    let world = World::new().await;
    let (a, alice) = known(&world, "alice").await;
    let (b, bob) = known(&world, "bob").await;
    let (_, carol) = known(&world, "carol").await;
    let collection = made(&world, &alice, "name=Friends").await;
    let items = format!("{}/items", path_of(&collection));
    let who = format!("account_id={}", b.account_id);
    let is_refused = async |token: &str, form: &str| {
        let status = world.post(token, &items, form).await.status;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    };
    let bob_is = async |form: &str| {
        let path = "/api/v1/accounts/update_credentials";
        world.ask(&bob, Method::PATCH, path, form).await.ok();
    };
    is_refused(&alice, "").await;
    is_refused(&alice, "account_id=1").await;
    let refused = world.post(&carol, &items, &who).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    bob_is("discoverable=false").await;
    is_refused(&alice, &who).await;
    bob_is("discoverable=true&locked=true").await;
    is_refused(&alice, &who).await;
    let follow = format!("/api/v1/accounts/{}/follow", b.account_id);
    world.post(&alice, &follow, "").await.ok();
    is_refused(&alice, &who).await;
    let accept = format!("/api/v1/follow_requests/{}/authorize", a.account_id);
    world.post(&bob, &accept, "").await.ok();
    let added = world.post(&alice, &items, &who).await.ok();
    assert_eq!(added["collection_item"]["state"], "accepted");
    is_refused(&alice, &who).await;

    let item = added["collection_item"]["id"].as_str().unwrap();
    let item = format!("{items}/{item}");
    let refused = world.ask(&bob, Method::DELETE, &item, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    world.ask(&alice, Method::DELETE, &item, "").await.ok();
    let again = world.ask(&alice, Method::DELETE, &item, "").await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let read = world.get(&alice, &path_of(&collection)).await.ok();
    assert_eq!(read["collection"]["item_count"], 0);

    let block = format!("/api/v1/accounts/{}/block", a.account_id);
    world.post(&bob, &block, "").await.ok();
    is_refused(&alice, &who).await;
}

#[tokio::test]
async fn who_leaves_a_collection_is_never_in_it_again() {
    let world = World::new().await;
    let (_, alice) = known(&world, "alice").await;
    let (b, bob) = known(&world, "bob").await;
    let (_, carol) = known(&world, "carol").await;
    // Even out of one that only its owner may open.
    let form = format!(
        "name=Friends&discoverable=false&account_ids[]={}",
        b.account_id
    );
    let collection = made(&world, &alice, &form).await;
    let mine = format!("/api/v1/accounts/{}/in_collections", b.account_id);
    let read = world.get(&bob, &mine).await.ok();
    assert_eq!(read["collections"], json!([collection]));
    let refused = world.get(&carol, &mine).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let revoke = format!("{}/revoke", item_of(&collection));
    let refused = world.post(&alice, &revoke, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let refused = world.post(&carol, &revoke, "").await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    world.post(&bob, &revoke, "").await.ok();
    let again = world.post(&bob, &revoke, "").await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let read = world.get(&bob, &mine).await.ok();
    assert_eq!(read["collections"], json!([]));
    let read = world.get(&alice, &path_of(&collection)).await.ok();
    assert_eq!(read["collection"]["items"], json!([]));
    let items = format!("{}/items", path_of(&collection));
    let who = format!("account_id={}", b.account_id);
    let refused = world.post(&alice, &items, &who).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn collections_are_listed_and_hidden_ones_are_their_owners_alone() {
    let world = World::new().await;
    let (a, alice) = known(&world, "alice").await;
    let (_, bob) = known(&world, "bob").await;
    let open = made(&world, &alice, "name=Open").await;
    let hidden = made(&world, &alice, "name=Hidden&discoverable=false").await;
    let list = format!("/api/v1/accounts/{}/collections", a.account_id);
    for token in ["", &bob] {
        let read = world.get(token, &list).await.ok();
        assert_eq!(read["collections"], json!([open]));
        let refused = world.get(token, &path_of(&hidden)).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
    for method in [Method::PATCH, Method::DELETE] {
        let refused = world.ask(&bob, method, &path_of(&hidden), "").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
    world.get(&alice, &path_of(&hidden)).await.ok();
    let first = world.get(&alice, &format!("{list}?limit=1")).await;
    let link = first.headers["link"].to_str().unwrap().to_owned();
    assert!(link.contains("limit=1&offset=1>; rel=\"next\""), "{link}");
    assert_eq!(first.ok()["collections"], json!([hidden]));
    let last = world.get(&alice, &format!("{list}?limit=1&offset=1")).await;
    let link = last.headers["link"].to_str().unwrap().to_owned();
    assert!(link.ends_with("limit=1&offset=0>; rel=\"prev\""), "{link}");
    assert_eq!(last.ok()["collections"], json!([open]));
    let nobody = world.get(&bob, "/api/v1/accounts/1/collections").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn blocks_hide_collections_and_who_is_in_them() {
    let world = World::new().await;
    let (a, alice) = known(&world, "alice").await;
    let (b, bob) = known(&world, "bob").await;
    let (c, carol) = known(&world, "carol").await;
    let form = format!(
        "name=Friends&account_ids[]={}&account_ids[]={}",
        b.account_id, c.account_id
    );
    let collection = made(&world, &alice, &form).await;
    let path = path_of(&collection);
    let count = async |token: &str| {
        let read = world.get(token, &path).await.ok();
        read["collection"]["item_count"].as_i64().unwrap()
    };
    assert_eq!((count("").await, count(&bob).await), (2, 2));
    let block = format!("/api/v1/accounts/{}/block", c.account_id);
    world.post(&bob, &block, "").await.ok();
    assert_eq!(count(&bob).await, 1, "he does not see her");
    assert_eq!(count(&carol).await, 1, "nor she him");
    assert_eq!(count("").await, 2);

    let block = format!("/api/v1/accounts/{}/block", b.account_id);
    world.post(&alice, &block, "").await.ok();
    assert_eq!((count("").await, count(&alice).await), (1, 1));
    assert_eq!(world.get(&bob, &path).await.status, StatusCode::NOT_FOUND);
    for (who, list) in [
        (a.account_id, "collections"),
        (b.account_id, "in_collections"),
    ] {
        let list = format!("/api/v1/accounts/{who}/{list}");
        let read = world.get(&bob, &list).await.ok();
        assert_eq!(read["collections"], json!([]), "{list}");
    }
}

#[tokio::test]
async fn a_collection_holds_twenty_five() {
    let world = World::new().await;
    let (_, alice) = known(&world, "alice").await;
    let mut ids = Vec::new();
    for number in 0..26 {
        let (person, _) = known(&world, &format!("person{number}")).await;
        ids.push(format!("account_ids[]={}", person.account_id));
    }
    let all = format!("name=All&{}", ids.join("&"));
    let refused = world.post(&alice, COLLECTIONS, &all).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let last = ids.pop().unwrap().replace("ids[]", "id");
    let most = format!("name=Most&{}", ids.join("&"));
    let collection = made(&world, &alice, &most).await;
    assert_eq!(collection["item_count"], 25);
    let items = format!("{}/items", path_of(&collection));
    let refused = world.post(&alice, &items, &last).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
