//! Bad input to every endpoint gives a 4xx in the right shape, never a 500: wrong types, too large,
//! deep JSON, NUL, missing, broken multipart, broken UTF-8, huge ids. Generated over the routes: those
//! of the client API from their table, the others from the lines that declare them, so that a new
//! route is tested the moment it is written.
#![expect(
    clippy::indexing_slicing,
    reason = "a JSON value has null where it has nothing"
)]

mod bodies;
mod report;

use http::Method;
use http::header::{CONTENT_TYPE, COOKIE};
use testkit::{Person, World};

use bodies::{FIELDS, PLACES, QUERIES, bodies};
use report::{Report, is_a_page, is_mastodons, is_the_networks, shape_at};

/// The lines that declare the pages.
const PAGES: &str = include_str!("../../../crates/web/src/routes.rs");
/// The lines that declare what other servers ask for.
const FEDERATION: &str = include_str!("../../../crates/activitypub/src/routes/mod.rs");

/// A path with every parameter replaced.
fn filled(path: &str, place: &str) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        filled.push_str(place);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    filled + rest
}

fn has_place(path: &str) -> bool {
    path.contains('{')
}

/// The paths in `.route("…", …)` lines, and whether there is a POST.
fn declared(source: &str) -> Vec<(String, bool)> {
    let routes = source.split(".route(").skip(1).filter_map(|rest| {
        let (_, rest) = rest.split_once('"')?;
        let (path, rest) = rest.split_once('"')?;
        let line = rest.split(".route(").next()?;
        Some((path.to_owned(), line.contains("post(")))
    });
    routes.collect()
}

async fn world() -> (World, Person) {
    let world = World::new().await;
    let alice = world.admin("alice").await;
    (world, alice)
}

fn takes_a_form(method: &Method) -> bool {
    *method == Method::POST || *method == Method::PUT || *method == Method::PATCH
}

/// Endpoints that read a form: there, what nobody can read is refused.
const READERS: [&str; 5] = [
    "/api/v1/statuses",
    "/api/v1/apps",
    "/api/v1/accounts/update_credentials",
    "/oauth/token",
    "/api/v1/markers",
];

#[tokio::test]
async fn the_client_api_refuses_bad_paths_and_queries() {
    let ((world, alice), mut report) = (world().await, Report::default());
    for route in mastodon::table() {
        let ask = |path: &str| world.ask(route.method.clone(), path).by(&alice);
        if has_place(route.path) {
            for place in PLACES {
                let path = filled(route.path, place);
                let what = format!("{} {path}", route.method);
                report.check(ask(&path), what, is_mastodons).await;
            }
        }
        for query in QUERIES {
            let path = format!("{}?{query}", filled(route.path, "1"));
            let what = format!("{} {path}", route.method);
            report.check(ask(&path), what, is_mastodons).await;
        }
    }
}

#[tokio::test]
async fn the_client_api_refuses_bad_forms() {
    let ((world, alice), mut report) = (world().await, Report::default());
    let post = world.phone(&alice).publish("A post").await;
    let id = post["id"].as_str().unwrap_or_default();
    let bodies = bodies();
    for route in mastodon::table() {
        if !takes_a_form(&route.method) {
            continue;
        }
        for body in &bodies {
            let path = filled(route.path, id);
            let ask = world.ask(route.method.clone(), &path).by(&alice);
            let ask = ask.body(&body.kind, body.bytes.clone());
            let what = format!("{} {path} with {}", route.method, body.name);
            if body.is_unreadable && READERS.contains(&route.path) {
                report.refuse(ask, what, is_mastodons).await;
            } else {
                report.check(ask, what, is_mastodons).await;
            }
        }
    }
}

#[tokio::test]
async fn the_client_api_refuses_bad_tokens() {
    let ((world, _), mut report) = (world().await, Report::default());
    for route in mastodon::table() {
        for token in ["", "x", &"x".repeat(100_000), "é", "a b c"] {
            let path = filled(route.path, "1");
            let what = format!("{} {path} with a bad token", route.method);
            let ask = world.ask(route.method.clone(), &path).token(token);
            report.check(ask, what, is_mastodons).await;
        }
    }
}

#[tokio::test]
async fn the_pages_refuse_bad_paths_and_queries() {
    let ((world, alice), mut report) = (world().await, Report::default());
    let routes = declared(PAGES);
    assert!(routes.len() > 30, "the routes are read: {}", routes.len());
    for (path, _) in routes {
        for place in PLACES.into_iter().filter(|_| has_place(&path)) {
            let path = filled(&path, place);
            for ask in [world.get(&path), world.get(&path).session(&alice)] {
                report
                    .check(ask, format!("GET {path}"), shape_at(&path))
                    .await;
            }
        }
        for query in QUERIES {
            let path = format!("{}?{query}", filled(&path, "1"));
            let ask = world.get(&path).session(&alice);
            report
                .check(ask, format!("GET {path}"), shape_at(&path))
                .await;
        }
    }
}

#[tokio::test]
async fn the_pages_refuse_bad_forms() {
    let ((world, alice), mut report) = (world().await, Report::default());
    let bodies = bodies();
    for (path, _) in declared(PAGES).into_iter().filter(|(_, is_post)| *is_post) {
        let path = filled(&path, "1");
        for body in &bodies {
            let what = format!("POST {path} with {}", body.name);
            let ask = world.post(&path).session(&alice);
            let ask = ask.body(&body.kind, body.bytes.clone());
            report.check(ask, what, is_a_page).await;
        }
        if path == "/logout" {
            continue;
        }
        for value in [
            "",
            "\u{0}",
            "\u{202e}",
            "-1",
            "999999999999999999999",
            "<b>",
        ] {
            let fields: Vec<_> = FIELDS.iter().map(|field| (*field, value)).collect();
            let ask = world.post(&path).session_form(&alice, &fields);
            report
                .check(ask, format!("POST {path} with {value:?}"), is_a_page)
                .await;
        }
    }
}

#[tokio::test]
async fn the_pages_live_with_any_cookie() {
    let ((world, _), mut report) = (world().await, Report::default());
    for cookie in [
        "",
        ";;;=;",
        "folkmoot_session=",
        &format!("x={}", "y".repeat(100_000)),
    ] {
        for path in ["/", "/home", "/settings", "/oauth/authorize"] {
            let ask = world.get(path).header(COOKIE, cookie);
            report
                .check(ask, format!("GET {path} with {cookie:.40}"), is_a_page)
                .await;
        }
    }
}

#[tokio::test]
async fn the_network_refuses_bad_paths_and_queries() {
    let ((world, _), mut report) = (world().await, Report::default());
    let routes = declared(FEDERATION);
    assert!(routes.len() > 10, "the routes are read: {}", routes.len());
    for (path, _) in routes.into_iter().filter(|(_, is_post)| !is_post) {
        for place in PLACES.into_iter().filter(|_| has_place(&path)) {
            let path = filled(&path, place);
            report
                .check(world.get(&path), format!("GET {path}"), is_the_networks)
                .await;
        }
        for query in QUERIES {
            let path = format!("{}?{query}", filled(&path, "1"));
            report
                .check(world.get(&path), format!("GET {path}"), is_the_networks)
                .await;
        }
    }
}

#[tokio::test]
async fn an_inbox_refuses_bad_deliveries() {
    let ((world, alice), mut report) = (world().await, Report::default());
    let inboxes = declared(FEDERATION)
        .into_iter()
        .filter(|(_, is_post)| *is_post);
    for (path, _) in inboxes {
        for place in PLACES
            .into_iter()
            .chain([alice.account_id.to_string().as_str()])
        {
            let path = filled(&path, place);
            for body in bodies() {
                for kind in [body.kind.as_str(), "application/activity+json"] {
                    let ask = world.post(&path).body(kind, body.bytes.clone());
                    let what = format!("POST {path} with {} as {kind}", body.name);
                    report.refuse(ask, what, is_the_networks).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn no_method_and_no_path_is_a_fault() {
    let ((world, _), mut report) = (world().await, Report::default());
    for path in ["/api/v1/nothing", "/api", "/api/v9/x", "/oauth/nothing"] {
        for method in [Method::GET, Method::POST, Method::DELETE, Method::TRACE] {
            let ask = world.ask(method.clone(), path).header(CONTENT_TYPE, "x");
            report
                .refuse(ask, format!("{method} {path}"), |_| true)
                .await;
        }
    }
}
