//! Style, script and icons: embedded, served under an address that holds their checksum, so that browsers may keep
//! them for a year.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::{Error, Reply};

#[derive(rust_embed::RustEmbed)]
#[folder = "../../assets"]
struct Assets;

/// File name → address with checksum.
static ADDRESSES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let name_and_address = |name: Cow| {
        let data = Assets::get(&name).map(|file| file.data.into_owned()).unwrap_or_default();
        let sum = data_encoding::HEXLOWER.encode(&Sha256::digest(&data)[..8]);
        let address = format!("/assets/{sum}/{name}");
        (name.into_owned(), address)
    };
    Assets::iter().map(name_and_address).collect()
});

type Cow = std::borrow::Cow<'static, str>;

/// The address of an asset.
pub fn address(name: &str) -> &'static str {
    ADDRESSES.get(name).map_or("/assets/missing", String::as_str)
}

/// `GET /assets/{sum}/{name}`
pub async fn serve(Path((_, name)): Path<(String, String)>) -> Reply {
    let file = Assets::get(&name).ok_or(Error::NotFound)?;
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok::<Response, Error>((headers, file.data.into_owned()).into_response())
}
