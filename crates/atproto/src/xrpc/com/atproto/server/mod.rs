//! `com.atproto.server.`: sessions, passwords for apps, invites, and what this server is.

mod activate_account;
mod bring;
mod check_account_status;
mod confirm_email;
mod create_account;
mod create_app_password;
mod create_invite_code;
mod create_invite_codes;
mod create_session;
mod deactivate_account;
mod delete_account;
mod delete_session;
mod describe_server;
mod get_account_invite_codes;
mod get_service_auth;
mod get_session;
mod list_app_passwords;
mod refresh_session;
mod request_account_delete;
mod request_email_confirmation;
mod request_email_update;
mod request_password_reset;
mod reset_password;
mod revoke_app_password;
mod session_view;
mod update_email;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use social::member::Device;

use crate::auth::{Auth, Names};
use crate::xrpc::{Shared, XrpcError};

/// The routes of these methods, for any state that [`Auth`] and [`Names`] are parts of.
pub(crate) fn routes<S>() -> Router<S>
where
    Auth: FromRef<S>,
    Names: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    Router::new()
        .merge(sessions())
        .merge(accounts())
        .merge(letters())
}

fn sessions<S>() -> Router<S>
where
    Auth: FromRef<S>,
    Names: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    Router::new()
        .route(
            "/xrpc/com.atproto.server.createSession",
            post(create_session::create_session),
        )
        .route(
            "/xrpc/com.atproto.server.refreshSession",
            post(refresh_session::refresh_session),
        )
        .route(
            "/xrpc/com.atproto.server.getSession",
            get(get_session::get_session),
        )
        .route(
            "/xrpc/com.atproto.server.deleteSession",
            post(delete_session::delete_session),
        )
        .route(
            "/xrpc/com.atproto.server.createAppPassword",
            post(create_app_password::create_app_password),
        )
        .route(
            "/xrpc/com.atproto.server.listAppPasswords",
            get(list_app_passwords::list_app_passwords),
        )
        .route(
            "/xrpc/com.atproto.server.revokeAppPassword",
            post(revoke_app_password::revoke_app_password),
        )
        .route(
            "/xrpc/com.atproto.server.getServiceAuth",
            get(get_service_auth::get_service_auth),
        )
}

fn accounts<S>() -> Router<S>
where
    Auth: FromRef<S>,
    Names: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    Router::new()
        .route(
            "/xrpc/com.atproto.server.describeServer",
            get(describe_server::describe_server),
        )
        .route(
            "/xrpc/com.atproto.server.createAccount",
            post(create_account::create_account),
        )
        .route(
            "/xrpc/com.atproto.server.checkAccountStatus",
            get(check_account_status::check_account_status),
        )
        .route(
            "/xrpc/com.atproto.server.createInviteCode",
            post(create_invite_code::create_invite_code),
        )
        .route(
            "/xrpc/com.atproto.server.createInviteCodes",
            post(create_invite_codes::create_invite_codes),
        )
        .route(
            "/xrpc/com.atproto.server.getAccountInviteCodes",
            get(get_account_invite_codes::get_account_invite_codes),
        )
}

/// Those that need the whole network.
pub(crate) fn moving_routes() -> Router<Shared> {
    Router::new()
        .route(
            "/xrpc/com.atproto.server.activateAccount",
            post(activate_account::activate_account),
        )
        .route(
            "/xrpc/com.atproto.server.deactivateAccount",
            post(deactivate_account::deactivate_account),
        )
}

fn letters<S>() -> Router<S>
where
    Auth: FromRef<S>,
    Names: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    Router::new()
        .route(
            "/xrpc/com.atproto.server.requestPasswordReset",
            post(request_password_reset::request_password_reset),
        )
        .route(
            "/xrpc/com.atproto.server.resetPassword",
            post(reset_password::reset_password),
        )
        .route(
            "/xrpc/com.atproto.server.requestEmailConfirmation",
            post(request_email_confirmation::request_email_confirmation),
        )
        .route(
            "/xrpc/com.atproto.server.confirmEmail",
            post(confirm_email::confirm_email),
        )
        .route(
            "/xrpc/com.atproto.server.requestEmailUpdate",
            post(request_email_update::request_email_update),
        )
        .route(
            "/xrpc/com.atproto.server.updateEmail",
            post(update_email::update_email),
        )
        .route(
            "/xrpc/com.atproto.server.requestAccountDelete",
            post(request_account_delete::request_account_delete),
        )
        .route(
            "/xrpc/com.atproto.server.deleteAccount",
            post(delete_account::delete_account),
        )
}

/// Where a log-in comes from.
fn device(ip: edge::client_ip::ClientIp, headers: &http::HeaderMap) -> Device {
    let agent = headers.get(http::header::USER_AGENT);
    Device {
        ip: ip.0.map_or_else(String::new, |ip| ip.to_string()),
        user_agent: agent
            .and_then(|agent| agent.to_str().ok())
            .unwrap_or_default()
            .to_owned(),
    }
}

/// What is said where a letter would have to be sent. Nothing is promised that does not come.
fn no_letters(instead: &'static str) -> XrpcError {
    XrpcError::bad(
        "InvalidRequest",
        format!("This server sends no mail. {instead}"),
    )
}
