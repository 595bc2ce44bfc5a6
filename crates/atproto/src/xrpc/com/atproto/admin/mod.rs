//! `com.atproto.admin.*`: what those do who look after the community.
//!
//! The reference server has one password for it. Here it is for members whose account has the role, with the same checks as
//! everything that staff do (`social::staff`): logged in with their own password, or by an app that they let in for exactly
//! this (`rpc:com.atproto.admin.…`). What cannot be done here is answered with `MethodNotImplemented`.

mod account_view;
mod delete_account;
mod disable_account_invites;
mod disable_invite_codes;
mod enable_account_invites;
mod get_account_info;
mod get_account_infos;
mod get_invite_codes;
mod get_subject_status;
mod invite_code;
mod search_accounts;
mod send_email;
mod staff;
mod subject;
mod update_account_email;
mod update_account_handle;
mod update_account_password;
mod update_subject_status;

use axum::Router;
use axum::routing::{get, post};
use http::StatusCode;

use crate::xrpc::{Shared, XrpcError};
use staff::Staff;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .merge(accounts())
        .merge(invites())
        .merge(subjects())
}

fn accounts() -> Router<Shared> {
    Router::new()
        .route(
            "/xrpc/com.atproto.admin.getAccountInfo",
            get(get_account_info::handle),
        )
        .route(
            "/xrpc/com.atproto.admin.getAccountInfos",
            get(get_account_infos::handle),
        )
        .route(
            "/xrpc/com.atproto.admin.searchAccounts",
            get(search_accounts::handle),
        )
        .route(
            "/xrpc/com.atproto.admin.updateAccountHandle",
            post(update_account_handle::handle),
        )
        .route(
            "/xrpc/com.atproto.admin.updateAccountEmail",
            post(update_account_email::handle),
        )
        .route(
            "/xrpc/com.atproto.admin.updateAccountPassword",
            post(update_account_password::handle),
        )
        .route(
            "/xrpc/com.atproto.admin.sendEmail",
            post(send_email::handle),
        )
        .route(
            "/xrpc/com.atproto.admin.deleteAccount",
            post(delete_account::handle),
        )
}

fn invites() -> Router<Shared> {
    Router::new()
        .route(
            "/xrpc/com.atproto.admin.disableAccountInvites",
            post(disable_account_invites::handle),
        )
        .route(
            "/xrpc/com.atproto.admin.enableAccountInvites",
            post(enable_account_invites::handle),
        )
        .route(
            "/xrpc/com.atproto.admin.disableInviteCodes",
            post(disable_invite_codes::handle),
        )
        .route(
            "/xrpc/com.atproto.admin.getInviteCodes",
            get(get_invite_codes::handle),
        )
}

fn subjects() -> Router<Shared> {
    Router::new()
        .route(
            "/xrpc/com.atproto.admin.getSubjectStatus",
            get(get_subject_status::handle),
        )
        .route(
            "/xrpc/com.atproto.admin.updateSubjectStatus",
            post(update_subject_status::handle),
        )
}

/// 501: it cannot be done here, and why.
fn not_here(why: &'static str) -> XrpcError {
    XrpcError::new(StatusCode::NOT_IMPLEMENTED, "MethodNotImplemented", why)
}
