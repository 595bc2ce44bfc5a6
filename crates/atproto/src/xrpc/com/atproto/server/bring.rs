//! Accounts that exist elsewhere and come here (<https://atproto.com/guides/account-migration>).

use at_proto::syntax::{Did, Handle, Nsid};
use http::HeaderMap;
use model::handle::MAX_USERNAME_CHARS;
use social::member::BroughtRepo;

use crate::auth::{Auth, Names, Presented, presented};
use crate::xrpc::XrpcError;

const METHOD: &str = "com.atproto.server.createAccount";
/// How many names are tried for somebody whose handle is a domain of their own.
const CANDIDATES: u32 = 20;

/// A handle that somebody wants to bring: which name they would have here, and the repository.
pub(super) struct Bringing {
    /// Their name in this community.
    pub(super) username: String,
    /// What comes with them.
    pub(super) repo: BroughtRepo,
}

/// Whether it is theirs: they show a token that is signed with the key of the DID, as their old server makes one for them.
pub(super) async fn bringing(
    auth: &Auth,
    names: &Names,
    headers: &HeaderMap,
    (did, handle): (&str, &str),
) -> Result<Bringing, XrpcError> {
    let did =
        Did::parse(did).map_err(|_wrong| XrpcError::invalid_request("did must be a valid did"))?;
    let missing = || {
        let message = format!("Missing auth to create account with did: {did}");
        XrpcError::unauthorized("AuthenticationRequired", message)
    };
    let Presented::Bearer(token) = presented(headers)? else {
        return Err(missing());
    };
    let method = Nsid::parse(METHOD).map_err(social::Error::internal)?;
    if auth.check_service_token(names, token, &method).await? != did {
        return Err(missing());
    }
    let known = auth.social().repo_by_did(did.as_str()).await?;
    if known.is_some_and(|repo| repo.state != social::repo::RepoState::Deleted) {
        let message = "This account is here already: log in with its DID.";
        return Err(XrpcError::invalid_request(message));
    }
    let handle = handle.trim().to_ascii_lowercase();
    let parsed = Handle::parse(&handle);
    let parsed = parsed.map_err(|_wrong| XrpcError::bad("InvalidHandle", "Invalid handle"))?;
    let username = match handle.strip_suffix(auth.handle_domain()) {
        Some(label) if label.ends_with('.') => below_ours(label)?,
        _ if names.leads_to(&parsed, &did).await => own_domain(auth, &handle).await?,
        _ => {
            let message = "External handle did not resolve to DID";
            return Err(XrpcError::invalid_request(message));
        }
    };
    let repo = BroughtRepo {
        did: did.to_string(),
        handle,
    };
    Ok(Bringing { username, repo })
}

/// The name of a handle below the community's domain. A handle knows no underscores, a name here no hyphens.
fn below_ours(label: &str) -> Result<String, XrpcError> {
    let label = label.trim_end_matches('.');
    if label.contains('.') {
        let message = "Invalid characters in handle";
        return Err(XrpcError::bad("InvalidHandle", message));
    }
    Ok(label.replace('-', "_"))
}

/// A name for somebody whose handle is a domain of their own: after its first part, with a number if that is somebody's.
async fn own_domain(auth: &Auth, handle: &str) -> Result<String, XrpcError> {
    let label = handle.split('.').next().unwrap_or_default();
    let label: String = label.chars().take(MAX_USERNAME_CHARS - 3).collect();
    let label = label.replace('-', "_");
    for number in 1..=CANDIDATES {
        let name = match number {
            1 => label.clone(),
            _ => format!("{label}_{number}"),
        };
        if auth.social().find_account(&name).await?.is_none() {
            return Ok(name);
        }
    }
    Err(XrpcError::bad(
        "HandleNotAvailable",
        format!("Handle already taken: {label}"),
    ))
}
