//! One delivery to one inbox.

use std::time::{Duration, SystemTime};

use ap_proto::signature::Scheme;
use ap_proto::synchronization;
use bytes::Bytes;
use http::StatusCode;
use infra::fetch::{Answer, FetchError, Post};
use model::AccountId;
use url::Url;

use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::timestamp;
use crate::peers::other;

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// The peer has it.
    Taken,
    /// The peer will never take it; the reason is for the log.
    Refused(String),
    /// The peer may take it later.
    Later {
        /// Why not now.
        reason: String,
        /// When the peer wants to be asked again.
        after: Option<Duration>,
    },
}

/// How often in a row "who are you?" is answered by trying again: they may have been unable to fetch our key.
const PATIENCE_WITH_401: i64 = 5;

/// What is brought to the inboxes of a peer.
pub(super) struct Letter<'a> {
    /// The peer.
    pub(super) host: &'a str,
    /// Who signs.
    pub(super) account: AccountId,
    /// The bytes.
    pub(super) body: Bytes,
    /// What is said of the account's followers there.
    pub(super) synchronization: Option<String>,
    /// How often the lane failed in a row.
    pub(super) failures: i64,
}

impl ActivityPub {
    /// Sends bytes as an account, signed as the peer last accepted it, then once the other way.
    pub(super) async fn send(&self, inbox: &str, letter: &Letter<'_>) -> Result<Sent> {
        let Ok(url) = infra::fetch::parse_url(inbox) else {
            return Ok(Sent::Refused("the inbox is no web address".to_owned()));
        };
        let first = self.scheme_of(letter.host).await?;
        let answer = match self.knock(&url, letter, first).await? {
            Ok(answer) if is_signature_refusal(answer.status) => {
                let second = self.knock(&url, letter, other(first)).await?;
                if second
                    .as_ref()
                    .is_ok_and(|answer| answer.status.is_success())
                {
                    self.remember_scheme(letter.host, other(first)).await?;
                }
                second
            }
            first => first,
        };
        let now = timestamp(self.social.now()).into();
        Ok(judge(answer, letter.failures, now))
    }

    /// One signed POST.
    async fn knock(
        &self,
        url: &Url,
        letter: &Letter<'_>,
        scheme: Scheme,
    ) -> Result<Result<Answer, FetchError>> {
        let signer = self.signer(letter.account, scheme).await?;
        let said = letter.synchronization.as_deref();
        let header = said.map(|said| (synchronization::HEADER, said));
        let headers = signer.sign_post(url, &letter.body, header);
        let post = Post {
            url: url.as_str(),
            headers: headers.map_err(Error::from)?,
            body: letter.body.clone(),
        };
        Ok(Box::pin(self.door.post(post)).await)
    }
}

/// What servers answer to a signature they do not understand.
fn is_signature_refusal(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
    )
}

/// What an answer means for the lane.
fn judge(answer: Result<Answer, FetchError>, failures: i64, now: SystemTime) -> Sent {
    match answer {
        Ok(answer) if answer.status.is_success() => Sent::Taken,
        Ok(answer) if answer.is_retryable() => Sent::Later {
            reason: format!("the server answered {}", answer.status),
            after: answer.retry_after(now),
        },
        Ok(answer) if answer.status == StatusCode::UNAUTHORIZED && failures < PATIENCE_WITH_401 => {
            Sent::Later {
                reason: "the server did not accept the signature".to_owned(),
                after: None,
            }
        }
        Ok(answer) => Sent::Refused(format!("the server answered {}", answer.status)),
        Err(error) if error.is_retryable() => Sent::Later {
            reason: error.to_string(),
            after: None,
        },
        Err(error) => Sent::Refused(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn after(status: u16, failures: i64) -> Sent {
        let status = StatusCode::from_u16(status).expect("a status");
        judge(
            Ok(Answer {
                status,
                headers: HeaderMap::new(),
                body: Bytes::new(),
            }),
            failures,
            SystemTime::UNIX_EPOCH,
        )
    }

    #[test]
    fn what_is_gone_is_given_up_and_what_is_busy_is_tried_again() {
        assert_eq!(after(202, 0), Sent::Taken);
        for gone in [400, 403, 404, 410, 413] {
            assert!(matches!(after(gone, 0), Sent::Refused(_)), "{gone}");
        }
        for busy in [429, 500, 502, 503, 504] {
            assert!(matches!(after(busy, 99), Sent::Later { .. }), "{busy}");
        }
    }

    #[test]
    fn a_refused_signature_is_tried_again_a_few_times() {
        assert!(matches!(after(401, 0), Sent::Later { .. }));
        assert!(matches!(after(401, 5), Sent::Refused(_)));
    }

    #[test]
    fn a_redirected_delivery_is_not_followed() {
        assert!(matches!(after(302, 0), Sent::Refused(_)));
    }
}
