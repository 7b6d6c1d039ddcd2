//! The outermost layer: each request gets its id, each answer the id and the headers that all have, and a line in the log:
//! which route, how it ended, how long it took. No address, no name, no reference number: the path is the route's, with its
//! parameters in braces.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use uuid::fmt::Hyphenated;

use crate::app::App;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Nothing inline, nothing from elsewhere.
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; \
                   connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the layer needs. One layer for all of this: each costs an answer its own wrapping.
#[derive(Clone)]
pub struct Edge {
    app: App,
    headers: Arc<[(HeaderName, HeaderValue)]>,
}

impl Edge {
    /// For a site.
    pub fn new(app: App) -> Edge {
        let mut headers = vec![
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP)),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        ];
        if app.config.server.is_https() {
            headers.push((header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000")));
        }
        Edge { app, headers: headers.into() }
    }

    /// A random UUID, of the installation's own chance, since the machine's costs a call to the kernel each time.
    fn new_id(&self) -> Option<HeaderValue> {
        let id = uuid::Builder::from_random_bytes(*self.app.random().first_chunk()?).into_uuid();
        HeaderValue::from_str(id.hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH])).ok()
    }
}

/// The layer itself. An id that a proxy has given is kept.
pub async fn requests(edge: Edge, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request.headers().get(&REQUEST_ID).cloned().or_else(|| edge.new_id());
    if let Some(id) = &id {
        request.headers_mut().insert(REQUEST_ID, id.clone());
    }
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.reserve(edge.headers.len() + 1);
    for (name, value) in &*edge.headers {
        headers.insert(name, value.clone());
    }
    if let Some(id) = &id {
        headers.insert(REQUEST_ID, id.clone());
    }
    tracing::info!(
        target: "yizhan::requests",
        id = id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default(),
        %method,
        path = route.as_ref().map_or("", MatchedPath::as_str),
        status = response.status().as_u16(),
        ms = started.elapsed().as_millis() as u64,
        "request"
    );
    response
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use crate::testing::TestApp;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_names_the_route_and_nobody() {
        let app = TestApp::new();
        let order = app.order_accepted();
        let firm = app.as_(app.world.li_mei);
        let lines = Lines::default();
        let writer = lines.clone();
        let log = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
        tracing::subscriber::with_default(log, || {
            firm.get(&format!("/orders/{order}")).expect(200);
            firm.get("/no-such-page").expect(404);
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let requests: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .filter(|line: &serde_json::Value| line["target"] == "yizhan::requests")
            .collect();
        let [shown, missing] = requests.as_slice() else { panic!("{text}") };
        let fields = &shown["fields"];
        assert_eq!((&fields["path"], &fields["status"]), (&"/orders/{reference}".into(), &200.into()));
        assert!(fields["ms"].is_u64() && fields["id"].as_str().is_some_and(|id| id.len() == 36), "{fields}");
        assert_eq!((&missing["fields"]["path"], &missing["fields"]["status"]), (&"".into(), &404.into()));
        assert!(!text.contains(&order) && !text.contains("李梅") && !text.contains("no-such-page"), "{text}");
    }
}
