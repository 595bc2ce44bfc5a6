//! Failing when told to.

use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use hyper::body::{Body as _, Frame, Incoming};
use s3s::Body;
use s3s::service::S3Service;

/// How requests fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection ends before there is an answer.
    HangUp,
    /// The connection ends after half of the answer.
    CutShort,
    /// It answers this, and does nothing.
    Status(StatusCode),
    /// It says that the bucket is not there.
    NoBucket,
    /// It does what it should, and the answer is lost.
    Lose,
    /// It does what it should, so much later.
    Slow(Duration),
}

/// Which requests fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    /// Only those with this method, when one is said.
    pub method: Option<Method>,
    /// How many of them go well before.
    pub after: usize,
    /// How many fail then.
    pub times: usize,
}

impl Which {
    /// All of them.
    pub const ALL: Self = Self::next(usize::MAX);

    /// The next ones.
    pub const fn next(times: usize) -> Self {
        Self {
            method: None,
            after: 0,
            times,
        }
    }
}

/// What is to come.
#[derive(Debug, Default)]
pub(crate) struct Plan(Mutex<Option<(Fault, Which)>>);

impl Plan {
    pub(crate) fn set(&self, plan: Option<(Fault, Which)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = plan;
    }

    /// How this request fails, if it does.
    pub(crate) fn take(&self, request: &Request<Incoming>) -> Option<Fault> {
        let mut plan = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (fault, which) = plan.as_mut()?;
        if which
            .method
            .as_ref()
            .is_some_and(|method| method != request.method())
        {
            return None;
        }
        if which.after > 0 {
            which.after -= 1;
            return None;
        }
        which.times = which.times.checked_sub(1)?;
        Some(*fault)
    }
}

/// Answers, or fails.
pub(crate) async fn answer(
    service: S3Service,
    fault: Option<Fault>,
    request: Request<Incoming>,
) -> io::Result<Response<Body>> {
    match fault {
        Some(Fault::HangUp) => return Err(io::Error::other("hung up")),
        Some(Fault::Status(status)) => {
            let mut answer = Response::new(Body::empty());
            *answer.status_mut() = status;
            return Ok(answer);
        }
        Some(Fault::NoBucket) => {
            let words = "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code></Error>";
            let mut answer = Response::new(Body::from(Bytes::from_static(words.as_bytes())));
            *answer.status_mut() = StatusCode::NOT_FOUND;
            return Ok(answer);
        }
        Some(Fault::Slow(time)) => tokio::time::sleep(time).await,
        Some(Fault::CutShort | Fault::Lose) | None => {}
    }
    let answer = hyper::service::Service::call(&service, request)
        .await
        .map_err(|error| io::Error::other(format!("{error:?}")))?;
    match fault {
        Some(Fault::Lose) => Err(io::Error::other("lost")),
        Some(Fault::CutShort) => Ok(cut(answer)),
        _ => Ok(answer),
    }
}

/// As long as it says it is in its headers, but half of that in truth.
fn cut(answer: Response<Body>) -> Response<Body> {
    let declared = answer.headers().get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse().ok());
    let declared: u64 = declared
        .or_else(|| answer.body().size_hint().exact())
        .unwrap_or_default();
    let half = usize::try_from(declared / 2).unwrap_or_default();
    let mut answer = answer.map(|_| Body::http_body(Half(Some(vec![0; half].into()))));
    answer
        .headers_mut()
        .insert(header::CONTENT_LENGTH, declared.max(1).into());
    answer
}

/// Some bytes, and then a fault.
struct Half(Option<Bytes>);

impl hyper::body::Body for Half {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let next = match self.0.take() {
            Some(bytes) => Ok(Frame::data(bytes)),
            None => Err(io::Error::other("cut short")),
        };
        Poll::Ready(Some(next))
    }
}
