//! One line for each request: which route, how it ended, how long it took. No address, no name, no reference number:
//! the path is the route's, with its parameters in braces.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{self, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::request_id::{MakeRequestId, RequestId};

use crate::app::App;

/// Gives each request its id: a random UUID, of the installation's own chance, since the machine's costs a call to the
/// kernel each time.
#[derive(Clone)]
pub struct Ids(pub App);

impl MakeRequestId for Ids {
    fn make_request_id<B>(&mut self, _: &http::Request<B>) -> Option<RequestId> {
        let id = uuid::Builder::from_random_bytes(*self.0.random().first_chunk()?).into_uuid();
        HeaderValue::from_str(&id.to_string()).ok().map(RequestId::new)
    }
}

/// Writes the line after the answer.
pub async fn requests(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request.headers().get("x-request-id").cloned();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
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
