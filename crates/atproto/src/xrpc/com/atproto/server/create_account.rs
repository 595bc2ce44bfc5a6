//! `com.atproto.server.createAccount`

use axum::Json;
use axum::extract::State;
use edge::client_ip::ClientIp;
use http::HeaderMap;
use serde::Deserialize;
use social::member::{SignUp, Welcome};

use super::bring::bringing;
use super::create_session::answer;
use super::session_view::NewSession;
use crate::auth::{Auth, Names};
use crate::xrpc::{Input, XrpcError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    handle: String,
    email: Option<String>,
    password: Option<String>,
    invite_code: Option<String>,
    did: Option<String>,
}

/// POST `com.atproto.server.createAccount` — joins this community, and logs in. With a `did`, the account exists elsewhere
/// and comes here: its repository is kept back until `activateAccount`.
pub(super) async fn create_account(
    State(auth): State<Auth>,
    State(names): State<Names>,
    ip: ClientIp,
    headers: HeaderMap,
    Input(sent): Input<Sent>,
) -> Result<Json<NewSession>, XrpcError> {
    let (username, brings) = match &sent.did {
        Some(did) => {
            let who = (did.as_str(), sent.handle.as_str());
            let bringing = bringing(&auth, &names, &headers, who).await?;
            (bringing.username, Some(bringing.repo))
        }
        None => (username(&auth, &sent.handle)?, None),
    };
    let form = SignUp {
        username,
        brings,
        email: sent
            .email
            .ok_or_else(|| XrpcError::invalid_request("Email is required"))?,
        password: sent
            .password
            .ok_or_else(|| XrpcError::invalid_request("Password is required"))?,
        invite: sent.invite_code,
        // Apps show the links of `describeServer` before they send this.
        agreement: true,
        ip: ip.0,
        ..SignUp::default()
    };
    match auth.social().sign_up(form).await.map_err(refusal)? {
        Welcome::Active(account) => {
            names.begin(account).await?;
            let log_in = auth.social().begin_app_log_in_of(account).await?;
            answer(&auth, log_in).await.map(Json)
        }
        Welcome::Pending(_) => Err(XrpcError::bad(
            "AccountPending",
            "Thank you! Your account waits for the approval of a moderator. Please log in a little later.",
        )),
    }
}

/// The name before the domain of this community.
fn username(auth: &Auth, handle: &str) -> Result<String, XrpcError> {
    let handle = handle.trim().to_ascii_lowercase();
    let home = format!(".{}", auth.handle_domain());
    match handle.strip_suffix(&home) {
        Some(name) if !name.is_empty() && !name.contains('.') => Ok(name.to_owned()),
        Some(_) => Err(XrpcError::bad(
            "InvalidHandle",
            "Invalid characters in handle",
        )),
        None => Err(XrpcError::bad(
            "UnsupportedDomain",
            "Not a supported handle domain",
        )),
    }
}

fn refusal(error: social::Error) -> XrpcError {
    let name = match &error {
        social::Error::Invalid {
            field: "username",
            code: "taken",
            ..
        } => "HandleNotAvailable",
        social::Error::Invalid {
            field: "username", ..
        } => "InvalidHandle",
        social::Error::Invalid {
            field: "password", ..
        } => "InvalidPassword",
        social::Error::Invalid {
            field: "invite", ..
        } => "InvalidInviteCode",
        _ => return error.into(),
    };
    XrpcError::bad(name, error.to_string())
}
