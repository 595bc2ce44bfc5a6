//! A community in memory with people who have repositories, behind the methods of this crate.

mod proofs;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use at_proto::jose::{Jwk, Signer, sign, sign_with_header};
use at_proto::oauth::scope::{Permission, RepoAction};
use at_proto::syntax::{Did, Handle, Nsid};
use axum::Router;
use axum::body::Body;
use axum::extract::FromRef;
use crypto::multikey::did_key_secp256k1;
use crypto::{P256Key, Secp256k1Key, sha256};
use data_encoding::BASE64URL_NOPAD;
use http::{Method, Request, StatusCode};
use model::AccountId;
use serde_json::{Value, json};
use social::caller::Role;
use social::repo::{Repo, RepoState};
use social::{BoxFuture, Caller, Mode, NetworkId, Social};

use super::{AtCaller, Auth, Identities, KeyAge, Names};
use crate::testing::{self, StepClock, community};
pub(crate) use crate::testing::{Answer, PASSWORD};
use crate::xrpc::XrpcError;

/// Names as tests have them: everybody here is called after their id, and one key signs for one stranger.
struct Paper {
    social: Social,
    stranger: Mutex<Option<(Did, String)>>,
}

impl Identities for Paper {
    fn begin(&self, account: AccountId) -> BoxFuture<'_, Result<(), XrpcError>> {
        Box::pin(async move {
            let view = self.social.account(social::Viewer::Anyone, account).await?;
            let repo = Repo {
                account_id: account,
                did: format!(
                    "did:plc:{:0>24}",
                    view.username.replace(|c: char| !c.is_ascii_lowercase(), "")
                ),
                handle: format!("{}.moot.example", view.username),
                state: RepoState::Active,
                head: None,
            };
            self.social
                .begin_repo(NetworkId("paper"), &repo, None)
                .await?;
            Ok(())
        })
    }

    fn key<'a>(
        &'a self,
        issuer: &'a Did,
        _service: Option<&'a str>,
        age: KeyAge,
    ) -> BoxFuture<'a, Result<Option<String>, XrpcError>> {
        let known = self.stranger.lock().unwrap().clone();
        // What is remembered is nothing: only whoever looks anew finds the key.
        let found = known.filter(|(did, _)| did == issuer && age == KeyAge::Fresh);
        Box::pin(async move { Ok(found.map(|(_, key)| key)) })
    }

    fn is_here<'a>(&'a self, repo: &'a Repo) -> BoxFuture<'a, bool> {
        Box::pin(async move { repo.state == RepoState::Active })
    }

    /// Whoever is called `theirs` has the domain.
    fn leads_to<'a>(&'a self, handle: &'a Handle, _did: &'a Did) -> BoxFuture<'a, bool> {
        Box::pin(async move { handle.as_str().starts_with("theirs.") })
    }
}

/// What handlers of these tests hold.
#[derive(Clone)]
struct State {
    auth: Auth,
    names: Names,
}

impl FromRef<State> for Auth {
    fn from_ref(state: &State) -> Self {
        state.auth.clone()
    }
}

impl FromRef<State> for Names {
    fn from_ref(state: &State) -> Self {
        state.names.clone()
    }
}

/// A community.
pub(crate) struct World {
    clock: Arc<StepClock>,
    paper: Arc<Paper>,
    pub(crate) social: Social,
    pub(crate) auth: Auth,
    pub(crate) router: Router,
}

impl World {
    pub(crate) async fn new() -> Self {
        let (clock, store) = (StepClock::new(), testing::store().await);
        let social = community(store, &clock, Mode::Production, "https://moot.example");
        social.connect(Vec::new());
        let paper = Arc::new(Paper {
            social: social.clone(),
            stranger: Mutex::new(None),
        });
        let auth = Auth::new(social.clone(), "moot.example");
        let names = Names::of(Arc::<Paper>::clone(&paper));
        let router = crate::xrpc::com::atproto::server::routes()
            .route("/xrpc/com.example.whoAmI", axum::routing::get(who_am_i))
            .with_state(State {
                auth: auth.clone(),
                names,
            });
        Self {
            clock,
            paper,
            social,
            auth,
            router,
        }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, span: Duration) {
        self.clock.pass(span);
    }

    /// A member with a repository.
    pub(crate) async fn person(&self, name: &str) -> Caller {
        let caller = testing::member(&self.social, name, Role::Member).await;
        self.paper.begin(caller.account_id).await.unwrap();
        caller
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        testing::send(&self.router, request).await
    }

    /// Calls a method of `com.atproto.server`; an empty token is none.
    pub(crate) async fn call(&self, token: &str, method: &str, input: Option<Value>) -> Answer {
        let method = format!("com.atproto.server.{method}");
        match input {
            Some(input) => testing::call(&self.router, token, &method, &input).await,
            None => testing::get(&self.router, token, &method).await,
        }
    }

    /// Calls a method that takes nothing.
    pub(crate) async fn post(&self, token: &str, method: &str) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/xrpc/com.atproto.server.{method}"))
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty());
        self.send(request.unwrap()).await
    }

    pub(crate) async fn log_in(&self, identifier: &str, password: &str) -> Answer {
        let input = json!({ "identifier": identifier, "password": password });
        self.call("", "createSession", Some(input)).await
    }
}

async fn who_am_i(caller: AtCaller) -> axum::Json<Value> {
    let may = caller.may(&Permission::Repo {
        collection: "app.bsky.feed.post",
        action: RepoAction::Create,
    });
    axum::Json(json!({ "did": caller.did.as_str(), "mayPost": may }))
}

/// An app that holds a key.
pub(crate) struct Holder(pub(crate) P256Key);

impl Holder {
    pub(crate) fn new() -> Self {
        Self(P256Key::generate().unwrap())
    }

    pub(crate) fn thumbprint(&self) -> String {
        Jwk::p256(*self.0.public()).unwrap().thumbprint()
    }

    /// A proof for a request, made `now`.
    pub(crate) fn prove(&self, claims: &Value) -> String {
        let jwk = Jwk::p256(*self.0.public()).unwrap().to_json();
        let header = json!({ "typ": "dpop+jwt", "jwk": jwk });
        sign_with_header(header, claims, Signer::P256(&self.0)).unwrap()
    }
}
