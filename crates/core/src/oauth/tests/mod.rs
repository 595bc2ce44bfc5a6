//! Apps, codes and tokens.

mod codes;
mod tokens;

use super::{AppView, AuthorizeRequest, Granted, NewApp, OUT_OF_BAND};
use crate::testing::World;
use crate::{Caller, Error, Result};

const HOME: &str = "https://app.example/callback?x=1";

async fn app(world: &World, scopes: &str) -> AppView {
    let new = NewApp {
        name: "App".to_owned(),
        website: Some("https://app.example".to_owned()),
        redirect_uris: vec![OUT_OF_BAND.to_owned(), HOME.to_owned()],
        scopes: scopes.to_owned(),
    };
    world.social.create_app(new).await.unwrap()
}

fn request(app: &AppView, scopes: &str) -> AuthorizeRequest {
    AuthorizeRequest {
        client_id: app.client_id.clone(),
        redirect_uri: HOME.to_owned(),
        scopes: scopes.to_owned(),
        challenge: None,
    }
}

async fn code(world: &World, caller: &Caller, app: &AppView, scopes: &str) -> String {
    world
        .social
        .authorize(caller, request(app, scopes))
        .await
        .unwrap()
}

async fn exchange(world: &World, app: &AppView, code: &str) -> Result<Granted> {
    world.social.exchange_code(app, code, HOME, None).await
}

async fn works(world: &World, token: &str) -> bool {
    world.social.authenticate(token).await.unwrap().is_some()
}

fn word<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    match result {
        Err(Error::Invalid { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}
