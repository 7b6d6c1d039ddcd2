//! From where a request comes.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::app::App;

/// The address of the browser, or what our own balancer says that it is.
pub(super) fn of(app: &App, request: &Parts) -> String {
    let forwarded = app.config.server.trust_forwarded.then(|| forwarded(&request.headers)).flatten();
    let connected = || request.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    forwarded.or_else(connected).unwrap_or_default()
}

/// The last entry of the last line is the one our own balancer wrote; what stands before it is whatever the caller
/// sent. Some balancers write a line of their own, others append to the caller's.
fn forwarded(headers: &HeaderMap) -> Option<String> {
    let line = headers.get_all("x-forwarded-for").into_iter().next_back()?.to_str().ok()?;
    let last = line.rsplit(',').next().unwrap_or_default().trim();
    (!last.is_empty()).then(|| last.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_balancer_wrote_the_last_entry_of_the_last_line() {
        for (lines, address) in [
            (&[][..], None),
            (&["203.0.113.5"], Some("203.0.113.5")),
            (&["10.9.9.9, 203.0.113.5"], Some("203.0.113.5")),
            (&["10.9.9.9", "203.0.113.5"], Some("203.0.113.5")),
            (&["203.0.113.5", ""], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            assert_eq!(forwarded(&headers).as_deref(), address, "{lines:?}");
        }
    }
}
