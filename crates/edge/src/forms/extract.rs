//! The extractor: finds out how a form is encoded and reads it within its limits. Files that are large go where the
//! [`Reception`] of the request says, piece by piece; without one they are refused.

use std::sync::Arc;

use axum::{
    body::{Body, HttpBody},
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::Field},
};
use bytes::Bytes;
use http::{HeaderMap, header};
use http_body_util::Limited;
use serde::de::DeserializeOwned;
use social::media::{Arrived, Arriving, Place, Reception};
use url::form_urlencoded;

use super::{json, lenient::from_value, refusal::BadForm, tree::Tree};
use crate::limits;

/// How large a form may be. A route that takes files sets its own with `axum::Extension(FormLimits { .. })`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormLimits {
    /// Fields, files included.
    pub fields: usize,
    /// Bytes of everything that is no file.
    pub text: usize,
    /// Bytes of all files together; 0 refuses files.
    pub files: usize,
    /// Whether one file of the largest size that the host allows fits beside them.
    pub plays: bool,
}

impl Default for FormLimits {
    fn default() -> Self {
        Self {
            fields: 1000,
            text: limits::FORM,
            files: 0,
            plays: false,
        }
    }
}

/// A file of a multipart form. Its name and type are what the sender claims.
#[derive(Clone, Debug)]
pub struct File {
    /// The field, as sent: `avatar`, `files[]`.
    pub field: String,
    /// What the sender calls it.
    pub file_name: String,
    /// What the sender says it is.
    pub content_type: Option<String>,
    /// What it is.
    pub content: Arrived,
    /// What a large one holds for as long as it is there.
    _place: Option<Arc<Place>>,
}

/// A form of any encoding, merged with the query (the body wins), as a `T`, and its files.
///
/// `T` derives `Deserialize` and needs no annotations for leniency; give optional fields `#[serde(default)]`.
#[derive(Clone, Debug)]
pub struct AnyForm<T> {
    /// The fields.
    pub value: T,
    /// The files, in the order they came.
    pub files: Vec<File>,
}

impl<S, T> FromRequest<S> for AnyForm<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = BadForm;

    async fn from_request(request: Request, _: &S) -> Result<Self, BadForm> {
        let reception: Option<Reception> = request.extensions().get().cloned();
        let mut limits: FormLimits = request.extensions().get().copied().unwrap_or_default();
        if let Some(reception) = reception.as_ref().filter(|_| limits.plays) {
            limits.files = limits.files.saturating_add(reception.largest());
        }
        let mut form = Reading {
            tree: Tree::default(),
            files: Vec::new(),
            limits,
            reception,
        };
        form.read(request).await?;
        Ok(Self {
            value: from_value(&form.tree.finish()?)?,
            files: form.files,
        })
    }
}

/// How a body is encoded.
enum Encoding {
    Json,
    Urlencoded,
    Multipart,
    /// No content type: fine, as long as there is no body.
    None,
}

impl Encoding {
    fn of(headers: &HeaderMap) -> Result<Self, BadForm> {
        let Some(kind) = headers.get(header::CONTENT_TYPE) else {
            return Ok(Self::None);
        };
        let kind = String::from_utf8_lossy(kind.as_bytes()).to_ascii_lowercase();
        match kind.split(';').next().unwrap_or_default().trim() {
            "" => Ok(Self::None),
            "application/x-www-form-urlencoded" => Ok(Self::Urlencoded),
            "multipart/form-data" => Ok(Self::Multipart),
            json if json == "application/json" || json.ends_with("+json") => Ok(Self::Json),
            _ => Err(BadForm::UnknownType),
        }
    }
}

/// A form while it is read.
struct Reading {
    tree: Tree,
    files: Vec<File>,
    limits: FormLimits,
    reception: Option<Reception>,
}

impl Reading {
    async fn read(&mut self, request: Request) -> Result<(), BadForm> {
        self.add_urlencoded(request.uri().query().unwrap_or_default().as_bytes())?;
        match Encoding::of(request.headers()) {
            Ok(Encoding::Multipart) => self.read_multipart(request).await,
            Ok(Encoding::Json) => {
                let body = limits::read(request.into_body(), self.limits.text).await?;
                self.tree.overlay(json::parse(&body)?);
                Ok(())
            }
            Ok(Encoding::Urlencoded) => {
                let body = limits::read(request.into_body(), self.limits.text).await?;
                let mut fields = Self {
                    tree: Tree::default(),
                    files: Vec::new(),
                    limits: self.limits,
                    reception: None,
                };
                fields.add_urlencoded(&body)?;
                self.tree.overlay(fields.tree.into_fields());
                Ok(())
            }
            // Many apps send a content type, or none, with a body of nothing.
            Ok(Encoding::None) | Err(_) => {
                let body = limits::read(request.into_body(), self.limits.text).await?;
                if body.is_empty() {
                    Ok(())
                } else {
                    Err(BadForm::UnknownType)
                }
            }
        }
    }

    fn add_urlencoded(&mut self, text: &[u8]) -> Result<(), BadForm> {
        for (name, value) in form_urlencoded::parse(text) {
            self.tree.add(&name, &value, self.limits.fields)?;
        }
        Ok(())
    }

    async fn read_multipart(&mut self, request: Request) -> Result<(), BadForm> {
        let mut parts = multipart(request, self.limits).await?;
        let mut fields = Tree::default();
        let mut left = self.limits;
        while let Some(part) = parts.next_field().await.map_err(|error| broken(&error))? {
            left.fields = left
                .fields
                .checked_sub(1)
                .ok_or(BadForm::TooMany("fields"))?;
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let content_type = part.content_type().map(str::to_owned);
            if let Some(file_name) = file_name {
                let content = self.read_file(part, &mut left.files).await?;
                // What a browser sends for a file that was not chosen.
                if file_name.is_empty() && content.is_empty() {
                    continue;
                }
                self.files.push(File {
                    field: name,
                    file_name,
                    content_type,
                    content,
                    _place: self.reception.as_ref().and_then(Reception::place),
                });
                continue;
            }
            let bytes = read_text(part, &mut left.text).await?;
            let Ok(text) = std::str::from_utf8(&bytes) else {
                return Err(BadForm::Malformed("a text field is not UTF-8".to_owned()));
            };
            fields.add(&name, text, self.limits.fields)?;
        }
        self.tree.overlay(fields.into_fields());
        Ok(())
    }

    /// Reads a part that is a file, taking its bytes off what is left.
    async fn read_file(
        &mut self,
        mut part: Field<'_>,
        left: &mut usize,
    ) -> Result<Arrived, BadForm> {
        let Some(reception) = &mut self.reception else {
            return read_text(part, left).await.map(Arrived::from);
        };
        let mut arriving = Arriving::default();
        while let Some(chunk) = part.chunk().await.map_err(|error| broken(&error))? {
            *left = left.checked_sub(chunk.len()).ok_or(BadForm::TooLarge)?;
            arriving.write(reception, &chunk).await?;
        }
        Ok(arriving.finish(reception).await?)
    }
}

/// Axum's multipart reader over a body with our limit instead of its own.
async fn multipart(request: Request, limits: FormLimits) -> Result<Multipart, BadForm> {
    let total = limits.text.saturating_add(limits.files);
    let announced = usize::try_from(request.body().size_hint().lower());
    if announced.is_ok_and(|length| length > total) {
        return Err(BadForm::TooLarge);
    }
    let mut request = request.map(|body| Body::new(Limited::new(body, total)));
    DefaultBodyLimit::disable().apply(&mut request);
    let multipart = Multipart::from_request(request, &()).await;
    multipart.map_err(|error| BadForm::Malformed(error.body_text()))
}

/// Reads a part into memory, taking its bytes off what is left.
async fn read_text(mut part: Field<'_>, left: &mut usize) -> Result<Bytes, BadForm> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| broken(&error))? {
        *left = left.checked_sub(chunk.len()).ok_or(BadForm::TooLarge)?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.into())
}

/// A multipart body that cannot be read: too large, as our limit inside the reader says, or not multipart.
fn broken(error: &axum::extract::multipart::MultipartError) -> BadForm {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return BadForm::TooLarge;
        }
        cause = error.source();
    }
    BadForm::Malformed(error.body_text())
}
