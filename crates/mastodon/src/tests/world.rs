//! A core on a database in memory, behind the routes of this crate.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use crypto::ServerKey;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use model::{Domain, Time};
use serde_json::Value;
use social::caller::{Role, Via};
use social::community::{CommunityUpdate, Registration};
use social::journal::Progress;
use social::member::NewMember;
use social::oauth::{AppView, NewApp};
use social::{Caller, Clock, Limits, Mode, Social, SocialParts};
use store::{Store, StoreConfig, Target};
use tower::ServiceExt;

use crate::app::Options;

/// Everything an app may ask for.
pub(super) const ALL: &str = "read write follow push profile";

/// Everything that staff may let an app do.
pub(super) const STAFF: &str = "read write follow push profile admin:read admin:write";

/// A clock that goes on by a millisecond with each look, so that every id differs in a stable way.
#[derive(Debug)]
struct StepClock(AtomicI64);

impl Clock for StepClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.fetch_add(1_000, Ordering::SeqCst))
    }
}

/// A server with an app, and the people somebody asks for.
pub(super) struct World {
    clock: Arc<StepClock>,
    pub(super) social: Social,
    pub(super) router: Router,
    pub(super) app: AppView,
    pub(super) store: Store,
}

/// An answer, read.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: http::HeaderMap,
    pub(super) json: Value,
}

impl World {
    pub(super) async fn new() -> Self {
        // So slow that nothing but the bus ends a stream in time.
        let heartbeat = Duration::from_hours(1);
        Self::with(Options {
            heartbeat,
            ..Options::default()
        })
        .await
    }

    /// A world whose front door is set up in another way.
    pub(super) async fn with(options: Options) -> Self {
        Self::over(options, media::Files::in_memory(), Limits::default()).await
    }

    /// A world that keeps its files elsewhere, or takes others.
    pub(super) async fn over(options: Options, files: media::Files, limits: Limits) -> Self {
        let store = Store::open(&StoreConfig {
            target: Target::SqliteMemory,
            readers: 2,
        })
        .unwrap();
        store.migrate(|_| ()).await.unwrap();
        let clock = Arc::new(StepClock(AtomicI64::new(1_700_000_000_000_000)));
        let social = Social::new(SocialParts {
            store: store.clone(),
            clock: Arc::<StepClock>::clone(&clock),
            files,
            server_key: ServerKey::from_bytes([7; 32]),
            base_url: "https://moot.example".parse().unwrap(),
            domain: Domain::parse("moot.example").unwrap(),
            mode: Mode::Production,
            limits,
            id_clock: 1,
        });
        social.connect(Vec::new());
        let router = crate::router(social.clone(), options);
        let new = NewApp {
            name: "Test".to_owned(),
            website: None,
            redirect_uris: vec!["urn:ietf:wg:oauth:2.0:oob".to_owned()],
            scopes: STAFF.to_owned(),
        };
        let app = social.create_app(new).await.unwrap();
        Self {
            clock,
            social,
            router,
            app,
            store,
        }
    }

    /// Lets time pass.
    pub(super) fn pass(&self, span: Duration) {
        let micros = i64::try_from(span.as_micros()).unwrap();
        self.clock.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// A member, and a token of theirs for everything.
    pub(super) async fn person(&self, name: &str) -> (Caller, String) {
        let caller = self.member(name, Role::Member).await;
        let token = self.token(&caller, ALL).await;
        (caller, token)
    }

    /// Somebody of this role, and a token of theirs for everything.
    pub(super) async fn staff(&self, name: &str, role: Role) -> (Caller, String) {
        let caller = self.member(name, role).await;
        let token = self.token(&caller, STAFF).await;
        (caller, token)
    }

    async fn member(&self, name: &str, role: Role) -> Caller {
        let new = NewMember {
            username: name.to_owned(),
            email: format!("{name}@mail.example"),
            password: "correct horse battery".to_owned(),
            role,
        };
        let account_id = self.social.create_member(new).await.unwrap();
        Caller {
            account_id,
            role,
            via: Via::Console,
        }
    }

    pub(super) async fn token(&self, caller: &Caller, scopes: &str) -> String {
        self.social
            .token_for_member(&self.app, caller.account_id, scopes)
            .await
            .unwrap()
            .access_token
    }

    pub(super) async fn app_token(&self, scopes: &str) -> String {
        self.social
            .client_token(&self.app, scopes)
            .await
            .unwrap()
            .access_token
    }

    /// Lets everybody join.
    pub(super) async fn open_doors(&self, registration: Registration) {
        let admin = self.member("host_of_it_all", Role::Admin).await;
        let update = CommunityUpdate {
            registration: Some(registration),
            ..CommunityUpdate::default()
        };
        self.social.update_community(&admin, update).await.unwrap();
    }

    /// Does all that follows on what was written: notifications, what is told to listeners, the index of words.
    pub(super) async fn settle(&self) {
        while self.social.live_step().await.unwrap() == Progress::Moved {}
        while self.social.index_step().await.unwrap() == Progress::Moved {}
    }

    /// Sends it. Every answer is held to the description of the API, and a success is a proof that the method works.
    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        compat::witness(method.as_str(), &path, parts.status.as_u16(), &json);
        Answer {
            status: parts.status,
            headers: parts.headers,
            json,
        }
    }

    /// Asks with a token and a form; an empty token is none.
    pub(super) async fn ask(&self, token: &str, method: Method, path: &str, form: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if !form.is_empty() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        self.send(request.body(Body::from(form.to_owned())).unwrap())
            .await
    }

    pub(super) async fn get(&self, token: &str, path: &str) -> Answer {
        self.ask(token, Method::GET, path, "").await
    }

    pub(super) async fn post(&self, token: &str, path: &str, form: &str) -> Answer {
        self.ask(token, Method::POST, path, form).await
    }
}

impl Answer {
    /// The JSON of a success.
    #[track_caller]
    pub(super) fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{:?}", self.json);
        self.json
    }

    /// The id in it.
    #[track_caller]
    pub(super) fn id(&self) -> String {
        assert_eq!(self.status, StatusCode::OK, "{:?}", self.json);
        self.json["id"].as_str().unwrap().to_owned()
    }
}
