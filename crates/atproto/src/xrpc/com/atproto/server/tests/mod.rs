//! Sessions from the outside.

mod joining;
mod passwords;
mod sessions;

use std::time::Duration;

use at_proto::jose::{Signer, Token, sign};
use at_proto::syntax::Nsid;
use http::StatusCode;
use serde_json::{Value, json};
use social::Caller;
use social::caller::{Role, Via};
use social::community::{CommunityUpdate, Registration};
use social::member::NewMember;

use crate::auth::tests::{PASSWORD, World};

async fn tokens(world: &World, identifier: &str, password: &str) -> (String, String) {
    let answer = world.log_in(identifier, password).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    (answer.text("accessJwt"), answer.text("refreshJwt"))
}

async fn app_password(world: &World, token: &str, privileged: bool) -> String {
    let input = json!({ "name": format!("app {privileged}"), "privileged": privileged });
    let made = world.call(token, "createAppPassword", Some(input)).await;
    assert_eq!(made.status, StatusCode::OK, "{made:?}");
    made.text("password")
}
