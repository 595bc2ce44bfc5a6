//! `POST /api/v1/accounts`

use axum::Json;
use edge::client_ip::ClientIp;
use serde::Deserialize;
use social::member::SignUp;

use crate::access::Grant;
use crate::app::App;
use crate::entity::Token;
use crate::error::{Answer, Error};
use crate::form::Form;

/// What is missing is empty, so that the core can say all that is wrong at once.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Registration {
    username: String,
    email: String,
    password: String,
    agreement: bool,
    reason: String,
    locale: Option<String>,
    invite_code: Option<String>,
}

impl From<Registration> for SignUp {
    fn from(form: Registration) -> Self {
        Self {
            username: form.username,
            email: form.email,
            password: form.password,
            reason: form.reason,
            invite: form.invite_code,
            agreement: form.agreement,
            locale: form.locale,
            ..Self::default()
        }
    }
}

/// `POST /api/v1/accounts` — registers somebody and gives the app a token for them.
///
/// Where moderators approve newcomers, the token is given too and works once they did.
pub(super) async fn create(
    app: App,
    grant: Grant,
    ClientIp(ip): ClientIp,
    Form(form): Form<Registration>,
) -> Answer<Token> {
    let form = SignUp {
        ip,
        app_id: Some(grant.access.app.id),
        ..SignUp::from(form)
    };
    let wrong = app.social.check_sign_up(&form).await?;
    if !wrong.is_empty() {
        return Err(Error::SignUp(wrong));
    }
    let welcome = app.social.sign_up(form).await.map_err(as_details)?;
    let scopes = grant.access.scopes.to_string();
    let granted = app
        .social
        .token_for_member(&grant.access.app, welcome.account_id(), &scopes)
        .await?;
    Ok(Json(granted.into()))
}

/// Somebody else may have taken the name since it was checked.
fn as_details(error: social::Error) -> Error {
    match error {
        invalid @ social::Error::Invalid { .. } => Error::SignUp(vec![invalid]),
        other => other.into(),
    }
}
