//! What a request says, in Mastodon's dialect: forms of any encoding (read by [`edge::forms`]), ids in paths, and the
//! few words that many endpoints share. What is wrong is refused in this API's shape.

use std::str::FromStr;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use edge::forms::AnyForm;
use http::request::Parts;
use model::{Audience, Permission, Time};
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

/// The two parameters of a path.
pub(crate) struct Targets<T, U>(pub(crate) T, pub(crate) U);

impl<T: FromStr + Send, U: FromStr + Send> FromRequestParts<App> for Targets<T, U> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Path((first, second)) = Path::<(String, String)>::from_request_parts(parts, app)
            .await
            .or(Err(Error::NotFound))?;
        if first.contains('\0') || second.contains('\0') {
            return Err(Error::NotFound);
        }
        match (first.parse(), second.parse()) {
            (Ok(first), Ok(second)) => Ok(Self(first, second)),
            _ => Err(Error::NotFound),
        }
    }
}

/// A moment, if one is said.
pub(crate) fn moment(name: &'static str, text: Option<&str>) -> Result<Option<Time>> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => Time::parse(text)
            .map(Some)
            .ok_or(Error::parameter(name, "must be a date and time (ISO 8601)")),
    }
}

/// Who may quote, in Mastodon's words, if it is said.
pub(crate) fn quote_policy(word: Option<&str>) -> Result<Option<Permission>> {
    match word.map(str::trim) {
        None | Some("") => Ok(None),
        Some("public") => Ok(Some(Permission::Anyone)),
        Some("followers") => Ok(Some(Permission::Followers)),
        Some("nobody") => Ok(Some(Permission::Nobody)),
        Some(_) => Err(Error::parameter(
            "quote_approval_policy",
            "must be public, followers or nobody",
        )),
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

/// For whom a post is, in Mastodon's words and ours: `local` and `circle`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Visibility {
    Public,
    Unlisted,
    Private,
    Direct,
    Local,
    Circle,
}

impl From<Visibility> for Audience {
    fn from(visibility: Visibility) -> Self {
        match visibility {
            Visibility::Public => Self::Public,
            Visibility::Unlisted => Self::Quiet,
            Visibility::Private => Self::Followers,
            Visibility::Direct => Self::Mentioned,
            Visibility::Local => Self::Local,
            Visibility::Circle => Self::Circle,
        }
    }
}
