//! Whoever may look after the community, as far as a request shows it.

use at_proto::oauth::scope::{Permission, Scopes};
use at_proto::syntax::Did;
use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;
use social::Caller;
use social::caller::Role;
use social::repo::Repo;

use crate::AtProto;
use crate::auth::{Access, AtCaller, Auth};
use crate::xrpc::XrpcError;

/// Words of a scope that name what another server is asked in somebody's name.
const RPC: &str = "rpc:";

/// A member who is staff, and came in such a way that they may act as staff. What they may do is for the core to say.
#[derive(Debug, Clone)]
pub(super) struct Staff(pub(super) Caller);

impl<S: Send + Sync> FromRequestParts<S> for Staff
where
    Auth: FromRef<S>,
{
    type Rejection = XrpcError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, XrpcError> {
        let caller = AtCaller::from_request_parts(parts, state).await?;
        let method = parts.uri.path().trim_start_matches("/xrpc/");
        match &caller.access {
            Access::Full => {}
            Access::OAuth { scopes, .. } if names(scopes, method, Auth::from_ref(state).did()) => {}
            Access::OAuth { .. } => {
                let message = format!("The app was not let in to do this. It needs rpc:{method}.");
                return Err(XrpcError::forbidden("ScopeMissingError", message));
            }
            Access::AppPassword(_) => return Err(XrpcError::bad_token("Bad token scope")),
        }
        if caller.caller.role < Role::Moderator {
            let message = "This is for those who look after the community.";
            return Err(XrpcError::forbidden("Forbidden", message));
        }
        Ok(Self(caller.caller))
    }
}

/// Whether a scope names a method of this server in so many words. A general one (`transition:generic`) is not enough:
/// whoever gave it thought of posts.
fn names(scopes: &Scopes, method: &str, server: &str) -> bool {
    let words = scopes.as_str().split(' ');
    let named: Vec<&str> = words.filter(|word| word.starts_with(RPC)).collect();
    let Ok(named) = Scopes::parse(&format!("atproto {}", named.join(" "))) else {
        return false;
    };
    let whole = format!("{server}#atproto_pds");
    [server, &whole]
        .into_iter()
        .any(|aud| named.allows(&Permission::Rpc { lxm: method, aud }))
}

impl AtProto {
    /// The repository of a member by its name.
    pub(super) async fn member_repo(&self, did: &Did) -> Result<Repo, XrpcError> {
        let repo = self.social.repo_by_did(did.as_str()).await?;
        repo.ok_or_else(|| XrpcError::bad("NotFound", "Account not found"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_scope_that_names_the_method_is_enough() {
        let method = "com.atproto.admin.getAccountInfo";
        let allows = |scope: &str| {
            let scopes = Scopes::parse(&format!("atproto {scope}")).unwrap();
            names(&scopes, method, "did:web:moot.example")
        };
        let aud = "aud=did:web:moot.example%23atproto_pds";
        assert!(allows(&format!("rpc:{method}?{aud}")));
        assert!(allows(&format!("repo:* rpc:{method}?{aud}")));
        assert!(!allows("transition:generic"));
        assert!(!allows("repo:*"));
        assert!(!allows(&format!("rpc:com.atproto.admin.sendEmail?{aud}")));
        let other = "aud=did:web:other.example%23atproto_pds";
        assert!(!allows(&format!("rpc:{method}?{other}")));
    }
}
