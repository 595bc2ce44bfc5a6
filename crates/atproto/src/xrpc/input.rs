//! What methods are given: a query, or JSON of a bounded size.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Query};
use bytes::Bytes;
use http::Request;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::{Counting, XrpcError};

/// The most bytes of JSON for a method that says nothing else.
const MAX_BYTES: usize = 64 * 1024;
/// The same for records: 200 of them, or one of the largest.
const MAX_RECORDS_BYTES: usize = 4 * 1024 * 1024;

/// The query of a method.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = XrpcError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, XrpcError> {
        Query::<T>::try_from_uri(&parts.uri)
            .map(|Query(params)| Self(params))
            .map_err(|error| XrpcError::invalid_request(format!("Error: {}", error.body_text())))
    }
}

/// The JSON of a method.
#[derive(Debug)]
pub(crate) struct Input<T>(pub(crate) T);

/// The JSON of a method that brings records.
#[derive(Debug)]
pub(crate) struct Record<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Input<T> {
    type Rejection = XrpcError;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, XrpcError> {
        parse(&read(request, MAX_BYTES).await?).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Record<T> {
    type Rejection = XrpcError;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, XrpcError> {
        let counting = request.extensions().get::<Counting>().cloned();
        let bytes = read(request, MAX_RECORDS_BYTES).await?;
        if let Some(counting) = counting {
            counting.writes(&bytes)?;
        }
        parse(&bytes).map(Self)
    }
}

async fn read(request: Request<Body>, most: usize) -> Result<Bytes, XrpcError> {
    let is_json = request
        .headers()
        .get(http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            let essence = value.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("application/json")
        });
    if !is_json {
        return Err(XrpcError::invalid_request(
            "Request encoding (Content-Type) must be application/json",
        ));
    }
    to_bytes(request.into_body(), most)
        .await
        .or(Err(XrpcError::new(
            http::StatusCode::PAYLOAD_TOO_LARGE,
            "PayloadTooLarge",
            "request entity too large",
        )))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, XrpcError> {
    serde_json::from_slice(bytes)
        .map_err(|error| XrpcError::invalid_request(format!("Input: {error}")))
}
