//! What can be set: built-in defaults, then the configuration file, then the environment, then the command line.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use model::Domain;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::args::Settings;

mod bluesky;
mod files;
#[cfg(test)]
mod tests;

/// All settings. Every name is a key of `folkmoot.toml` and, in capitals behind `FOLKMOOT_`, of the environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The folder with everything that is kept.
    pub(crate) data: PathBuf,
    /// Where to listen.
    pub(crate) listen: SocketAddr,
    /// Where people reach the server; `http://` and the listening address when nothing is said.
    pub(crate) url: Option<String>,
    /// The part after the `@` in addresses; the host of `url` when nothing is said.
    pub(crate) domain: Option<String>,
    /// `postgres://…`; the built-in database when nothing is said.
    pub(crate) database: Option<String>,
    /// For development only.
    pub(crate) dev: bool,
    /// A PEM file with the certificate chain; together with `tls_key` it turns https on.
    pub(crate) tls_certificate: Option<PathBuf>,
    /// A PEM file with the private key.
    pub(crate) tls_key: Option<PathBuf>,
    /// Networks of proxies whose `X-Forwarded-For` is believed, as `10.0.0.0/8`.
    pub(crate) trusted_proxies: Vec<String>,
    /// Answer other servers only when they sign ("authorised fetch").
    pub(crate) authorized_fetch: bool,
    /// The most characters of a post.
    pub(crate) post_characters: usize,
    /// The most bytes of a video or a sound that somebody here sends.
    pub(crate) upload_bytes: usize,
    /// A translator that speaks as `LibreTranslate` does; posts cannot be translated when nothing is said.
    pub(crate) translate_url: Option<String>,
    /// What it asks for, if it does.
    pub(crate) translate_key: Option<String>,
    /// How many bytes of other servers' pictures are kept at most; 0 keeps none. 5 GB when nothing is said, or a fifth of
    /// the disk if that is less.
    pub(crate) remote_media_bytes: Option<u64>,
    /// Where video and sound of other servers are played from: `proxied`, through this server, or `origin`, their own.
    pub(crate) remote_video: RemoteVideo,
    /// Whether people here are on the Bluesky network (AT Protocol), too. When nothing is said they are, but not in
    /// Whether people here are on Nostr, too.
    pub(crate) nostr: Option<bool>,
    /// How many zero bits what strangers write to the relay must begin with.
    pub(crate) nostr_work: u32,
    /// Relays that know who everybody is, when not the usual ones.
    pub(crate) nostr_indexes: Option<Vec<String>>,
    /// development: what is told there is told to everybody.
    pub(crate) bluesky: Option<bool>,
    /// The directory of names.
    pub(crate) bluesky_directory: String,
    /// What handles of people here end in; the host of `url` when nothing is said.
    pub(crate) bluesky_handles: Option<String>,
    /// Those who are told that there is something to read here.
    pub(crate) bluesky_relays: Vec<String>,
    /// The service that shows apps the whole network, and what it is called.
    pub(crate) bluesky_app_view: Option<String>,
    /// What that service is called: a DID.
    pub(crate) bluesky_app_view_did: Option<String>,
    /// Hosts of the Bluesky network that end in one of these have too many people to hear them all: whom people here follow
    /// is asked for one by one.
    pub(crate) bluesky_polled: Vec<String>,
    /// With `dev` only, where names are in no DNS: the servers that are asked whose a handle is.
    pub(crate) bluesky_handle_servers: Vec<String>,
    /// The largest repository that somebody may bring from another server of that network, in megabytes.
    pub(crate) bluesky_import_megabytes: u64,
    /// Where a store that speaks S3 keeps the files of people here: `https://s3.example.org`. They are in the folder
    /// `media` of `data` when nothing is said.
    pub(crate) s3_endpoint: Option<String>,
    /// The bucket there. It stays closed to the world: this server gives the files out.
    pub(crate) s3_bucket: Option<String>,
    /// The region that requests are signed for.
    pub(crate) s3_region: String,
    /// The name of the key.
    pub(crate) s3_key: Option<String>,
    /// A file with the secret of the key: what is a setting may be seen by others, a file is the host's own.
    pub(crate) s3_secret_file: Option<PathBuf>,
    /// Whether the bucket is a part of the path, as small servers want it, not of the host.
    pub(crate) s3_path_style: bool,
    /// Whether files that are for everyone are fetched from that store by browsers, at addresses that are good for an hour.
    pub(crate) s3_redirect: bool,
    /// A host that files have of their own: `https://media.example.org`. It must lead here, as `url` does.
    pub(crate) media_url: Option<String>,
    /// What is logged, as in `info` or `warn,folkmoot=debug`.
    pub(crate) log: String,
    /// `text` or `json`.
    pub(crate) log_format: LogFormat,
}

/// Where video and sound of other servers are played from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RemoteVideo {
    /// Through this server: the other one does not learn who looks.
    Proxied,
    /// Their own server: this one's line is spared.
    Origin,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For programs, one object a line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("folkmoot-data"),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8420)),
            url: None,
            domain: None,
            database: None,
            dev: false,
            tls_certificate: None,
            tls_key: None,
            trusted_proxies: Vec::new(),
            authorized_fetch: false,
            post_characters: model::post::MAX_POST_CHARS,
            upload_bytes: social::media::MAX_PLAYING_BYTES,
            translate_url: None,
            translate_key: None,
            remote_media_bytes: None,
            remote_video: RemoteVideo::Proxied,
            nostr: None,
            nostr_work: 0,
            nostr_indexes: None,
            bluesky: None,
            bluesky_directory: "https://plc.directory".to_owned(),
            bluesky_handles: None,
            bluesky_relays: vec!["https://bsky.network".to_owned()],
            bluesky_app_view: Some("https://api.bsky.app".to_owned()),
            bluesky_app_view_did: Some("did:web:api.bsky.app".to_owned()),
            bluesky_polled: vec![".host.bsky.network".to_owned()],
            bluesky_handle_servers: Vec::new(),
            bluesky_import_megabytes: 100,
            s3_endpoint: None,
            s3_bucket: None,
            s3_region: "us-east-1".to_owned(),
            s3_key: None,
            s3_secret_file: None,
            s3_path_style: false,
            s3_redirect: false,
            media_url: None,
            log: "info".to_owned(),
            log_format: LogFormat::Text,
        }
    }
}

const FILE_NAME: &str = "folkmoot.toml";
const ENV_PREFIX: &str = "FOLKMOOT_";

impl Config {
    /// Reads all sources and checks that they make sense together.
    pub(crate) fn load(settings: &Settings) -> Result<Self> {
        Self::load_with(settings, Env::prefixed(ENV_PREFIX))
    }

    fn load_with(settings: &Settings, environment: Env) -> Result<Self> {
        let file = match &settings.config {
            Some(file) => {
                ensure!(
                    file.is_file(),
                    "There is no configuration file at {}.",
                    file.display()
                );
                file.clone()
            }
            None => settings
                .data
                .clone()
                .or_else(data_from_env)
                .unwrap_or_else(|| Self::default().data)
                .join(FILE_NAME),
        };
        let sources = Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file(&file))
            .merge(environment);
        let mut config: Self = sources.extract().map_err(|error| explain(&error, &file))?;
        config.apply(settings);
        config.check()?;
        Ok(config)
    }

    fn apply(&mut self, settings: &Settings) {
        if let Some(data) = &settings.data {
            self.data.clone_from(data);
        }
        if let Some(listen) = settings.listen {
            self.listen = listen;
        }
        if let Some(url) = &settings.url {
            self.url = Some(url.clone());
        }
        if let Some(database) = &settings.database {
            self.database = Some(database.clone());
        }
        self.dev |= settings.dev;
    }

    fn check(&self) -> Result<()> {
        ensure!(
            self.tls_certificate.is_some() == self.tls_key.is_some(),
            "tls_certificate and tls_key belong together: set both, or neither."
        );
        ensure!(
            (1..=100_000).contains(&self.post_characters),
            "post_characters must be between 1 and 100000."
        );
        ensure!(
            (1_000_000..=500_000_000).contains(&self.upload_bytes),
            "upload_bytes must be between 1000000 and 500000000."
        );
        self.check_files()?;
        if self.dev && !self.listen.ip().is_loopback() {
            bail!(
                "--dev switches off what protects people, so it only listens on this machine. \
                 Leave --dev out, or listen on 127.0.0.1."
            );
        }
        check_url("url", &self.base_url()?)?;
        self.account_domain()?;
        self.proxies()?;
        Ok(())
    }

    /// Where people reach the server.
    pub(crate) fn base_url(&self) -> Result<Url> {
        if let Some(url) = &self.url {
            return Url::parse(url).with_context(|| {
                format!("url is {url}, which is no URL such as https://example.org")
            });
        }
        let scheme = if self.tls_certificate.is_some() {
            "https"
        } else {
            "http"
        };
        let host = match self.listen.ip() {
            ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            ip => ip,
        };
        let address = SocketAddr::new(host, self.listen.port());
        Url::parse(&format!("{scheme}://{address}")).context("the listening address makes no URL")
    }

    /// The part after the `@` in addresses.
    pub(crate) fn account_domain(&self) -> Result<Domain> {
        match &self.domain {
            Some(domain) => Domain::parse(domain)
                .with_context(|| format!("domain is {domain}, which is no server's name")),
            None => Domain::of_url(&self.base_url()?)
                .context("the host of url is no server's name; set domain"),
        }
    }

    /// The proxies that are believed.
    pub(crate) fn proxies(&self) -> Result<edge::client_ip::TrustedProxies> {
        let networks: Result<Vec<_>> = self
            .trusted_proxies
            .iter()
            .map(|text| {
                text.parse().with_context(|| {
                    format!("trusted_proxies: {text} is not a network such as 10.0.0.0/8")
                })
            })
            .collect();
        Ok(edge::client_ip::TrustedProxies::new(networks?))
    }
}

fn data_from_env() -> Option<PathBuf> {
    std::env::var_os("FOLKMOOT_DATA").map(PathBuf::from)
}

/// That an address can be one of ours.
fn check_url(setting: &str, url: &Url) -> Result<()> {
    ensure!(
        matches!(url.scheme(), "https" | "http")
            && url.has_host()
            && url.path() == "/"
            && url.query().is_none(),
        "{setting} must be like https://example.org, without a path."
    );
    if url.scheme() == "http" && !is_this_machine(url) {
        bail!(
            "{setting} is {url}, but people's passwords must not travel over plain http. Use https://."
        );
    }
    Ok(())
}

/// Whether a URL can only be reached from this machine.
fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// What is wrong, where, and what was probably meant.
fn explain(error: &figment::Error, file: &Path) -> anyhow::Error {
    let from = error.metadata.as_ref().map_or_else(
        || file.display().to_string(),
        |metadata| metadata.name.to_string(),
    );
    if let figment::error::Kind::UnknownField(name, known) = &error.kind {
        let near = known
            .iter()
            .map(|candidate| (strsim::damerau_levenshtein(name, candidate), *candidate))
            .min()
            .filter(|(distance, _)| *distance <= 4);
        let hint = near.map_or_else(
            || format!("Known settings: {}.", known.join(", ")),
            |(_, candidate)| format!("Did you mean {candidate}?"),
        );
        return anyhow::anyhow!("There is no setting called {name} (from {from}). {hint}");
    }
    anyhow::anyhow!("A setting cannot be used (from {from}): {error}")
}
