//! What a request says, in Mastodon's dialect: forms of any encoding (read by [`edge::forms`]), ids in paths, and the
//! few words that many endpoints share. What is wrong is refused in this API's shape.

use std::str::FromStr;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use edge::forms::AnyForm;
use http::request::Parts;
use model::Audience;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::{Error, Result};

/// A form without files. Fields nobody asked for have no effect (security row F13).
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        Ok(Self(AnyForm::from_request(request, app).await?.value))
    }
}

/// The one parameter of a path. What cannot be one is not found, nor anything with a NUL.
pub(crate) struct Target<T>(pub(crate) T);

impl<T: FromStr + Send> FromRequestParts<App> for Target<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Path(text) = Path::<String>::from_request_parts(parts, app)
            .await
            .or(Err(Error::NotFound))?;
        if text.contains('\0') {
            return Err(Error::NotFound);
        }
        text.parse().map(Self).or(Err(Error::NotFound))
    }
}

/// `id[]=…`, the list of what is wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct Ids<T> {
    #[serde(default = "Vec::new", bound(deserialize = "T: Deserialize<'de>"))]
    id: Vec<T>,
}

impl<T> Ids<T> {
    /// How many are answered at once.
    const MOST: usize = 80;

    /// The ids, as many as are answered at once.
    pub(crate) fn into_vec(mut self) -> Vec<T> {
        self.id.truncate(Self::MOST);
        self.id
    }
}

/// For whom a post is, in Mastodon's words and `local`, ours.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Visibility {
    Public,
    Unlisted,
    Private,
    Direct,
    Local,
}

impl From<Visibility> for Audience {
    fn from(visibility: Visibility) -> Self {
        match visibility {
            Visibility::Public => Self::Public,
            Visibility::Unlisted => Self::Quiet,
            Visibility::Private => Self::Followers,
            Visibility::Direct => Self::Mentioned,
            Visibility::Local => Self::Local,
        }
    }
}
