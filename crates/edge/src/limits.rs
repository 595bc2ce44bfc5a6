//! How large a request body may be, and the one way to read one.

use axum::body::Body;
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// What a form, of any encoding, may weigh without its files.
pub const FORM: usize = 2 * 1024 * 1024;
/// What one delivery of another server may weigh.
pub const INBOX: usize = 1024 * 1024;

/// Why a body was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It is larger than allowed, or says it will be. Status 413.
    #[error("the body is too large")]
    TooLarge,
    /// The sender broke off. Status 400.
    #[error("the body broke off")]
    BrokenOff,
}

/// Reads a whole body of at most `limit` bytes. One that announces more is refused before the first byte.
pub async fn read(body: Body, limit: usize) -> Result<Bytes, Unread> {
    let announced = usize::try_from(axum::body::HttpBody::size_hint(&body).lower());
    if announced.is_ok_and(|length| length > limit) {
        return Err(Unread::TooLarge);
    }
    match Limited::new(body, limit).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Unread::TooLarge),
        Err(_) => Err(Unread::BrokenOff),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_up_to_the_limit_is_read_and_one_byte_more_is_not() {
        assert_eq!(read(Body::from("12345"), 5).await.unwrap(), "12345");
        assert_eq!(read(Body::from("123456"), 5).await, Err(Unread::TooLarge));
    }

    #[tokio::test]
    async fn a_body_of_unknown_length_is_cut_where_it_crosses_the_limit() {
        let endless =
            std::iter::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(b"xxxx")));
        let body = Body::from_stream(futures_util::stream::iter(endless));
        assert_eq!(read(body, 1000).await, Err(Unread::TooLarge));
    }
}
