//! A community in memory with people who have repositories, behind the methods of this crate.

mod proofs;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use at_proto::jose::{Jwk, Signer, sign, sign_with_header};
use at_proto::oauth::scope::{Permission, RepoAction};
use at_proto::syntax::{Did, Handle, Nsid};
use axum::Router;
use axum::body::Body;
use axum::extract::FromRef;
use crypto::multikey::did_key_secp256k1;
use crypto::{P256Key, Secp256k1Key, ServerKey, sha256};
use data_encoding::BASE64URL_NOPAD;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use model::{AccountId, Domain, Time};
use serde_json::{Value, json};
use social::caller::{Role, Via};
use social::member::NewMember;
use social::repo::{Repo, RepoState};
use social::{BoxFuture, Caller, Clock, Limits, Mode, NetworkId, Social, SocialParts};
use store::{Store, StoreConfig, Target};
use tower::ServiceExt;

use super::{AtCaller, Auth, Identities, KeyAge, Names};
use crate::xrpc::XrpcError;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A clock that goes on by a millisecond with each look.
#[derive(Debug)]
struct StepClock(AtomicI64);

impl Clock for StepClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.fetch_add(1_000, Ordering::SeqCst))
    }
}

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

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) fn text(&self, name: &str) -> String {
        self.json[name].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn is(&self, status: u16, error: &str) -> bool {
        self.status.as_u16() == status && self.json["error"] == error
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        let store = Store::open(&StoreConfig {
            target: Target::SqliteMemory,
            readers: 2,
        })
        .unwrap();
        store.migrate(|_| ()).await.unwrap();
        let clock = Arc::new(StepClock(AtomicI64::new(1_700_000_000_000_000)));
        let social = Social::new(SocialParts {
            store,
            clock: Arc::<StepClock>::clone(&clock),
            files: media::Files::in_memory(),
            server_key: ServerKey::from_bytes([7; 32]),
            base_url: "https://moot.example".parse().unwrap(),
            domain: Domain::parse("moot.example").unwrap(),
            mode: Mode::Production,
            limits: Limits::default(),
            id_clock: 1,
        });
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
        let micros = i64::try_from(span.as_micros()).unwrap();
        self.clock.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// A member with a repository.
    pub(crate) async fn person(&self, name: &str) -> Caller {
        let new = NewMember {
            username: name.to_owned(),
            email: format!("{name}@mail.example"),
            password: PASSWORD.to_owned(),
            role: Role::Member,
        };
        let account_id = self.social.create_member(new).await.unwrap();
        self.paper.begin(account_id).await.unwrap();
        Caller {
            account_id,
            role: Role::Member,
            via: Via::Console,
        }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            json: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        }
    }

    /// Calls a method of `com.atproto.server`; an empty token is none.
    pub(crate) async fn call(&self, token: &str, method: &str, input: Option<Value>) -> Answer {
        let path = format!("/xrpc/com.atproto.server.{method}");
        let mut request = Request::builder().uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = match input {
            Some(input) => request
                .method(Method::POST)
                .header("content-type", "application/json")
                .body(Body::from(input.to_string())),
            None => request.body(Body::empty()),
        };
        self.send(request.unwrap()).await
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
