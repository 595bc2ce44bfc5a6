//! A server of ours that shows files of a real one on this machine.

mod browsing;
mod copying;
mod hostile;
mod refusing;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, header};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use infra::fetch::{Door, DoorConfig, Limits, LoopbackPolicy};
use model::{AccountId, AccountKind, Audience, Domain, Emoji, Media, MediaKind, PostKind, Time};
use social::caller::{Caller, Role, Via};
use social::inbound::{Arrival, RemoteAccount, RemotePost};
use social::media::far::{FarParts, FarSettings, Playing};
use social::member::NewMember;
use social::{Mode, NetworkId, PostView, Social, SocialParts, SystemClock, Viewer};
use store::{Store, StoreConfig, Target};
use tokio::task::JoinSet;
use tower::ServiceExt as _;
use url::Url;

use super::FarFiles;

const THERE: NetworkId = NetworkId("there");
const MEGABYTE: u64 = 1024 * 1024;
/// The sides of a large picture: somewhat more than a megabyte of noise.
const LARGE: u32 = 640;

/// A picture that cannot be packed, so that its size is known: about 12 KB of noise.
fn picture(seed: u32) -> Vec<u8> {
    noise(seed, 64)
}

/// The same of so many pixels a side, of three bytes each.
fn noise(seed: u32, side: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let noise = image::RgbImage::from_fn(side, side, |_, _| {
        let mut byte = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_le_bytes()[0]
        };
        image::Rgb([byte(), byte(), byte()])
    });
    let mut png = Vec::new();
    // There is nothing to pack.
    let encoder =
        PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::NoFilter);
    noise.write_with_encoder(encoder).unwrap();
    png
}

type Answers = Arc<Mutex<HashMap<String, (StatusCode, &'static str, Bytes)>>>;

/// Another server, with files.
struct Peer {
    base: String,
    answers: Answers,
    asked: Arc<AtomicUsize>,
    _serving: JoinSet<()>,
}

async fn answer(
    State((answers, asked)): State<(Answers, Arc<AtomicUsize>)>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    asked.fetch_add(1, Ordering::SeqCst);
    let kind = [(header::CONTENT_TYPE, "image/png")];
    if let Some(number) = name.strip_prefix("noise-") {
        return (kind, picture(number.parse().unwrap())).into_response();
    }
    if let Some(number) = name.strip_prefix("large-") {
        return (kind, noise(number.parse().unwrap(), LARGE)).into_response();
    }
    match name.as_str() {
        "slow" => return Body::from_stream(slowly()).into_response(),
        "endless" => {
            let zeros =
                std::iter::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![0; 65_536])));
            return Body::from_stream(futures_util::stream::iter(zeros)).into_response();
        }
        _ => {}
    }
    let known = answers.lock().unwrap().get(&name).cloned();
    let Some((status, kind, body)) = known else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if headers.contains_key(header::RANGE) {
        assert_eq!(headers[header::RANGE], "bytes=2-5");
        let headers = [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::CONTENT_RANGE, format!("bytes 2-5/{}", body.len())),
        ];
        return (StatusCode::PARTIAL_CONTENT, headers, body.slice(2..6)).into_response();
    }
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

fn slowly() -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    futures_util::stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        Some((Ok(Bytes::from_static(b"\x89")), ()))
    })
}

impl Peer {
    async fn start() -> Self {
        let (answers, asked) = (Answers::default(), Arc::new(AtomicUsize::new(0)));
        let router = Router::new()
            .route("/{*name}", get(answer))
            .with_state((Arc::clone(&answers), Arc::clone(&asked)));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut serving = JoinSet::new();
        serving.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            base,
            answers,
            asked,
            _serving: serving,
        }
    }

    fn has(&self, name: &str, kind: &'static str, body: impl Into<Bytes>) -> String {
        let answer = (StatusCode::OK, kind, body.into());
        self.answers.lock().unwrap().insert(name.to_owned(), answer);
        self.url(name)
    }

    fn url(&self, name: &str) -> String {
        format!("{}/{name}", self.base)
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// A server of ours.
struct Home {
    social: Social,
    router: Router,
    folder: tempfile::TempDir,
}

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    fn kind(&self) -> &str {
        self.headers[header::CONTENT_TYPE].to_str().unwrap()
    }

    /// A drawing of ours that says that something is missing.
    #[track_caller]
    fn is_placeholder(&self, status: StatusCode) {
        assert_eq!((self.status, self.kind()), (status, "image/svg+xml"));
        assert_eq!(
            self.headers[header::CONTENT_SECURITY_POLICY],
            "default-src 'none'; sandbox"
        );
    }
}

impl Home {
    async fn start(cap: u64) -> Self {
        Self::waiting(cap, Duration::from_secs(3)).await
    }

    /// One that waits for so long.
    async fn waiting(cap: u64, deadline: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = StoreConfig {
            target: Target::SqliteMemory,
            readers: 2,
        };
        let store = Store::open(&config).unwrap();
        store.migrate(|_| {}).await.unwrap();
        let social = Social::new(SocialParts {
            store,
            clock: Arc::new(SystemClock),
            files: media::Files::in_folder(folder.path().join("media")),
            server_key: crypto::ServerKey::generate(),
            base_url: Url::parse("http://127.0.0.1:1").unwrap(),
            domain: Domain::parse("moot.example").unwrap(),
            mode: Mode::Development,
            limits: social::Limits::default(),
            id_clock: 1,
        });
        let door = Door::new(DoorConfig {
            loopback: LoopbackPolicy::DevelopmentOnly,
            limits: Limits {
                deadline,
                remember_for: Duration::ZERO,
                ..Limits::default()
            },
            ..DoorConfig::new("Folkmoot/test")
        });
        social.connect_far_media(FarParts {
            courier: Arc::new(FarFiles(Arc::new(door.unwrap()))),
            files: media::Files::in_folder(folder.path().join("far")),
            settings: FarSettings {
                cap,
                playing: Playing::Through,
            },
        });
        let router = web::router(social.clone());
        Self {
            social,
            router,
            folder,
        }
    }

    async fn person(&self, name: &str, role: Role) -> Caller {
        let new = NewMember {
            username: name.to_owned(),
            email: format!("{name}@example.org"),
            password: "correct horse battery staple".to_owned(),
            role,
        };
        Caller {
            account_id: self.social.create_member(new).await.unwrap(),
            role,
            via: Via::Console,
        }
    }

    async fn stranger(&self, avatar: Option<String>) -> AccountId {
        let remote = RemoteAccount {
            network: THERE,
            uri: "https://far.example/ada".to_owned(),
            page_url: None,
            names: Vec::new(),
            claims: Vec::new(),
            host: "far.example".to_owned(),
            inbox: None,
            shared_inbox: None,
            followers_uri: None,
            document: "{}".to_owned(),
            username: "ada".to_owned(),
            domain: Domain::parse("far.example").unwrap(),
            kind: AccountKind::Person,
            display_name: "Ada".to_owned(),
            note_html: String::new(),
            fields: Vec::new(),
            emojis: Vec::new(),
            avatar_url: avatar,
            header_url: None,
            is_locked: false,
            is_discoverable: true,
            is_indexable: true,
            created_at: None,
        };
        self.social.receive_account(remote).await.unwrap()
    }

    /// A post of another server with these files, as anybody sees it.
    async fn post(&self, media: Vec<Media>, emojis: Vec<Emoji>) -> PostView {
        let slug = crypto::random_token();
        let post = RemotePost {
            network: THERE,
            uri: format!("https://far.example/posts/{slug}"),
            url: None,
            author: self.stranger(None).await,
            kind: PostKind::Note,
            audience: Audience::Public,
            named: Vec::new(),
            title: None,
            warning: String::new(),
            is_sensitive: false,
            html: "<p>:blob:</p>".to_owned(),
            language: None,
            tags: Vec::new(),
            media,
            emojis,
            reply_to: None,
            quote: None,
            poll: None,
            created_at: Time::from_seconds(1_600_000_000),
            edited_at: None,
            policy: model::InteractionPolicy::default(),
            how: Arrival::Pushed,
        };
        let id = self.social.receive_post(post).await.unwrap();
        self.social.post(Viewer::Anyone, id).await.unwrap()
    }

    /// Where a file of another server is shown.
    async fn shown(&self, kind: MediaKind, url: &str) -> Media {
        let media = Media {
            kind,
            url: url.to_owned(),
            ..Media::default()
        };
        self.post(vec![media], Vec::new()).await.media.remove(0)
    }

    async fn get(&self, url: &str) -> Reply {
        self.get_with(url, HeaderMap::new()).await
    }

    async fn get_with(&self, url: &str, headers: HeaderMap) -> Reply {
        let path = url.strip_prefix("http://127.0.0.1:1").unwrap();
        let mut request = Request::get(path).body(Body::empty()).unwrap();
        *request.headers_mut() = headers;
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap(),
        }
    }
}
