//! Asking a world in process, as a client would over the wire.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use axum::Router;
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use edge::csrf;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;

use super::{Person, World};

/// The longest answer that a test looks at.
const MAX_ANSWER: usize = 8 * 1024 * 1024;
/// The cookie of a session, under https and without.
const SESSION: &str = "folkmoot_session";

/// A request about to be made. Await it to make it.
#[derive(Debug)]
pub struct Ask {
    router: Router,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl World {
    /// A request. The path may have a query; what does not fit into a URI must be encoded.
    pub fn ask(&self, method: Method, path: &str) -> Ask {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, value(self.host()));
        Ask {
            router: self.router(),
            method,
            path: path.to_owned(),
            headers,
            body: Bytes::new(),
        }
    }

    /// A GET.
    pub fn get(&self, path: &str) -> Ask {
        self.ask(Method::GET, path)
    }

    /// A POST with an empty body.
    pub fn post(&self, path: &str) -> Ask {
        self.ask(Method::POST, path)
    }

    /// A POST of a form.
    pub fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Ask {
        self.post(path).form(fields)
    }

    /// A POST of JSON.
    pub fn post_json(&self, path: &str, json: &Value) -> Ask {
        self.post(path).json(json)
    }
}

impl Ask {
    /// As somebody, by their app.
    pub fn by(self, person: &Person) -> Self {
        self.token(&person.token)
    }

    /// With a token.
    pub fn token(self, token: &str) -> Self {
        self.header(AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// As somebody, by their browser.
    pub fn session(self, person: &Person) -> Self {
        let secret = &person.session.0;
        self.header(
            COOKIE,
            &format!("{SESSION}={secret}; __Host-{SESSION}={secret}"),
        )
    }

    /// A form sent from one of our own pages in somebody's browser.
    pub fn session_form(self, person: &Person, fields: &[(&str, &str)]) -> Self {
        let csrf = csrf::token(&person.session.0);
        let mut all = vec![(csrf::FIELD, csrf.as_str())];
        all.extend_from_slice(fields);
        self.session(person).form(&all)
    }

    /// The same with files: (field, bytes).
    pub fn session_files(
        self,
        person: &Person,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Self {
        let csrf = csrf::token(&person.session.0);
        let mut all = vec![(csrf::FIELD, csrf.as_str())];
        all.extend_from_slice(fields);
        self.session(person).files(&all, files)
    }

    /// With a form that has files: (field, bytes). What their sender says they are is never true.
    pub fn files(self, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Self {
        let mut body = Vec::new();
        let mut part = |head: String, bytes: &[u8]| {
            body.extend_from_slice(
                format!("--XX\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        };
        for (name, text) in fields {
            part(format!("name=\"{name}\""), text.as_bytes());
        }
        for (name, bytes) in files {
            let said = "filename=\"a.html\"\r\nContent-Type: text/html";
            part(format!("name=\"{name}\"; {said}"), bytes);
        }
        body.extend_from_slice(b"--XX--\r\n");
        self.body("multipart/form-data; boundary=XX", body)
    }

    /// With a header; one that is there is replaced.
    pub fn header(mut self, name: HeaderName, text: &str) -> Self {
        self.headers.insert(name, value(text));
        self
    }

    /// With headers, beside those that are there.
    pub fn headers(mut self, headers: &HeaderMap) -> Self {
        for (name, value) in headers {
            self.headers.append(name, value.clone());
        }
        self
    }

    /// With a form.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        self.body("application/x-www-form-urlencoded", form.finish())
    }

    /// With JSON.
    pub fn json(self, json: &Value) -> Self {
        self.body("application/json", json.to_string())
    }

    /// With a body of any kind.
    pub fn body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header(CONTENT_TYPE, content_type)
    }

    /// With a body whose kind the headers tell, or nobody.
    pub fn raw_body(self, body: impl Into<Bytes>) -> Self {
        Self {
            body: body.into(),
            ..self
        }
    }

    /// Makes the request, and holds the answer to the description of the API. The body of a stream, which has no end, is
    /// not read.
    async fn send(self) -> Reply {
        let (method, path) = (self.method.clone(), self.path.clone());
        let mut request = Request::new(Body::from(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = self.path.parse().expect("a path that fits into a URI");
        *request.headers_mut() = self.headers;
        let answer = self.router.oneshot(request).await;
        let (parts, body) = answer.expect("a router always answers").into_parts();
        let body = if is_stream(&parts.headers) {
            Bytes::new()
        } else {
            to_bytes(body, MAX_ANSWER).await.expect("a whole answer")
        };
        let reply = Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        };
        let status = reply.status.as_u16();
        let is_page = reply.header("content-type").starts_with("text/html");
        if !is_stream(&reply.headers) && (!is_page || reply.status.is_success()) {
            compat::witness(method.as_str(), &path, status, &reply.json());
        }
        reply
    }
}

impl IntoFuture for Ask {
    type Output = Reply;
    type IntoFuture = Pin<Box<dyn Future<Output = Reply> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The JSON of a success; anything else is red.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!(
            self.status.is_success(),
            "answered {}: {}",
            self.status,
            self.text()
        );
        self.json()
    }
}

fn is_stream(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| kind.starts_with(b"text/event-stream"))
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::try_from(text).expect("a header of visible characters")
}
