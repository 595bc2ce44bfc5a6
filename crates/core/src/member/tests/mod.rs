//! What members can do, and what nobody can.

mod joining;
mod logging_in;
mod profile;

use super::{Device, SessionToken, SignUp};
use crate::testing::{PASSWORD, World};
use crate::{Caller, Error};

fn form(name: &str) -> SignUp {
    SignUp {
        username: name.to_owned(),
        email: format!("{name}@mail.example"),
        password: PASSWORD.to_owned(),
        reason: "I like gardens.".to_owned(),
        agreement: true,
        ..SignUp::default()
    }
}

fn with_invite(name: &str, code: &str) -> SignUp {
    SignUp {
        invite: Some(code.to_owned()),
        ..form(name)
    }
}

async fn log_in(world: &World, login: &str, password: &str) -> crate::Result<SessionToken> {
    world
        .social
        .log_in(login, password, Device::default())
        .await
}

async fn enter(world: &World, login: &str) -> (Caller, String) {
    let token = log_in(world, login, PASSWORD).await.unwrap().0;
    (world.social.session(&token).await.unwrap().unwrap(), token)
}

fn codes(errors: &[Error]) -> Vec<(&str, &str)> {
    let code = |error| match error {
        &Error::Invalid { field, code, .. } => (field, code),
        other => panic!("{other:?}"),
    };
    errors.iter().map(code).collect()
}
