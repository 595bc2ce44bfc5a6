//! The only way a route comes into being: with its rule.

use std::pin::Pin;

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, any, on};
use http::Method;

use crate::access::{Rule, admit, admitted_access};
use crate::app::App;
use crate::error::Error;
use crate::rate::Family;

/// How much of a route is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// It does what Mastodon's documentation says.
    Full,
    /// It answers as documented that there is nothing, and always will: what it is about makes no sense here. With the
    /// reason.
    None(&'static str),
}

/// One route, for tests and the compatibility page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// The method.
    pub method: Method,
    /// The path, parameters in braces.
    pub path: &'static str,
    /// Who may call it.
    pub rule: Rule,
    /// How much of it is there.
    pub support: Support,
}

/// Routes as they are collected. Paths may use axum's `{name}` parameters.
pub(crate) struct Table {
    router: Router<App>,
    infos: Vec<RouteInfo>,
}

impl Table {
    pub(crate) fn new() -> Self {
        Self {
            router: Router::new(),
            infos: Vec::new(),
        }
    }

    /// Adds a route that does what it should.
    pub(crate) fn route<H, T>(
        self,
        method: Method,
        path: &'static str,
        rule: Rule,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(
            RouteInfo {
                method,
                path,
                rule,
                support: Support::Full,
            },
            handler,
        )
    }

    pub(crate) fn get<H: Handler<T, App>, T: 'static>(
        self,
        path: &'static str,
        rule: Rule,
        handler: H,
    ) -> Self {
        self.route(Method::GET, path, rule, handler)
    }

    pub(crate) fn post<H: Handler<T, App>, T: 'static>(
        self,
        path: &'static str,
        rule: Rule,
        handler: H,
    ) -> Self {
        self.route(Method::POST, path, rule, handler)
    }

    /// Adds a route whose `handler` answers, as documented, that there is nothing, because what it is about makes no sense
    /// here; `why` is for the compatibility page.
    pub(crate) fn none<H: Handler<T, App>, T: 'static>(
        self,
        method: Method,
        path: &'static str,
        rule: Rule,
        why: &'static str,
        handler: H,
    ) -> Self {
        self.add(
            RouteInfo {
                method,
                path,
                rule,
                support: Support::None(why),
            },
            handler,
        )
    }

    fn add<H: Handler<T, App>, T: 'static>(mut self, info: RouteInfo, handler: H) -> Self {
        let guarded = Guarded {
            rule: info.rule,
            family: Family::of(&info.method, info.path),
            handler,
        };
        // Every method used here is one that axum knows; anything else would be a GET, which a test would see.
        let filter = MethodFilter::try_from(info.method.clone()).unwrap_or(MethodFilter::GET);
        self.router = self.router.route(info.path, on(filter, guarded));
        self.infos.push(info);
        self
    }

    /// What was collected.
    pub(crate) fn into_infos(self) -> Vec<RouteInfo> {
        self.infos
    }

    /// The routes, with JSON answers for unknown paths below `/api` and for wrong methods.
    pub(crate) fn into_router(self) -> Router<App> {
        self.router
            .route("/api/{*rest}", any(|| async { Error::NotFound }))
            .method_not_allowed_fallback(|| async { Error::Method })
    }
}

/// A handler behind its rule, and behind how often it may be asked.
#[derive(Clone)]
struct Guarded<H> {
    rule: Rule,
    family: Family,
    handler: H,
}

impl<H, T> Handler<T, App> for Guarded<H>
where
    H: Handler<T, App>,
    T: 'static,
{
    type Future = Pin<Box<dyn Future<Output = Response> + Send>>;

    fn call(self, mut request: Request, app: App) -> Self::Future {
        Box::pin(async move {
            let admitted = admit(&app, self.rule, &mut request).await;
            let caller = admitted_access(request.extensions()).and_then(|a| a.caller.as_ref());
            let reception = app.social.reception(caller);
            request.extensions_mut().insert(reception);
            let extensions = request.extensions();
            let counted = app
                .rates
                .count(self.family, admitted_access(extensions), extensions);
            match (counted, admitted) {
                (Err(counted), _) => {
                    let retry = counted.retry();
                    let refusal = Error::from(social::Error::TooMany { retry });
                    counted.tell(refusal.into_response())
                }
                (Ok(counted), Err(error)) => counted.tell(error.into_response()),
                (Ok(counted), Ok(())) => counted.tell(self.handler.call(request, app).await),
            }
        })
    }
}
