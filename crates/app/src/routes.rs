//! The table of contents: every URL, who may call it, and what answers. A route without a rule does not compile.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::routing::MethodRouter;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::access::*;
use crate::app::App;
use crate::jobs::{Running, Taken};
use crate::web::guard::{self, FORM_BYTES, Guard, UPLOAD_BYTES};
use crate::web::{Error, assets};
use crate::{attachments, catalogue, homes, hubs, needs, orders, organizations, people, plans, portal, records};

/// One line of the table.
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path with its parameters in braces.
    pub path: &'static str,
    /// Who may call.
    pub rule: Rule,
    body_bytes: usize,
    handler: MethodRouter<App>,
}

fn get<H: Handler<T, App>, T: 'static>(path: &'static str, rule: Rule, handler: H) -> Route {
    Route { method: "GET", path, rule, body_bytes: 0, handler: axum::routing::get(handler) }
}

fn post<H: Handler<T, App>, T: 'static>(path: &'static str, rule: Rule, handler: H) -> Route {
    Route { method: "POST", path, rule, body_bytes: FORM_BYTES, handler: axum::routing::post(handler) }
}

/// A form with files.
fn upload<H: Handler<T, App>, T: 'static>(path: &'static str, rule: Rule, handler: H) -> Route {
    Route { body_bytes: UPLOAD_BYTES, ..post(path, rule, handler) }
}

/// Every URL.
#[rustfmt::skip]
pub fn table() -> Vec<Route> {
    vec![
        // Public
        get("/", PUBLIC, portal::pages::front),
        get("/healthz", PUBLIC, portal::pages::healthy),
        get("/readyz", PUBLIC, portal::pages::ready),
        get("/assets/{sum}/{name}", PUBLIC, assets::serve),
        // ROUTES
    ]
}

/// Finds and runs the handler of a job.
pub fn run_job(app: App, job: Taken) -> Running {
    Box::pin(async move {
        match job.kind.as_str() {
            "log.sequence" => records::sequence(&app, &job.payload).await,
            "mail" => people::mail::send(&app, &job.payload).await,
            other => Err(Error::internal(format!("no handler for jobs of kind {other}"))),
        }
    })
}

/// The whole site.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in table() {
        let guarded = Guard { app: app.clone(), rule: route.rule, body_bytes: route.body_bytes, find: people::find_by_session };
        let layer = from_fn(move |request: Request, next: Next| guard::guard(guarded.clone(), request, next));
        router = router.route(route.path, route.handler.layer(layer));
    }
    let missing = Guard { app: app.clone(), rule: PUBLIC, body_bytes: 0, find: people::find_by_session };
    let fallback = axum::routing::any(|| async { Error::NotFound })
        .layer(from_fn(move |request: Request, next: Next| guard::guard(missing.clone(), request, next)));
    let limit = Duration::from_secs(app.config.server.request_seconds);
    router.fallback_service(fallback.with_state(app.clone())).with_state(app).layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
            .layer(PropagateRequestIdLayer::new(REQUEST_ID))
            .layer(CatchPanicLayer::new())
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limit))
            .layer(CompressionLayer::new())
            .layer(set(header::CONTENT_SECURITY_POLICY, CSP))
            .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(set(header::REFERRER_POLICY, "same-origin"))
            .layer(set(header::X_FRAME_OPTIONS, "DENY")),
    )
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Nothing inline, nothing from elsewhere.
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; \
                   connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

fn set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
