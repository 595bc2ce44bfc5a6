//! Polls: asking, voting, the end, and edits.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::world::World;

const ASK: &str = "status=Tea%3F&poll[options][]=yes&poll[options][]=no&poll[expires_in]=3600";

async fn ask(world: &World, token: &str, more: &str) -> Value {
    let form = format!("{ASK}{more}");
    world.post(token, "/api/v1/statuses", &form).await.ok()
}

fn votes(poll: &Value) -> Vec<&Value> {
    let options = poll["options"].as_array().unwrap();
    options
        .iter()
        .map(|option| &option["votes_count"])
        .collect()
}

#[tokio::test]
async fn a_poll_is_asked_voted_in_and_read_by_everybody() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let post = ask(&world, &alice, "").await;
    let id = post["id"].as_str().unwrap();
    let poll = &post["poll"];
    assert_eq!(
        (&poll["multiple"], &poll["expired"], &poll["voted"]),
        (&json!(false), &json!(false), &json!(true)),
        "one's own poll counts as voted in"
    );
    let path = format!("/api/v1/polls/{}", poll["id"].as_str().unwrap());
    let seen = world.get("", &path).await.ok();
    assert_eq!(seen.get("voted"), None, "{seen}");

    let voted = world
        .post(&bob, &format!("{path}/votes"), "choices[]=1")
        .await
        .ok();
    assert_eq!(
        (&voted["voted"], &voted["own_votes"], &voted["voters_count"]),
        (&json!(true), &json!([1]), &json!(1))
    );
    let shown = world
        .get(&bob, &format!("/api/v1/statuses/{id}"))
        .await
        .ok();
    assert_eq!(votes(&shown["poll"]), [&json!(0), &json!(1)]);
    assert_eq!(world.get(&alice, &path).await.ok()["votes_count"], 1);
}

#[tokio::test]
async fn a_vote_that_cannot_be_is_refused_and_counts_nothing() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let post = ask(&world, &alice, "").await;
    let path = format!("/api/v1/polls/{}/votes", post["id"].as_str().unwrap());
    for (who, form) in [
        (&alice, "choices[]=0"),
        (&bob, ""),
        (&bob, "choices[]=2"),
        (&bob, "choices[]=-1"),
        (&bob, "choices[]=x"),
        (&bob, "choices[]=0&choices[]=1"),
    ] {
        let refused = world.post(who, &path, form).await;
        assert_eq!(refused.status, 422, "{form}: {:?}", refused.json);
    }
    world.post(&bob, &path, "choices[]=0").await.ok();
    let again = world.post(&bob, &path, "choices[]=0").await;
    assert_eq!(
        (again.status.as_u16(), &again.json["error"]),
        (
            422,
            &json!("Validation failed: You have already voted on this poll")
        )
    );
    let id = post["id"].as_str().unwrap();
    let poll = world.get("", &format!("/api/v1/polls/{id}")).await.ok();
    assert_eq!(
        (&poll["votes_count"], &poll["voters_count"]),
        (&json!(1), &json!(1))
    );
    let plain = world
        .post(&alice, "/api/v1/statuses", "status=hi")
        .await
        .id();
    let nothing = world.get("", &format!("/api/v1/polls/{plain}")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_poll_that_cannot_be_is_refused() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let many = "&poll[options][]=one".repeat(11);
    let long = "x".repeat(101);
    for bad in [
        "poll[options][]=one&poll[expires_in]=3600",
        "poll[options][]=a&poll[options][]=a&poll[expires_in]=3600",
        "poll[options][]=a&poll[options][]=b&poll[expires_in]=299",
        "poll[options][]=a&poll[options][]=b&poll[expires_in]=99999999",
        "poll[options][]=a&poll[options][]=b",
        "poll[options][]=a&poll[options][]=+&poll[expires_in]=3600",
        &format!("poll[expires_in]=3600{many}"),
        &format!("poll[options][]=a&poll[options][]={long}&poll[expires_in]=3600"),
    ] {
        let refused = world
            .post(&alice, "/api/v1/statuses", &format!("status=x&{bad}"))
            .await;
        assert_eq!(refused.status, 422, "{bad}: {:?}", refused.json);
    }
    let limits = world.get("", "/api/v2/instance").await.ok();
    assert_eq!(limits["configuration"]["polls"]["max_options"], 10);
}

#[tokio::test]
async fn several_answers_and_hidden_totals() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let post = ask(
        &world,
        &alice,
        "&poll[multiple]=true&poll[hide_totals]=true",
    )
    .await;
    let path = format!("/api/v1/polls/{}", post["id"].as_str().unwrap());
    let voted = world
        .post(&bob, &format!("{path}/votes"), "choices[]=1&choices[]=0")
        .await
        .ok();
    assert_eq!(voted["own_votes"], json!([0, 1]));
    assert_eq!(votes(&voted), [&Value::Null, &Value::Null]);
    world.pass(Duration::from_hours(1));
    let over = world.get(&bob, &path).await.ok();
    assert_eq!(over["expired"], true);
    assert_eq!(votes(&over), [&json!(1), &json!(1)]);
    let late = world
        .post(&alice, &format!("{path}/votes"), "choices[]=0")
        .await;
    assert_eq!(
        late.json["error"],
        "Validation failed: The poll has already ended"
    );
}

#[tokio::test]
async fn the_end_of_a_poll_is_told_once_to_its_author_and_its_voters() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (_, carol) = world.person("carol").await;
    let post = ask(&world, &alice, "").await;
    let id = post["id"].as_str().unwrap();
    world
        .post(&bob, &format!("/api/v1/polls/{id}/votes"), "choices[]=0")
        .await
        .ok();
    assert_eq!(world.social.end_polls().await.unwrap(), 0);
    world.pass(Duration::from_hours(1));
    assert_eq!(world.social.end_polls().await.unwrap(), 1);
    assert_eq!(world.social.end_polls().await.unwrap(), 0);
    world.settle().await;
    for (who, told) in [(&alice, 1), (&bob, 1), (&carol, 0)] {
        let path = "/api/v1/notifications?types[]=poll";
        let list = world.get(who, path).await.ok();
        assert_eq!(list.as_array().unwrap().len(), told);
        if told > 0 {
            assert_eq!(list[0]["status"]["id"], id);
            assert_eq!(list[0]["status"]["poll"]["expired"], true);
        }
    }
}

#[tokio::test]
async fn another_set_of_options_voids_the_votes_and_the_old_one_stays_in_the_history() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let post = ask(&world, &alice, "").await;
    let id = post["id"].as_str().unwrap();
    let path = format!("/api/v1/statuses/{id}");
    let vote = format!("/api/v1/polls/{id}/votes");
    world.post(&bob, &vote, "choices[]=0").await.ok();
    let same = world.ask(&alice, Method::PUT, &path, ASK).await.ok();
    assert_eq!(same["poll"]["votes_count"], 1, "the same options");
    let other = ASK.replace("=no", "=never");
    let other = world.ask(&alice, Method::PUT, &path, &other).await.ok();
    assert_eq!(other["poll"]["votes_count"], 0, "other options");
    world.post(&bob, &vote, "choices[]=1").await.ok();
    let gone = world
        .ask(&alice, Method::PUT, &path, "status=Never+mind")
        .await
        .ok();
    assert_eq!(gone["poll"], Value::Null);
    let history = world.get("", &format!("{path}/history")).await.ok();
    let then = |n: usize| &history[n]["poll"]["options"][1]["title"];
    assert_eq!(
        (then(0), then(2), &history[3]["poll"]),
        (&json!("no"), &json!("never"), &Value::Null)
    );
}

#[tokio::test]
async fn a_poll_is_for_those_its_post_is_for() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let post = ask(&world, &alice, "&visibility=private").await;
    let path = format!("/api/v1/polls/{}", post["id"].as_str().unwrap());
    world.get(&alice, &path).await.ok();
    for who in ["", &bob] {
        assert_eq!(world.get(who, &path).await.status, StatusCode::NOT_FOUND);
    }
    let vote = world
        .post(&bob, &format!("{path}/votes"), "choices[]=0")
        .await;
    assert_eq!(vote.status, StatusCode::NOT_FOUND);
}
