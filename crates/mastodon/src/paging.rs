//! Pages of lists, and the `Link` header that continues them.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use edge::pagination::Paging;
use http::header::{HeaderValue, LINK};
use http::request::Parts;
use serde::Serialize;
use social::trend::Part;
use social::{Page, Slice};

use crate::app::App;
use crate::error::{Error, Result};

/// Which page is wanted.
pub(crate) struct Pages(Paging);

impl FromRequestParts<App> for Pages {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        Ok(Self(Paging::from_request_parts(parts, app).await?))
    }
}

impl Pages {
    /// A page of posts: 20, at most 40.
    pub(crate) fn of_statuses(&self) -> Page {
        self.0.page(20, 40)
    }

    /// A page of people: 40, at most 80.
    pub(crate) fn of_accounts(&self) -> Page {
        self.0.page(40, 80)
    }

    /// A page for staff: 100, at most 200.
    pub(crate) fn of_staff(&self) -> Page {
        self.0.page(100, 200)
    }

    /// A page of tags: 100, at most 200.
    pub(crate) fn of_tags(&self) -> Page {
        self.0.page(100, 200)
    }

    /// Whether everything is wanted at once: `limit=0`, where the documentation allows it.
    pub(crate) fn is_for_all(&self) -> bool {
        self.0.is_for_all()
    }

    /// A page of notifications: 40, at most 80.
    pub(crate) fn of_notifications(&self) -> Page {
        self.0.page(40, 80)
    }

    /// To what unread notifications are counted: 100, at most 1,000.
    pub(crate) fn most_counted(&self) -> u32 {
        self.0.page(100, 1_000).limit
    }

    /// A page as answer, with the links to the pages above and below it.
    pub(crate) fn listed<T>(&self, app: &App, slice: Slice<T>) -> Listed<Vec<T>> {
        let link = self.0.link(app.social.base_url(), &slice);
        Listed {
            entity: slice.items,
            link,
        }
    }

    /// The same, for an answer that is not a plain list.
    pub(crate) fn wrapped<T, U>(
        &self,
        app: &App,
        slice: Slice<T>,
        wrap: impl FnOnce(Vec<T>) -> U,
    ) -> Listed<U> {
        let Listed { entity, link } = self.listed(app, slice);
        Listed {
            entity: wrap(entity),
            link,
        }
    }
}

/// A page of a list, and where it continues.
#[derive(Debug)]
pub(crate) struct Listed<T> {
    entity: T,
    link: Option<HeaderValue>,
}

impl<T> Listed<T> {
    /// A part of a list that is counted from its start, with the links to the parts after and before it.
    pub(crate) fn counted(app: &App, path: &str, part: Part, has_more: bool, entity: T) -> Self {
        let at = |offset: u32, rel: &str| {
            let url = app.social.url(path);
            format!(
                "<{url}?limit={}&offset={offset}>; rel=\"{rel}\"",
                part.limit
            )
        };
        let next = has_more.then(|| at(part.offset.saturating_add(part.limit), "next"));
        let prev = (part.offset > 0).then(|| at(part.offset.saturating_sub(part.limit), "prev"));
        let links: Vec<String> = next.into_iter().chain(prev).collect();
        let header = HeaderValue::try_from(links.join(", ")).ok();
        Self {
            entity,
            link: header.filter(|header| !header.is_empty()),
        }
    }
}

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.entity).into_response();
        if let Some(link) = self.link {
            response.headers_mut().insert(LINK, link);
        }
        response
    }
}
