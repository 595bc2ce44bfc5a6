//! Apps that a person lets in, and the library for Python.

use folkmoot_tests::at::{self, run_script};
use folkmoot_tests::server::PASSWORD;
use folkmoot_tests::tool::{Tool, all_there};
use serde_json::json;

use crate::Home;

#[tokio::test]
async fn an_app_is_let_in_by_oauth_or_is_not() {
    if !all_there("@atproto/oauth-client-node", at::SMALL) {
        return;
    }
    let home = Home::new();
    home.agent("alice.test", "login", json!({}));
    let who = json!({"identifier": home.alice.email, "password": PASSWORD}).to_string();
    let steps = run_script("oauth.mjs", &[&home.server.url(), home.plc.url(), &who]).unwrap();
    let named = |name: &str| steps.iter().find(|step| step["step"] == name).unwrap();
    assert_eq!(named("in")["issuer"], home.server.url());
    assert_eq!(named("in")["scope"], "atproto transition:generic");
    assert_eq!(named("session")["handle"], "alice.test");
    assert_eq!(steps.last().unwrap()["step"], "out");
}

#[tokio::test]
async fn the_library_for_python_posts_with_a_picture() {
    if !all_there("atproto for Python", &[at::SMALL, &[Tool::Python]].concat()) {
        return;
    }
    let home = Home::new();
    let who = json!({"identifier": "alice.test", "password": PASSWORD}).to_string();
    let steps = run_script("client.py", &[&home.server.url(), &who]).unwrap();
    assert_eq!(steps.last().unwrap()["step"], "again");
    let id = home.api.id_of("alice").await;
    let post = home.api.posts_of(&id).await[0].clone();
    let text = post["content"].as_str().unwrap();
    assert!(
        text.contains("Hello from Python") && text.contains("https://example.org"),
        "{text}"
    );
    assert_eq!(post["media_attachments"][0]["description"], "a pixel");
    assert_eq!(post["tags"][0]["name"], "that");
}
