//! People of a world.

use model::AccountId;
use social::Caller;
use social::caller::Role;
use social::member::{Device, NewMember, SessionToken};

use super::World;

/// What everyone types to log in.
pub const PASSWORD: &str = "correct horse battery staple";
/// What the app that everyone uses may do.
const SCOPES: &str = "read write follow push";

/// Somebody with an account, an app and a browser.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their name, without the server's.
    pub username: String,
    /// Their account.
    pub account_id: AccountId,
    /// They, as the core knows them by their app.
    pub caller: Caller,
    /// The token of their app, which may do everything.
    pub token: String,
    /// The session of their browser.
    pub session: SessionToken,
    /// `name@server`.
    pub acct: String,
    /// What the Fediverse calls them.
    pub uri: String,
}

impl World {
    /// Somebody new.
    pub async fn person(&self, username: &str) -> Person {
        self.member(username, Role::Member).await
    }

    /// Somebody new who may do everything.
    pub async fn admin(&self, username: &str) -> Person {
        self.member(username, Role::Admin).await
    }

    async fn member(&self, username: &str, role: Role) -> Person {
        let social = self.social();
        let email = format!("{username}@example.org");
        let new = NewMember {
            username: username.to_owned(),
            email: email.clone(),
            password: PASSWORD.to_owned(),
            role,
        };
        let account_id = social.create_member(new).await.expect("a new member");
        let granted = social.token_for_member(&self.app, account_id, SCOPES).await;
        let token = granted.expect("a token").access_token;
        let access = social.authenticate(&token).await.expect("the database");
        let caller = access.and_then(|access| access.caller).expect("a caller");
        let session = social.log_in(&email, PASSWORD, Device::default()).await;
        Person {
            account_id,
            caller,
            token,
            session: session.expect("a session"),
            acct: format!("{username}@{}", self.host()),
            uri: self.url(&format!("/ap/actors/{account_id}")),
            username: username.to_owned(),
        }
    }
}
