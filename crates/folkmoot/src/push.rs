//! Waking apps: what is due is encrypted for its subscriber and sent through the one door out.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use crypto::P256Key;
use data_encoding::BASE64URL_NOPAD;
use futures_util::StreamExt as _;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use infra::fetch::{Answer, Door, Post};
use social::Social;
use social::push::{Outcome, Push};
use tokio::sync::watch;
use url::Url;

const LEASE: Duration = Duration::from_mins(1);
const LEASE_NAME: &str = "job:push";
/// How long to wait for what another process may have written.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// Taken at once.
const BATCH: u32 = 50;
/// Sent at the same time.
const AT_ONCE: usize = 8;
/// How long a push service keeps a message for a device that sleeps (RFC 8030, section 5.2).
const TTL_SECONDS: &str = "172800";
/// How long a token of ours is good; a day is the most (RFC 8292, section 2).
const TOKEN_LASTS: Duration = Duration::from_hours(12);

#[cfg(test)]
mod tests;

/// Wakes apps until `stopping` turns true.
pub(crate) async fn run(social: Social, door: Arc<Door>, mut stopping: watch::Receiver<bool>) {
    let holder = crypto::random_token();
    let mut changed = social.pushes_changed();
    while !*stopping.borrow() {
        changed.mark_unchanged();
        match turn(&social, &door, &holder).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => {
                tracing::error!(%error, source = ?std::error::Error::source(&error), "apps could not be woken");
            }
        }
        tokio::select! {
            _ = changed.changed() => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            _ = stopping.wait_for(|stop| *stop) => break,
        }
    }
    let _ = social.release_lease(LEASE_NAME, &holder).await;
}

/// Sends what is due, if this process is the one to do it. How many were sent.
pub(crate) async fn turn(social: &Social, door: &Door, holder: &str) -> social::Result<usize> {
    if !social.hold_lease(LEASE_NAME, holder, LEASE).await? {
        return Ok(0);
    }
    let due = social.due_pushes(BATCH).await?;
    let count = due.len();
    let key = social.push_key().await?;
    let mut sent = futures_util::stream::iter(due)
        .map(|push| send(social, door, &key, push))
        .buffer_unordered(AT_ONCE);
    while let Some((push, outcome)) = sent.next().await {
        social.note_push(&push, outcome).await?;
    }
    Ok(count)
}

async fn send(social: &Social, door: &Door, key: &P256Key, push: Push) -> (Push, Outcome) {
    let Some((headers, body)) = prepare(social, key, &push) else {
        // A subscription that cannot be encrypted for will not be tomorrow.
        return (push, Outcome::Gone);
    };
    let post = Post {
        url: &push.endpoint,
        headers,
        body,
    };
    let outcome = match door.post(post).await {
        Ok(answer) => judge(&answer),
        Err(error) => {
            tracing::debug!(%error, "a push could not be sent");
            Outcome::Later(None)
        }
    };
    (push, outcome)
}

fn judge(answer: &Answer) -> Outcome {
    match answer.status {
        status if status.is_success() => Outcome::Done,
        StatusCode::NOT_FOUND | StatusCode::GONE => Outcome::Gone,
        // It will not become smaller.
        StatusCode::PAYLOAD_TOO_LARGE => Outcome::Done,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
            Outcome::Later(answer.retry_after(now()))
        }
        status if status.is_server_error() => Outcome::Later(answer.retry_after(now())),
        // It refuses us: our key is not the one it was told, or the address is none.
        _ => Outcome::Gone,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a date in another server's answer is compared with the clock on the wall"
)]
fn now() -> SystemTime {
    SystemTime::now()
}

/// What is sent; nothing when it cannot be made.
fn prepare(social: &Social, key: &P256Key, push: &Push) -> Option<(HeaderMap, Bytes)> {
    let payload = mastodon::push_payload(push);
    let audience = Url::parse(&push.endpoint)
        .ok()?
        .origin()
        .ascii_serialization();
    let expires = social.now().plus(TOKEN_LASTS).seconds();
    let token = crypto::push_token(key, &audience, expires, social.base_url().as_str()).ok()?;
    let public = BASE64URL_NOPAD.encode(key.public());
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(
        HeaderName::from_static("ttl"),
        HeaderValue::from_static(TTL_SECONDS),
    );
    headers.insert(
        HeaderName::from_static("urgency"),
        HeaderValue::from_static("normal"),
    );
    let mut put = |name: HeaderName, value: String| {
        let value = HeaderValue::try_from(value).ok()?;
        headers.insert(name, value);
        Some(())
    };
    let body = if push.is_standard {
        put(header::CONTENT_ENCODING, "aes128gcm".to_owned())?;
        put(header::AUTHORIZATION, format!("vapid t={token},k={public}"))?;
        crypto::seal_push(&payload, &push.public, &push.auth).ok()?
    } else {
        let sealed = crypto::seal_push_draft(&payload, &push.public, &push.auth).ok()?;
        let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        put(header::CONTENT_ENCODING, "aesgcm".to_owned())?;
        put(
            HeaderName::from_static("encryption"),
            format!("salt={}", encode(&sealed.salt)),
        )?;
        put(
            HeaderName::from_static("crypto-key"),
            format!("dh={};p256ecdsa={public}", encode(&sealed.public)),
        )?;
        put(header::AUTHORIZATION, format!("WebPush {token}"))?;
        sealed.body
    };
    Some((headers, Bytes::from(body)))
}
