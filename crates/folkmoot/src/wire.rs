//! The one place that knows every room: which networks there are, and which front doors.

use std::sync::Arc;
use std::time::Duration;

use activitypub::{ActivityPub, ActivityPubConfig};
use anyhow::{Context as _, Result};
use atproto::AtProto;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use edge::rate::{Allowance, Limiter, limit_rate};
use folkmoot_nostr::{Nostr, NostrConfig};
use infra::fetch::{Door, DoorConfig, Limits, LoopbackPolicy};
use social::card::Browser;
use social::media::far::{FarParts, FarSettings, Playing};
use social::{Network, Social, SystemClock};
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _};
use tower_http::compression::{CompressionLayer, DefaultPredicate};
use tower_http::normalize_path::NormalizePath;

use crate::config::{Config, RemoteVideo};
use crate::courier::FarFiles;
use crate::outside::Outside;
use crate::translate::LibreTranslate;

/// Where the source of this server is, as its licence asks.
const SOURCE: &str = env!("CARGO_PKG_REPOSITORY");

/// The longest a request may take until its answer begins.
const PATIENCE: Duration = Duration::from_mins(1);
/// The same for large files on slow lines: 99 MB at 1 Mbit/s.
const PATIENCE_WITH_FILES: Duration = Duration::from_mins(15);
/// Where large files are sent.
const FILES_COME_TO: [&str; 4] = ["/api/v1/media", "/api/v2/media", "/media", "/posts"];

/// Where files come as they are, whatever they say that they are.
const BLOBS_COME_TO: [&str; 3] = ["/xrpc/com.atproto.repo.uploadBlob", "/upload", "/mirror"];

/// Where they are sent in parts.
const PARTS_COME_TO: [&str; 2] = ["/api/v1/folkmoot/uploads", "/media/uploads"];

/// A house with all its rooms connected.
pub(crate) struct House {
    /// Gets pages of the web.
    pub(crate) browser: Arc<dyn Browser>,
    /// The core.
    pub(crate) social: Social,
    /// The Fediverse.
    pub(crate) activitypub: Arc<ActivityPub>,
    /// The Bluesky network, if people here are on it.
    pub(crate) atproto: Option<Arc<AtProto>>,
    /// Nostr, if people here are on it.
    pub(crate) nostr: Option<Arc<Nostr>>,
    /// The door out that apps are woken through: their own, so that push services and peers do not wait for each other.
    pub(crate) pushes: Arc<Door>,
    /// What answers requests.
    pub(crate) router: Router,
}

/// The door out, and who uses it.
pub(crate) struct Connected {
    /// The door.
    door: Arc<Door>,
    /// The Fediverse.
    activitypub: Arc<ActivityPub>,
    /// The Bluesky network.
    pub(crate) atproto: Option<Arc<AtProto>>,
    /// Nostr.
    nostr: Option<Arc<Nostr>>,
}

fn door(social: &Social, loopback: LoopbackPolicy, limits: Limits) -> Result<Door> {
    let agent = format!(
        "Folkmoot/{} (+{})",
        env!("CARGO_PKG_VERSION"),
        social.base_url()
    );
    Door::new(DoorConfig { loopback, limits, ..DoorConfig::new(agent) })
        .context("Requests to other servers cannot be made. Are the ca-certificates of the system installed?")
}

fn loopback(config: &Config) -> LoopbackPolicy {
    if config.dev {
        LoopbackPolicy::DevelopmentOnly
    } else {
        LoopbackPolicy::Refuse
    }
}

/// Has posts translated, if the host chose a provider.
fn connect_translator(social: &Social, config: &Config) -> Result<()> {
    /// Texts come back whole.
    const ANSWER: usize = 1024 * 1024;
    let Some(url) = &config.translate_url else {
        return Ok(());
    };
    // The address is the host's own word, not a stranger's: it may be on this machine.
    let limits = Limits {
        answer: ANSWER,
        ..Limits::default()
    };
    let translator = LibreTranslate {
        door: door(social, LoopbackPolicy::DevelopmentOnly, limits)?,
        url: url.trim_end_matches('/').to_owned(),
        key: config.translate_key.clone(),
    };
    social.connect_translator(Arc::new(translator));
    Ok(())
}

/// Has files of other servers shown through this one.
pub(crate) async fn connect_far_media(social: &Social, config: &Config) -> Result<()> {
    // Many pictures of one feed come from one server, and one that is slow must not hold up all others.
    let limits = Limits {
        in_flight: 128,
        ..Limits::default()
    };
    let door = Arc::new(door(social, loopback(config), limits)?);
    social.connect_far_media(FarParts {
        courier: Arc::new(FarFiles(door)),
        files: media::Files::in_folder(config.far_folder()),
        settings: FarSettings {
            cap: config.far_cap(),
            playing: match config.remote_video {
                RemoteVideo::Proxied => Playing::Through,
                RemoteVideo::Origin => Playing::Origin,
            },
        },
    });
    social.refresh_barred_media().await?;
    Ok(())
}

/// Connects the networks to the core, so that people made now get a face on each.
pub(crate) fn connect(social: &Social, config: &Config) -> Result<Connected> {
    let door = Arc::new(door(social, loopback(config), Limits::default())?);
    let settings = ActivityPubConfig {
        authorized_fetch: config.authorized_fetch,
        repository: SOURCE.to_owned(),
        homepage: SOURCE.to_owned(),
        ..ActivityPubConfig::default()
    };
    let activitypub = Arc::new(ActivityPub::new(
        social.clone(),
        Arc::clone(&door),
        settings,
    ));
    let atproto = config.bluesky(social)?.map(|settings| {
        let door = Arc::clone(&door);
        Arc::new(AtProto::new(social.clone(), door, settings))
    });
    let nostr = config.nostr.unwrap_or(!config.dev).then(|| {
        let usual = NostrConfig::new(social.base_url());
        let indexes = config.nostr_indexes.clone();
        let settings = NostrConfig {
            limits_rates: !config.dev,
            work: config.nostr_work,
            indexes: indexes.unwrap_or(usual.indexes),
            ..NostrConfig::new(social.base_url())
        };
        Arc::new(Nostr::new(social.clone(), Arc::clone(&door), settings))
    });
    // Whoever takes the fewest addresses for theirs is asked first.
    let mut networks: Vec<Arc<dyn Network>> = Vec::new();
    networks.extend(
        atproto
            .clone()
            .map(|atproto| -> Arc<dyn Network> { atproto }),
    );
    networks.extend(nostr.clone().map(|nostr| -> Arc<dyn Network> { nostr }));
    networks.push(activitypub.clone());
    social.connect(networks);
    Ok(Connected {
        door,
        activitypub,
        atproto,
        nostr,
    })
}

/// Builds the whole house. `stopping` turns true when streams should end.
pub(crate) async fn build(
    social: Social,
    config: &Config,
    stopping: watch::Receiver<bool>,
) -> Result<House> {
    let Connected {
        door,
        activitypub,
        atproto,
        nostr,
    } = connect(&social, config)?;
    connect_translator(&social, config)?;
    connect_far_media(&social, config).await?;
    social.server_account().await?;
    social.push_key().await?;
    let pushes = Arc::new(self::door(&social, loopback(config), Limits::default())?);
    let apps = mastodon::router(
        social.clone(),
        mastodon::Options {
            source_url: SOURCE.to_owned(),
            stopping: stopping.clone(),
            limits_rates: !config.dev,
            oauth_members: match &atproto {
                Some(_) => atproto::oauth::server_members(&social),
                None => serde_json::Map::new(),
            },
            ..mastodon::Options::default()
        },
    );
    // Apps of both kinds get their tokens at one address; those that hold a key are known by their proof.
    let apps = match &atproto {
        Some(atproto) => apps.layer(middleware::from_fn_with_state(
            atproto.provider(),
            atproto::oauth::claim_bound,
        )),
        None => apps,
    };
    let repos = atproto
        .clone()
        .map(|atproto| atproto.router(stopping.clone()));
    let events = nostr.clone().map(|nostr| nostr.router(stopping.clone()));
    let pages = web::router_until(social.clone(), stopping.clone());
    let router = limited(Arc::clone(&activitypub).router(), PEERS, &social)
        .merge(limited(apps, APPS, &social))
        .merge(limited(pages, PAGES, &social))
        .merge(repos.map_or_else(Router::new, |repos| limited(repos, APPS, &social)))
        .merge(events.map_or_else(Router::new, |events| limited(events, APPS, &social)));
    // Apps write `/api/v1/instance/`, and Mastodon does not mind; this must happen before a route is chosen.
    // Files have paths that look like any other, and staff ask at the root.
    let router = match nostr.clone() {
        Some(nostr) => router.layer(middleware::from_fn_with_state(
            limited(nostr.claimed(stopping.clone()), APPS, &social),
            folkmoot_nostr::claim,
        )),
        None => router,
    };
    let router = Router::new().fallback_service(NormalizePath::trim_trailing_slash(router));
    let router = around(router, &social, config)?;
    Ok(House {
        browser: Arc::new(Outside(door)),
        social,
        activitypub,
        atproto,
        nostr,
        pushes,
        router,
    })
}

/// Requests that one address may make of each front door in five minutes. Households and offices share an address,
/// and a big server delivers for all its people, so these stop floods and nothing else; what a member may do is
/// limited where it is done.
const PEERS: Allowance = Allowance::new(6_000, 5);
const APPS: Allowance = Allowance::new(3_000, 5);
const PAGES: Allowance = Allowance::new(3_000, 5);

/// A front door that counts who comes, except in development.
fn limited(door: Router, allowance: Allowance, social: &Social) -> Router {
    let clock = Arc::new(SystemClock);
    let limiter = if social.is_development() {
        Limiter::off(clock)
    } else {
        Limiter::new(allowance, clock)
    };
    door.layer(middleware::from_fn_with_state(limiter, limit_rate))
}

/// What stands around every request, the first to see it last.
fn around(router: Router, social: &Social, config: &Config) -> Result<Router> {
    let headers = edge::security_headers::SecurityHeaders::of(social);
    // What is compressed already stays as it is, or a player could not jump in it.
    let is_worth_it = DefaultPredicate::new()
        .and(NotForContentType::const_new("audio/"))
        .and(NotForContentType::const_new("video/"));
    Ok(router
        .layer(CompressionLayer::new().compress_when(is_worth_it))
        .layer(middleware::from_fn_with_state(
            headers,
            edge::security_headers::add_security_headers,
        ))
        .layer(middleware::from_fn_with_state(
            crate::media_host::MediaHost::of(social),
            crate::media_host::keep_to_files,
        ))
        .layer(middleware::from_fn(answer_in_time))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(log_request))
        .layer(middleware::from_fn_with_state(
            config.proxies()?,
            edge::client_ip::find_client_ip,
        )))
}

/// 408 to whoever takes too long.
async fn answer_in_time(request: Request, next: Next) -> Response {
    let kind = request.headers().get(http::header::CONTENT_TYPE);
    let path = request.uri().path();
    let is = |wanted: &str| kind.is_some_and(|kind| kind.as_bytes().starts_with(wanted.as_bytes()));
    let brings_files = BLOBS_COME_TO.contains(&path)
        || FILES_COME_TO.contains(&path) && is("multipart/form-data")
        || PARTS_COME_TO.iter().any(|place| path.starts_with(place)) && is(edge::tus::PART);
    let patience = if brings_files {
        PATIENCE_WITH_FILES
    } else {
        PATIENCE
    };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(answer) => answer,
        Err(_elapsed) => http::StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// One line a request, without its query: tokens travel there.
async fn log_request(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let answer = next.run(request).await;
    tracing::debug!(%method, path, status = answer.status().as_u16(), "request");
    answer
}
