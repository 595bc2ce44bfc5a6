//! Pages of the web, got through the one door out.

use std::sync::Arc;

use infra::fetch::{Accept, Door, Fetch};
use social::BoxFuture;
use social::card::{Browser, WebPage};
use url::Url;

/// Decoded bytes of a page; one that is larger has no preview.
const MAX_PAGE: usize = 2 * 1024 * 1024;

/// Gets pages.
pub(crate) struct Outside(pub(crate) Arc<Door>);

impl Browser for Outside {
    fn page<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, Option<WebPage>> {
        Box::pin(async move {
            let fetch = Fetch {
                max_body: Some(MAX_PAGE),
                ..Fetch::new(url.as_str(), Accept::Html)
            };
            match self.0.get(&fetch).await {
                Ok(fetched) => Some(WebPage {
                    address: fetched.final_url,
                    html: String::from_utf8_lossy(&fetched.body).into_owned(),
                }),
                Err(error) => {
                    tracing::debug!(host = url.host_str(), %error, "a page has no preview");
                    None
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::response::Html;
    use axum::routing::get;
    use infra::fetch::{DoorConfig, LoopbackPolicy};

    use super::*;

    #[tokio::test]
    async fn a_page_is_got_and_what_is_no_page_is_nothing() {
        let router = Router::new()
            .route("/page", get(|| async { Html("<title>Hi</title>") }))
            .route("/file", get(|| async { "plain" }))
            .route("/endless", get(|| async { Html("x".repeat(MAX_PAGE + 1)) }));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut serving = tokio::task::JoinSet::new();
        serving.spawn(async move { axum::serve(listener, router).await.unwrap() });
        let config = DoorConfig {
            loopback: LoopbackPolicy::DevelopmentOnly,
            ..DoorConfig::new("test")
        };
        let outside = Outside(Arc::new(Door::new(config).unwrap()));
        let ask = async |path: &str| {
            let url = Url::parse(&format!("{base}{path}")).unwrap();
            outside.page(&url).await.map(|page| page.html)
        };
        assert_eq!(ask("/page").await.as_deref(), Some("<title>Hi</title>"));
        for nothing in ["/file", "/endless", "/gone"] {
            assert_eq!(ask(nothing).await, None, "{nothing}");
        }
    }
}
