//! Whom we are talking with. A header that says so is believed only from a proxy that was named in the
//! configuration (CVE-2025-66482): otherwise anybody could be anybody, and no rate limit would hold.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, request::Parts};
use ipnet::IpNet;

/// The address a request comes from, as far as we believe it. Put into the request by [`find_client_ip`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientIp(pub Option<IpAddr>);

/// The proxies whose `X-Forwarded-For` is believed. Empty unless configured.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// These networks, and no others.
    pub fn new(networks: impl IntoIterator<Item = IpNet>) -> Self {
        Self(networks.into_iter().collect())
    }

    fn trusts(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&ip))
    }
}

/// The client behind a peer: the peer itself, or, if that is a trusted proxy, the right-most address of
/// `X-Forwarded-For` that is not one. What stands to the left of it was written by the client.
/// `Forwarded`, `X-Real-IP` and the like are never read.
pub fn client_ip(peer: IpAddr, headers: &HeaderMap, proxies: &TrustedProxies) -> IpAddr {
    let mut client = peer.to_canonical();
    if !proxies.trusts(client) {
        return client;
    }
    for hop in forwarded_for(headers).into_iter().rev() {
        // Something that is no address ends the chain of those who can be believed.
        let Some(ip) = parse_hop(hop) else {
            return client;
        };
        client = ip;
        if !proxies.trusts(client) {
            return client;
        }
    }
    client
}

/// Every entry of every `X-Forwarded-For`, in order. A header that is not text counts as one bad entry.
fn forwarded_for(headers: &HeaderMap) -> Vec<&str> {
    let values = headers.get_all("x-forwarded-for").iter();
    values
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .collect()
}

/// An address as proxies write it: bare, with a port, or in brackets.
fn parse_hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let ip = bare
        .parse()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|a| a.ip()))?;
    Some(IpAddr::to_canonical(&ip))
}

/// Middleware: works out the client's address once and leaves it in the request as [`ClientIp`].
///
/// `axum::middleware::from_fn_with_state(TrustedProxies::new(..), find_client_ip)`; the peer's address comes
/// from [`ConnectInfo`], which whoever accepts the connection puts there.
pub async fn find_client_ip(
    State(proxies): State<TrustedProxies>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    let found = peer.map(|peer| client_ip(peer, request.headers(), &proxies));
    request.extensions_mut().insert(ClientIp(found));
    next.run(request).await
}

impl<S: Sync> FromRequestParts<S> for ClientIp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self(None)))
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, middleware::from_fn_with_state, routing::get};
    use http::{HeaderName, HeaderValue};
    use tower::ServiceExt;

    use super::*;
    use crate::limits;

    fn proxies() -> TrustedProxies {
        TrustedProxies::new(["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()])
    }

    fn client(peer: &str, forwarded: &[&'static str]) -> String {
        let name = HeaderName::from_static("x-forwarded-for");
        let headers = forwarded
            .iter()
            .map(|value| (name.clone(), HeaderValue::from_static(value)))
            .collect();
        client_ip(peer.parse().unwrap(), &headers, &proxies()).to_string()
    }

    #[test]
    fn a_stranger_is_who_connects_whatever_it_claims() {
        assert_eq!(client("203.0.113.9", &["1.1.1.1"]), "203.0.113.9");
        assert_eq!(client("::ffff:203.0.113.9", &["1.1.1.1"]), "203.0.113.9");
    }

    #[test]
    fn behind_a_trusted_proxy_the_right_most_stranger_counts() {
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1, 203.0.113.9, 10.9.9.9"]),
            "203.0.113.9"
        );
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1", "203.0.113.9", "10.9.9.9"]),
            "203.0.113.9"
        );
        assert_eq!(client("fd00::1", &["[2001:db8::1]:1234"]), "2001:db8::1");
        assert_eq!(
            client("::ffff:10.0.0.1", &["203.0.113.9:80"]),
            "203.0.113.9"
        );
    }

    #[test]
    fn what_is_no_address_ends_the_chain() {
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1, nonsense, 10.9.9.9"]),
            "10.9.9.9"
        );
        assert_eq!(client("10.0.0.1", &["1.1.1.1, "]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["10.0.0.2"]), "10.0.0.2");
    }

    #[tokio::test]
    async fn a_handler_sees_the_client_and_not_the_claims() {
        let app = Router::new()
            .route(
                "/",
                get(|ClientIp(ip): ClientIp| async move { format!("{ip:?}") }),
            )
            .layer(from_fn_with_state(proxies(), find_client_ip));
        let peer: SocketAddr = "198.51.100.1:9".parse().unwrap();
        let request = http::Request::get("/")
            .header("x-real-ip", "1.1.1.1")
            .header("forwarded", "for=1.1.1.1")
            .header("cf-connecting-ip", "1.1.1.1")
            .extension(ConnectInfo(peer))
            .body(Body::empty())
            .unwrap();
        let body = app.oneshot(request).await.unwrap().into_body();
        assert_eq!(limits::read(body, 100).await.unwrap(), "Some(198.51.100.1)");
    }
}
