//! Forms that were sent: bounded, from our own pages, with a token that fits the browser.

use std::collections::HashMap;

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use edge::forms::{AnyForm, File, FormLimits};
use edge::{csrf, limits};
use http::{HeaderValue, StatusCode, header};
use social::Caller;
use social::media::{Arrived, Reception};

use crate::refusal::Refusal;
use crate::state::Web;
use crate::visit::{Browser, Visit};

/// The most fields a form may have.
const MAX_FIELDS: usize = 100;
/// The largest form: the longest post, three bytes a character percent-encoded, and the rest.
const MAX_BYTES: usize = 256 * 1024;
/// The photos that come with one form, all together, beside one video of the largest size.
const MAX_FILES: usize = 4 * social::media::MAX_BYTES;

/// A form that was sent from one of our pages.
#[derive(Debug)]
pub(crate) struct Sent {
    /// Who sent it.
    pub(crate) visit: Visit,
    /// From which browser.
    pub(crate) browser: Browser,
    /// Whether a script wants only the changed part of the page.
    pub(crate) wants_fragment: bool,
    fields: HashMap<String, String>,
    files: Vec<File>,
}

impl Sent {
    /// What a field says; empty when it is not there. No NUL, no lone carriage return.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// What a field says, if the form has it.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// A field that was filled in.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name).trim()).filter(|text| !text.is_empty())
    }

    /// The bytes of a file that came with the form, once.
    pub(crate) fn take_file(&mut self, field: &str) -> Option<Arrived> {
        let at = self.files.iter().position(|file| file.field == field)?;
        Some(self.files.swap_remove(at).content).filter(|file| !file.is_empty())
    }

    /// Whether a box was ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// What follows a word in the names of the boxes that were ticked.
    pub(crate) fn ticked<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        let mut found: Vec<&str> = self
            .fields
            .keys()
            .filter_map(|name| name.strip_prefix(word))
            .collect();
        found.sort_unstable();
        found.into_iter()
    }

    /// Who sent it; a visitor is sent to log in.
    pub(crate) fn caller(&self) -> Result<&Caller, Refusal> {
        self.visit.caller.as_ref().ok_or_else(|| Refusal::LogIn {
            next: self.back("/home"),
        })
    }

    /// The path of ours to go back to.
    pub(crate) fn back(&self, otherwise: &str) -> String {
        local_path(self.text("back"))
            .unwrap_or(otherwise)
            .to_owned()
    }

    /// Answers with a part of a page to a script, and sends everybody else back.
    pub(crate) fn answer(&self, fragment: maud::Markup, anchor: &str) -> Response {
        if self.wants_fragment {
            return crate::visit::private(fragment);
        }
        let back = self.back("/home");
        let bare = back.split('#').next().unwrap_or("/home");
        see_other(&if anchor.is_empty() {
            bare.to_owned()
        } else {
            format!("{bare}#{anchor}")
        })
    }
}

impl FromRequest<Web> for Sent {
    type Rejection = Refusal;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Refusal> {
        use axum::extract::FromRequestParts;
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, web).await?;
        let Ok(browser) = Browser::from_request_parts(&mut parts, web).await;
        csrf::check_origin(
            &parts.method,
            &parts.headers,
            &web.social.base_url().origin(),
        )?;
        let kind = parts.headers.get(header::CONTENT_TYPE).cloned();
        let is = |name: &[u8]| {
            kind.as_ref()
                .is_some_and(|kind| kind.as_bytes().starts_with(name))
        };
        let wants_fragment = parts.headers.contains_key("x-fragment");
        let (fields, files) = if is(b"application/x-www-form-urlencoded") {
            let bytes = limits::read(body, MAX_BYTES).await.map_err(unread)?;
            (parse(&bytes)?, Vec::new())
        } else if is(b"multipart/form-data") && visit.caller.is_some() {
            let reception = web.social.reception(visit.caller.as_ref());
            read_files(Request::from_parts(parts, body), reception).await?
        } else {
            return Err(Refusal::status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        };
        csrf::check_token(
            &visit.secret,
            fields.get(csrf::FIELD).map_or("", String::as_str),
        )?;
        Ok(Self {
            visit,
            browser,
            wants_fragment,
            fields,
            files,
        })
    }
}

/// A form with files. Only members send those.
async fn read_files(
    mut request: Request,
    reception: Reception,
) -> Result<(HashMap<String, String>, Vec<File>), Refusal> {
    // What stands in the address is no part of the form.
    *request.uri_mut() = http::Uri::from_static("/");
    request.extensions_mut().insert(FormLimits {
        fields: MAX_FIELDS,
        text: MAX_BYTES,
        files: MAX_FILES,
        plays: true,
    });
    request.extensions_mut().insert(reception);
    let form = AnyForm::<HashMap<String, String>>::from_request(request, &())
        .await
        .map_err(Refusal::from)?;
    let fields = form
        .value
        .into_iter()
        .map(|(name, value)| (name, one_kind_of_line(&value)));
    Ok((fields.collect(), form.files))
}

fn one_kind_of_line(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn unread(why: limits::Unread) -> Refusal {
    Refusal::status(match why {
        limits::Unread::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        limits::Unread::BrokenOff => StatusCode::BAD_REQUEST,
    })
}

fn parse(bytes: &[u8]) -> Result<HashMap<String, String>, Refusal> {
    let mut fields = HashMap::new();
    for (at, (name, value)) in url::form_urlencoded::parse(bytes).enumerate() {
        if at >= MAX_FIELDS || value.contains('\0') {
            return Err(Refusal::status(StatusCode::BAD_REQUEST));
        }
        fields.insert(name.into_owned(), one_kind_of_line(&value));
    }
    Ok(fields)
}

/// A path of this site, and nothing that a browser would read as another site (security row F8).
pub(crate) fn local_path(text: &str) -> Option<&str> {
    let is_local = text.starts_with('/')
        && !text.starts_with("//")
        && text.len() <= 2_000
        && !text
            .chars()
            .any(|c| c == '\\' || c.is_control() || c.is_whitespace());
    is_local.then_some(text)
}

/// Sends the browser to a path of ours with GET.
pub(crate) fn see_other(path: &str) -> Response {
    let place = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        for good in ["/", "/home?max_id=1#p-2", "/@bob@far.example/1"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil",
            "javascript:x",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_form_of_too_many_fields_or_with_a_nul_is_refused() {
        assert!(parse("a=1&".repeat(MAX_FIELDS + 1).as_bytes()).is_err());
        assert!(parse(b"a=%00").is_err());
        assert_eq!(
            parse(b"a=1%0D%0A2&b=%C3%A9")
                .unwrap()
                .get("a")
                .map(String::as_str),
            Some("1\n2")
        );
    }
}
