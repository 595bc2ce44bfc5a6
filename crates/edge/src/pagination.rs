//! Pages of lists, in Mastodon's words (<https://docs.joinmastodon.org/api/guidelines/#pagination>).
//!
//! What is not a page is refused: an id that is no number, a limit that is none. Empty parameters count as
//! absent, because forms and some apps send them. A limit outside the range is moved into it, not refused.

use axum::{
    extract::{FromRequestParts, OriginalUri},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, Uri, request::Parts};
use model::Id;
use social::{Page, Slice};
use url::{Url, form_urlencoded};

use crate::problem::Problem;

/// Parameters that a link to another page must not repeat: those it sets itself, and secrets.
const NOT_REPEATED: [&str; 4] = ["max_id", "since_id", "min_id", "access_token"];

/// The page a request asks for, and the address it asked at.
#[derive(Clone, Debug)]
pub struct Paging {
    max_id: Option<Id>,
    since_id: Option<Id>,
    min_id: Option<Id>,
    limit: Option<u32>,
    uri: Uri,
}

/// A parameter that is no id, or no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} must be a whole number")]
pub struct BadPage(pub &'static str);

impl From<BadPage> for Problem {
    fn from(bad: BadPage) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_page", bad.to_string()).about(bad.0)
    }
}

impl IntoResponse for BadPage {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

impl Paging {
    /// Reads the query of an address.
    pub fn from_uri(uri: &Uri) -> Result<Self, BadPage> {
        let mut page = Self {
            max_id: None,
            since_id: None,
            min_id: None,
            limit: None,
            uri: uri.clone(),
        };
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            match name.as_ref() {
                "max_id" => page.max_id = parse_id("max_id", &value)?,
                "since_id" => page.since_id = parse_id("since_id", &value)?,
                "min_id" => page.min_id = parse_id("min_id", &value)?,
                "limit" => page.limit = parse_limit(&value)?,
                _ => {}
            }
        }
        Ok(page)
    }

    /// The page in the core's words: `usual` entries if nothing was asked for, at least 1 and at most `most`.
    pub fn page(&self, usual: u32, most: u32) -> Page {
        let limit = self.limit.unwrap_or(usual).clamp(1, most);
        Page {
            max_id: self.max_id,
            since_id: self.since_id,
            min_id: self.min_id,
            limit,
        }
    }

    /// Whether everything is wanted at once, in the few lists where `limit=0` says so.
    pub fn is_for_all(&self) -> bool {
        self.limit == Some(0)
    }

    /// The `Link` header (RFC 8288) to the pages around a slice: `next` is older, `prev` is newer. Every other
    /// parameter is kept, except a token. Nothing if there was nothing.
    pub fn link<T>(&self, base: &Url, slice: &Slice<T>) -> Option<HeaderValue> {
        let next = slice
            .oldest
            .map(|id| format!("<{}>; rel=\"next\"", self.at(base, "max_id", id)));
        let prev = slice
            .newest
            .map(|id| format!("<{}>; rel=\"prev\"", self.at(base, "min_id", id)));
        let links: Vec<String> = next.into_iter().chain(prev).collect();
        if links.is_empty() {
            None
        } else {
            HeaderValue::try_from(links.join(", ")).ok()
        }
    }

    /// This address on the public server, with one cursor.
    fn at(&self, base: &Url, cursor: &str, id: Id) -> Url {
        let mut url = base.clone();
        url.set_path(self.uri.path());
        url.set_query(None);
        url.query_pairs_mut()
            .extend_pairs(
                form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes())
                    .filter(|(name, _)| !NOT_REPEATED.contains(&name.as_ref())),
            )
            .append_pair(cursor, &id.to_string());
        url
    }
}

fn parse_id(name: &'static str, text: &str) -> Result<Option<Id>, BadPage> {
    match text.trim() {
        "" => Ok(None),
        id => id.parse().map(Some).or(Err(BadPage(name))),
    }
}

/// A number too large for its type is still a number, and then the limit is whatever is allowed.
fn parse_limit(text: &str) -> Result<Option<u32>, BadPage> {
    match text.trim() {
        "" => Ok(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(Some(digits.parse().unwrap_or(u32::MAX)))
        }
        _ => Err(BadPage("limit")),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Paging {
    type Rejection = BadPage;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, BadPage> {
        // Inside a nested router the request's own address has lost its first part.
        match parts.extensions.get::<OriginalUri>() {
            Some(original) => Self::from_uri(&original.0),
            None => Self::from_uri(&parts.uri),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, routing::get};
    use tower::ServiceExt;

    use super::*;

    fn paging(query: &str) -> Result<Paging, BadPage> {
        Paging::from_uri(&format!("/api/v1/timelines/home?{query}").parse().unwrap())
    }

    #[test]
    fn ids_and_limit_are_read_and_the_limit_is_kept_in_range() {
        let page = paging("max_id=9&since_id=5&min_id=&limit=7")
            .unwrap()
            .page(20, 40);
        assert_eq!(
            (page.max_id, page.since_id),
            (Some(9.into()), Some(5.into()))
        );
        assert_eq!((page.min_id, page.limit), (None, 7));
        assert_eq!(paging("").unwrap().page(20, 40).limit, 20);
        assert_eq!(paging("limit=0").unwrap().page(20, 40).limit, 1);
        assert_eq!(
            paging("limit=99999999999999999999")
                .unwrap()
                .page(20, 40)
                .limit,
            40
        );
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for (query, name) in [
            ("max_id=abc", "max_id"),
            ("min_id=-1", "min_id"),
            ("since_id=99999999999999999999", "since_id"),
            ("limit=-5", "limit"),
            ("limit=ten", "limit"),
            ("max_id=1%00", "max_id"),
        ] {
            assert_eq!(paging(query).unwrap_err(), BadPage(name), "{query}");
        }
    }

    fn slice(newest: Option<i64>, oldest: Option<i64>) -> Slice<()> {
        Slice {
            items: Vec::new(),
            newest: newest.map(Id::from),
            oldest: oldest.map(Id::from),
        }
    }

    #[test]
    fn links_keep_other_parameters_and_lead_to_the_public_address() {
        let base = Url::parse("https://social.example/").unwrap();
        let asked =
            paging("local=true&max_id=9&limit=2&access_token=SECRET&any%5B%5D=a%26b").unwrap();
        let link = asked.link(&base, &slice(Some(8), Some(7))).unwrap();
        let kept =
            "https://social.example/api/v1/timelines/home?local=true&limit=2&any%5B%5D=a%26b";
        let expected = format!("<{kept}&max_id=7>; rel=\"next\", <{kept}&min_id=8>; rel=\"prev\"");
        assert_eq!(link.to_str().unwrap(), expected);
    }

    #[test]
    fn an_empty_list_links_nowhere() {
        let base = Url::parse("https://social.example/").unwrap();
        assert_eq!(paging("").unwrap().link(&base, &slice(None, None)), None);
    }

    #[test]
    fn an_address_cannot_break_out_of_its_link() {
        let base = Url::parse("https://social.example/").unwrap();
        let uri = "/tags/a%3E%3B%0D%0A?q=%3E%3B+rel%3D%22next%22%0D%0A"
            .parse()
            .unwrap();
        let link = Paging::from_uri(&uri)
            .unwrap()
            .link(&base, &slice(Some(1), None))
            .unwrap();
        assert_eq!(link.to_str().unwrap().matches('>').count(), 1, "{link:?}");
    }

    #[tokio::test]
    async fn a_nested_route_links_to_its_whole_address() {
        let show = |paging: Paging| async move {
            let base = Url::parse("https://social.example/").unwrap();
            let link = paging.link(&base, &slice(None, Some(3))).unwrap();
            ([("link", link)], "")
        };
        let app = Router::new().nest("/api", Router::new().route("/list", get(show)));
        let ask = |uri| {
            app.clone()
                .oneshot(http::Request::get(uri).body(Body::empty()).unwrap())
        };
        let response = ask("/api/list").await.unwrap();
        assert_eq!(
            response.headers()["link"],
            "<https://social.example/api/list?max_id=3>; rel=\"next\""
        );
        assert_eq!(
            ask("/api/list?max_id=x").await.unwrap().status(),
            StatusCode::BAD_REQUEST
        );
    }
}
