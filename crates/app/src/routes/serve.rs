//! The table as a site: each route behind its guard, and the layers around them all.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use super::table;
use crate::access::PUBLIC;
use crate::app::App;
use crate::web::guard::{self, FORM_BYTES, Guard, UPLOAD_SECONDS};
use crate::web::{Error, log};
use crate::{notices, people};

/// The whole site.
pub fn router(app: App) -> Router {
    let limit = app.config.server.request_seconds;
    let mut router = Router::new();
    for route in table() {
        let guarded = Guard {
            app: app.clone(),
            rule: route.rule,
            body_bytes: route.body_bytes,
            find: people::find_by_session,
            see: people::see,
            unread: notices::unread,
        };
        let layer = from_fn(move |request: Request, next: Next| guard::guard(guarded.clone(), request, next));
        let seconds = if route.body_bytes > FORM_BYTES { limit.max(UPLOAD_SECONDS) } else { limit };
        router =
            router.route(route.path, route.handler.layer(ServiceBuilder::new().layer(longest(seconds)).layer(layer)));
    }
    let missing = Guard {
        app: app.clone(),
        rule: PUBLIC,
        body_bytes: 0,
        find: people::find_by_session,
        see: people::see,
        unread: notices::unread,
    };
    let layer = from_fn(move |request: Request, next: Next| guard::guard(missing.clone(), request, next));
    let fallback = axum::routing::any(|| async { Error::NotFound })
        .layer(ServiceBuilder::new().layer(longest(limit)).layer(layer));
    let edge = log::Edge::new(app.clone());
    router.fallback_service(fallback.with_state(app.clone())).with_state(app).layer(
        ServiceBuilder::new()
            .layer(from_fn(move |request: Request, next: Next| log::requests(edge.clone(), request, next)))
            .layer(CatchPanicLayer::new())
            .layer(CompressionLayer::new()),
    )
}

/// The longest time for one request, its body included.
fn longest(seconds: u64) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(seconds))
}
