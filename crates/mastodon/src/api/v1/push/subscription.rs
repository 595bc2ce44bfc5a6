//! `/api/v1/push/subscription`

use std::collections::BTreeMap;

use axum::Json;
use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};
use serde::Deserialize;
use social::Caller;
use social::push::{NewSubscription, PushPolicy, SubscriptionView};

use crate::access::{Grant, Me};
use crate::app::App;
use crate::entity::{Empty, WebPushSubscription, alerts};
use crate::error::{Answer, Error, Result};
use crate::form::Form;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct New {
    subscription: Subscription,
    data: Data,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Subscription {
    endpoint: String,
    keys: Keys,
    standard: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Keys {
    p256dh: String,
    auth: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Changes {
    data: Data,
    policy: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    alerts: BTreeMap<String, bool>,
    policy: String,
}

fn policy(word: &str) -> Result<PushPolicy> {
    match word {
        "" => Ok(PushPolicy::All),
        word => PushPolicy::from_word(word).ok_or(Error::parameter(
            "policy",
            "must be all, followed, follower or none",
        )),
    }
}

/// Base64 of either alphabet, with or without padding: apps write all four.
fn bytes(name: &'static str, text: &str) -> Result<Vec<u8>> {
    let text = text.trim().trim_end_matches('=').as_bytes();
    BASE64URL_NOPAD
        .decode(text)
        .or_else(|_| BASE64_NOPAD.decode(text))
        .or(Err(Error::parameter(name, "must be base64")))
}

async fn answer(app: &App, view: SubscriptionView) -> Answer<WebPushSubscription> {
    let key = app.social.push_public_key().await?;
    Ok(Json(WebPushSubscription::new(view, key)))
}

fn caller_of(grant: &Grant) -> Result<&Caller> {
    grant.access.caller.as_ref().ok_or(Error::NoUser)
}

/// `POST /api/v1/push/subscription` — wakes my app from now on, at this address and no other.
pub(super) async fn create(
    app: App,
    grant: Grant,
    Form(new): Form<New>,
) -> Answer<WebPushSubscription> {
    let caller = caller_of(&grant)?;
    let subscription = NewSubscription {
        public: bytes("p256dh", &new.subscription.keys.p256dh)?,
        auth: bytes("auth", &new.subscription.keys.auth)?,
        endpoint: new.subscription.endpoint,
        is_standard: new.subscription.standard,
        alerts: alerts(&new.data.alerts),
        policy: policy(&new.data.policy)?,
        token: grant.token.clone(),
    };
    let view = app.social.subscribe_push(caller, subscription).await?;
    answer(&app, view).await
}

/// `GET /api/v1/push/subscription` — where my app is woken.
pub(super) async fn show(app: App, Me(caller): Me) -> Answer<WebPushSubscription> {
    let view = app.social.push_subscription(&caller).await?;
    answer(&app, view).await
}

/// `PUT /api/v1/push/subscription` — changes for what.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Form(changes): Form<Changes>,
) -> Answer<WebPushSubscription> {
    let word = if changes.data.policy.is_empty() {
        &changes.policy
    } else {
        &changes.data.policy
    };
    let wanted = alerts(&changes.data.alerts);
    let view = app
        .social
        .update_push(&caller, &wanted, policy(word)?)
        .await?;
    answer(&app, view).await
}

/// `DELETE /api/v1/push/subscription` — lets my app sleep.
pub(super) async fn destroy(app: App, Me(caller): Me) -> Answer<Empty> {
    app.social.unsubscribe_push(&caller).await?;
    Ok(Json(Empty {}))
}
