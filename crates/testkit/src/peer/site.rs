//! What a peer shows and what it was told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ap_proto::media_type::JRD_JSON;
use ap_proto::signature::Scheme;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, LOCATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::Value;

use super::Received;

/// The longest delivery that a peer reads.
const MAX_DELIVERY: usize = 8 * 1024 * 1024;

/// Everything a peer has.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) answers: HashMap<String, Answer>,
    pub(super) fingers: HashMap<String, Value>,
    pub(super) received: Vec<Received>,
    pub(super) asked: HashMap<String, usize>,
    pub(super) delivery_status: StatusCode,
    /// The only signatures of deliveries that it understands; all if nothing is said.
    pub(super) understands: Option<Scheme>,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            answers: HashMap::new(),
            fingers: HashMap::new(),
            received: Vec::new(),
            asked: HashMap::new(),
            delivery_status: StatusCode::ACCEPTED,
            understands: None,
        }
    }
}

/// What is shown at one URL.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// The word without which it is not found.
    word: Option<String>,
}

impl Answer {
    pub(super) fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            word: None,
        }
    }

    /// Only for those who say a word.
    pub(super) fn for_word(self, word: &str) -> Self {
        let word = Some(format!("Bearer {word}"));
        Self { word, ..self }
    }

    fn is_for(&self, headers: &HeaderMap) -> bool {
        let said = headers.get(AUTHORIZATION);
        let said = said.map(HeaderValue::as_bytes);
        self.word
            .as_ref()
            .is_none_or(|word| said == Some(word.as_bytes()))
    }

    pub(super) fn with_body(mut self, content_type: &str, body: Bytes) -> Self {
        self.headers.insert(CONTENT_TYPE, value(content_type));
        Self { body, ..self }
    }

    pub(super) fn with_location(mut self, to: &str) -> Self {
        self.headers.insert(LOCATION, value(to));
        self
    }

    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::try_from(text).expect("a header of visible characters")
}

/// Answers everything from what the peer has.
pub(super) fn router(site: Arc<Mutex<Site>>) -> Router {
    Router::new().fallback(answer).with_state(site)
}

async fn answer(State(site): State<Arc<Mutex<Site>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let url = format!("http://{}{}", host.unwrap_or_default(), parts.uri);
    let body = to_bytes(body, MAX_DELIVERY).await.unwrap_or_default();
    let mut site = site.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = if parts.method == Method::POST && !site.understands(&parts.headers) {
        Answer::new(StatusCode::UNAUTHORIZED)
    } else if parts.method == Method::POST {
        site.received.push(Received {
            url,
            headers: parts.headers,
            body,
        });
        Answer::new(site.delivery_status)
    } else {
        site.look_up(&url, &parts.headers)
    };
    answer.into_response()
}

/// How a delivery is signed, whether or not rightly.
pub(super) fn scheme_of(headers: &HeaderMap) -> Scheme {
    if headers.contains_key("signature-input") {
        Scheme::Rfc9421
    } else {
        Scheme::Cavage
    }
}

impl Site {
    fn understands(&self, headers: &HeaderMap) -> bool {
        let scheme = scheme_of(headers);
        self.understands.is_none_or(|known| known == scheme)
    }

    fn look_up(&mut self, url: &str, headers: &HeaderMap) -> Answer {
        *self.asked.entry(url.to_owned()).or_default() += 1;
        let known = self
            .answers
            .get(url)
            .filter(|answer| answer.is_for(headers));
        let known = known.cloned();
        let answer = known.or_else(|| self.finger(url));
        answer.unwrap_or_else(|| Answer::new(StatusCode::NOT_FOUND))
    }

    fn finger(&self, url: &str) -> Option<Answer> {
        let url = url::Url::parse(url).ok()?;
        if url.path() != "/.well-known/webfinger" {
            return None;
        }
        let (_, resource) = url.query_pairs().find(|(name, _)| name == "resource")?;
        let jrd = self.fingers.get(resource.as_ref())?.to_string();
        Some(Answer::new(StatusCode::OK).with_body(JRD_JSON, jrd.into()))
    }
}
