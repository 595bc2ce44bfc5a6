//! What every handler is given: the core, and how this front door was set up.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::FromRequestParts;
use http::request::Parts;
use social::{AccountView, PostView, Social, Viewer};
use tokio::sync::watch;

use crate::entity::{Account, Lens, Poll, Status, custom_emojis};
use crate::error::{Answer, Error};
use crate::rate::Rates;
use crate::streaming::Places;

/// How this front door is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the source code of this server is, as its licence asks.
    pub source_url: String,
    /// The path of a picture that stands for the community.
    pub thumbnail_path: String,
    /// How often a silent stream shows that it lives.
    pub heartbeat: Duration,
    /// Whether it is counted how often somebody asks.
    pub limits_rates: bool,
    /// What other networks say of how apps are let in, added to `/.well-known/oauth-authorization-server`: of two lists of
    /// one name there is one with both, anything else takes the place of what has its name.
    pub oauth_members: serde_json::Map<String, serde_json::Value>,
    /// Becomes `true` when the server stops; streams then end.
    pub stopping: watch::Receiver<bool>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            source_url: "https://folkmoot.example/source".to_owned(),
            thumbnail_path: "/headers/default.png".to_owned(),
            heartbeat: Duration::from_secs(15),
            limits_rates: false,
            oauth_members: serde_json::Map::new(),
            stopping: watch::channel(false).1,
        }
    }
}

/// What every handler is given. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct App {
    /// The core.
    pub(crate) social: Social,
    /// How this front door is set up.
    pub(crate) options: Arc<Options>,
    /// Who holds how many streams open.
    pub(crate) places: Places,
    /// Who asks how often.
    pub(crate) rates: Rates,
}

impl App {
    pub(crate) fn new(social: Social, options: Options) -> Self {
        Self {
            social,
            rates: if options.limits_rates {
                Rates::documented()
            } else {
                Rates::off()
            },
            options: Arc::new(options),
            places: Places::default(),
        }
    }

    /// How things are to be rendered for `viewer`.
    pub(crate) fn lens(&self, viewer: Viewer) -> Lens<'_> {
        Lens::new(&self.social, viewer)
    }

    /// A post as JSON.
    pub(crate) fn status(&self, viewer: Viewer, post: PostView) -> Json<Status> {
        Json(Status::new(post, &self.lens(viewer)))
    }

    /// The poll of a post as JSON.
    pub(crate) fn poll(&self, viewer: Viewer, post: &PostView) -> Answer<Poll> {
        let post = post.content();
        let is_own = post.mine.wrote;
        let poll = post.poll.clone().ok_or(Error::NotFound)?;
        let emojis = custom_emojis(post.emojis.clone());
        Ok(Json(Poll::new(
            post.id,
            poll,
            emojis,
            is_own,
            &self.lens(viewer),
        )))
    }

    /// Posts as a JSON array.
    pub(crate) fn statuses(&self, viewer: Viewer, posts: Vec<PostView>) -> Json<Vec<Status>> {
        let lens = self.lens(viewer);
        Json(
            posts
                .into_iter()
                .map(|post| Status::new(post, &lens))
                .collect(),
        )
    }
}

/// Accounts as a JSON array.
pub(crate) fn accounts(accounts: Vec<AccountView>) -> Json<Vec<Account>> {
    Json(accounts.into_iter().map(Account::from).collect())
}

impl FromRequestParts<App> for App {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(app.clone())
    }
}
