//! What is read, held to the documentation.

use std::time::Duration;

use http::{Method, StatusCode};

use super::world::World;
use crate::{RouteInfo, Rule, Support};

/// Somebody with a bit of everything, and the ids of it.
struct Shelf {
    world: World,
    alice: String,
    alices_id: String,
    bobs_id: String,
    post: String,
    poll: String,
    scheduled: String,
    draft: String,
    told: String,
    key: String,
}

impl Shelf {
    async fn filled() -> Self {
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
        let poll = world
            .post(
                &alice,
                "/api/v1/statuses",
                "status=Tea%3F&poll[options][]=a&poll[options][]=b&poll[expires_in]=600",
            )
            .await
            .id();
        let later = world.social.now().plus(Duration::from_hours(1));
        let scheduled = format!("status=Later&scheduled_at={later}");
        let scheduled = world
            .post(&alice, "/api/v1/statuses", &scheduled)
            .await
            .id();
        let draft = world
            .post(&alice, "/api/v1/folkmoot/drafts", "status=Ha")
            .await
            .id();
        world.settle().await;
        let told = world.get(&alice, "/api/v1/notifications").await.ok()[0].clone();
        let (told, key) = (
            told["id"].as_str().unwrap(),
            told["group_key"].as_str().unwrap(),
        );
        Self {
            alice,
            alices_id: a.account_id.to_string(),
            bobs_id: b.account_id.to_string(),
            post,
            poll,
            scheduled,
            draft,
            told: told.to_owned(),
            key: key.to_owned(),
            world,
        }
    }

    /// The path of a route, with the id of something that it shows.
    fn path(&self, route: &RouteInfo) -> String {
        let id = match route.path {
            path if path.contains("/statuses/{id}") => &self.post,
            path if path.contains("/notifications/{id}") => &self.told,
            path if path.contains("/polls/{id}") => &self.poll,
            path if path.contains("/scheduled_statuses/{id}") => &self.scheduled,
            path if path.contains("/drafts/{id}") => &self.draft,
            _ => &self.alices_id,
        };
        route
            .path
            .replace("{id}", id)
            .replace("{tag}", "cats")
            .replace("{name}", "cats")
            .replace("{emoji}", "%F0%9F%8E%89")
            .replace("{key}", &self.key)
    }
}

/// Every list and entity that can be read is held to the description of Mastodon's API, with real people and posts.
#[tokio::test]
async fn what_is_read_is_as_documented() {
    let shelf = Shelf::filled().await;
    let mut read = 0;
    for route in crate::table() {
        let is_stream = route.path.starts_with("/api/v1/streaming");
        // What staff read has stories of its own.
        let is_list = route.method == Method::GET
            && !is_stream
            && !matches!(route.rule, Rule::Staff(_) | Rule::Admin(_));
        if !is_list {
            continue;
        }
        let path = shelf.path(&route);
        let query = format!(
            "id[]={}&q=a&acct=alice&timeline[]=home&url=https://news.example",
            shelf.bobs_id
        );
        let answer = shelf
            .world
            .get(&shelf.alice, &format!("{path}?{query}"))
            .await;
        // The id is not one of everything.
        if answer.status != StatusCode::NOT_FOUND {
            answer.ok();
            read += 1;
        }
    }
    assert!(read > 50, "only {read} answers were read");
}

/// What answers "none" for good is noted for the compatibility page with its reason.
#[test]
fn what_makes_no_sense_here_says_why() {
    for route in crate::table() {
        if let Support::None(why) = route.support {
            assert!(why.ends_with('.'), "{route:?}");
            compat::none(route.method.as_str(), route.path, why);
        }
    }
}
