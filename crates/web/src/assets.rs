//! Style, scripts, fonts and icons: embedded, compressed once, and cached by the browser for good under an
//! address that carries a hash of the content.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{OnceLock, PoisonError, RwLock};

use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;

use hamdel_app::AppError;

use crate::error::Failure;

/// The files.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../assets"]
struct Files;

/// Hexadecimal digits of the hash in an address.
const HASH_DIGITS: usize = 12;
/// A year, for what never changes under its address.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// For fonts, whose addresses stand in a style sheet without a hash.
const FOR_A_DAY: &str = "public, max-age=86400";
/// For the rest asked for without its hash.
const ASK_AGAIN: &str = "no-cache";

/// The address of an asset with the hash of its content; without one where there is no such file.
pub(crate) fn asset_address(path: &str) -> String {
    match hash_of(path) {
        Some(hash) => format!("/assets/{path}?v={hash}"),
        None => format!("/assets/{path}"),
    }
}

/// The text of a file, such as a script.
pub(crate) fn text(path: &str) -> Option<String> {
    Files::get(path).map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

fn hash_of(path: &str) -> Option<String> {
    let digest = Files::get(path)?.metadata.sha256_hash();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(hex.chars().take(HASH_DIGITS).collect())
}

/// `GET /assets/{*path}`.
pub(crate) async fn serve(
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (Some(file), Some(hash)) = (Files::get(&path), hash_of(&path)) else {
        return Err(AppError::NotFound("asset").into());
    };
    let etag = format!("\"{hash}\"");
    let current = query.is_some_and(|query| query == format!("v={hash}"));
    let cache = match (current, path.starts_with("fonts/")) {
        (true, _) => FOR_GOOD,
        (false, true) => FOR_A_DAY,
        (false, false) => ASK_AGAIN,
    };
    let mut answer = if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == etag.as_str()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body_of(&path, &hash, file.data.as_ref(), takes_gzip(&headers))
    };
    let held = answer.headers_mut();
    held.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        held.insert(header::ETAG, etag);
    }
    held.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    Ok(answer)
}

fn body_of(path: &str, hash: &str, data: &[u8], gzip: bool) -> Response {
    let kind = [(header::CONTENT_TYPE, content_type(path))];
    // Fonts are compressed by their format already.
    if gzip
        && !path.ends_with(".woff2")
        && let Some(packed) = packed(path, hash, data)
    {
        return (kind, [(header::CONTENT_ENCODING, "gzip")], packed).into_response();
    }
    (kind, Bytes::copy_from_slice(data)).into_response()
}

/// Whether the reader takes compressed answers.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("gzip"))
}

/// The file compressed, at the first request for it.
fn packed(path: &str, hash: &str, data: &[u8]) -> Option<Bytes> {
    static PACKED: OnceLock<RwLock<HashMap<String, Bytes>>> = OnceLock::new();
    let held = PACKED.get_or_init(RwLock::default);
    let key = format!("{path}?{hash}");
    if let Some(bytes) = held.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Some(bytes.clone());
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).ok()?;
    let bytes = Bytes::from(encoder.finish().ok()?);
    held.write().unwrap_or_else(PoisonError::into_inner).insert(key, bytes.clone());
    Some(bytes)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some("json") => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}
