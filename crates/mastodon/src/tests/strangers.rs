//! What belongs to one person is not there for another (security row E3), generated from the table of routes: the owner makes
//! one of each thing, a stranger tries every route that takes its id, and nothing of it is shown or changed.

use http::{Method, Request, StatusCode};
use serde_json::Value;

use super::world::World;
use crate::RouteInfo;

/// Something that belongs to one person: how it is made, and which routes take its id.
struct Thing {
    make: (&'static str, &'static str),
    /// Where its id is in the answer.
    id: &'static str,
    routes: &'static [&'static str],
}

const THINGS: [Thing; 8] = [
    Thing {
        make: ("/api/v1/lists", "title=Secret"),
        id: "/id",
        routes: &[
            "/api/v1/lists/{",
            "/api/v1/timelines/list/{",
            "/api/v1/folkmoot/lists/{",
        ],
    },
    Thing {
        make: (
            "/api/v2/filters",
            "title=Secret&context[]=home&filter_action=warn&keywords_attributes[][keyword]=secret",
        ),
        id: "/id",
        routes: &["/api/v2/filters/{"],
    },
    Thing {
        make: (
            "/api/v2/filters",
            "title=Secret&context[]=home&filter_action=warn&keywords_attributes[][keyword]=secret",
        ),
        id: "/keywords/0/id",
        routes: &["/api/v2/filters/keywords/{"],
    },
    Thing {
        make: ("/api/v1/filters", "phrase=secret&context[]=home"),
        id: "/id",
        routes: &["/api/v1/filters/{"],
    },
    Thing {
        make: (
            "/api/v1/statuses",
            "status=Secret&scheduled_at=2050-01-01T00:00:00Z",
        ),
        id: "/id",
        routes: &["/api/v1/scheduled_statuses/{"],
    },
    Thing {
        make: ("/api/v1/folkmoot/drafts", "status=Secret"),
        id: "/id",
        routes: &["/api/v1/folkmoot/drafts/{"],
    },
    Thing {
        make: ("/api/v1/featured_tags", "name=secret"),
        id: "/id",
        routes: &["/api/v1/featured_tags/{"],
    },
    Thing {
        make: ("/api/v1/pleroma/bookmark_folders", "name=Secret"),
        id: "/id",
        routes: &["/api/v1/pleroma/bookmark_folders/{"],
    },
];

/// The routes that take the id of a thing: the parameter is the first after one of its beginnings.
fn routes_of(thing: &Thing) -> Vec<RouteInfo> {
    let takes = |route: &RouteInfo| {
        thing
            .routes
            .iter()
            .any(|start| route.path.starts_with(start))
    };
    crate::table().into_iter().filter(takes).collect()
}

fn filled(path: &str, id: &str) -> String {
    let mut is_first = true;
    let parts = path.split('/').map(|part| match part.starts_with('{') {
        true if std::mem::take(&mut is_first) => id,
        true => "1",
        false => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// All that the owner can read of their things.
async fn shelf(world: &World, token: &str) -> Vec<Value> {
    let mut shelf = Vec::new();
    for path in [
        "/api/v1/lists",
        "/api/v2/filters",
        "/api/v1/scheduled_statuses",
        "/api/v1/folkmoot/drafts",
        "/api/v1/featured_tags",
        "/api/v1/pleroma/bookmark_folders",
    ] {
        shelf.push(world.get(token, path).await.ok());
    }
    shelf
}

#[tokio::test]
async fn what_is_one_persons_is_not_there_for_another() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, mallory) = world.person("mallory").await;
    let mut tried = 0;
    for thing in &THINGS {
        let (path, form) = thing.make;
        let made = world.post(&alice, path, form).await.ok();
        let id = made.pointer(thing.id).and_then(Value::as_str).unwrap();
        let before = shelf(&world, &alice).await;
        let routes = routes_of(thing);
        assert!(!routes.is_empty(), "no route takes the id of {path}");
        for route in routes {
            let path = filled(route.path, id);
            let form = "title=Mine&keyword=mine&phrase=mine&context[]=home&name=mine&status=mine&account_ids[]=1&tags[]=mine&status_id=1&scheduled_at=2050-02-01T00:00:00Z";
            let body = if route.method == Method::GET {
                ""
            } else {
                form
            };
            let answer = world.ask(&mallory, route.method.clone(), &path, body).await;
            let refused = [StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY];
            assert!(
                refused.contains(&answer.status),
                "{route:?}: {} {:?}",
                answer.status,
                answer.json
            );
            assert!(
                !answer.json.to_string().contains("ecret"),
                "{route:?}: {:?}",
                answer.json
            );
            tried += 1;
        }
        assert_eq!(shelf(&world, &alice).await, before, "after {path}");
    }
    assert!(tried > 25, "only {tried} routes were tried");
}

/// Notifications, conversations and push subscriptions have no maker: they come.
#[tokio::test]
async fn what_came_to_one_person_is_not_there_for_another() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (_, mallory) = world.person("mallory").await;
    let policy = "/api/v2/notifications/policy";
    let all = "for_private_mentions=accept&for_new_accounts=accept";
    world.ask(&alice, Method::PATCH, policy, all).await.ok();
    world
        .post(
            &bob,
            "/api/v1/statuses",
            "status=@alice+secret&visibility=direct",
        )
        .await
        .ok();
    world.settle().await;
    for (list, routes) in [
        ("/api/v1/notifications", "/api/v1/notifications/{"),
        ("/api/v1/conversations", "/api/v1/conversations/{"),
    ] {
        let mine = world.get(&alice, list).await.ok();
        let id = mine[0]["id"].as_str().unwrap();
        for route in crate::table()
            .iter()
            .filter(|route| route.path.starts_with(routes))
        {
            let path = filled(route.path, id);
            let answer = world.ask(&mallory, route.method.clone(), &path, "").await;
            let is_silent = !answer.json.to_string().contains("secret");
            assert!(
                is_silent && answer.status != StatusCode::OK
                    || answer.json == serde_json::json!({}),
                "{route:?}: {:?}",
                answer.json
            );
        }
        assert_eq!(world.get(&alice, list).await.ok(), mine, "after {routes}");
    }
    let theirs = Request::get("/api/v1/push/subscription")
        .header("authorization", format!("Bearer {mallory}"));
    let answer = world
        .send(theirs.body(axum::body::Body::empty()).unwrap())
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
