//! Pages for weak lines, compressed: those that customers answer on, and the builder.
//!
//! Only these: a page that shows a secret beside words from elsewhere would tell by its length what the secret is
//! (BREACH). A page to be answered names its response only in addresses, which nobody else has.

use std::io::Write;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use hamdel_app::AppError;

use crate::assets::takes_gzip;
use crate::error::Failure;

/// What fits into one packet is not made smaller by compressing it.
const WORTH_IT: usize = 1_400;
/// Far more than any page has, in bytes.
const LARGEST: usize = 64 * 1024 * 1024;
/// Beginnings of the addresses of pages to be answered.
const ANSWERED: [&str; 4] = ["/s/", "/i/", "/r/", "/e/"];
/// Ends of the addresses of the builder's pages.
const BUILT: [&str; 3] = ["/edit", "/translate", "/preview"];

fn is_for_weak_lines(path: &str) -> bool {
    ANSWERED.iter().any(|start| path.starts_with(start))
        || (path.starts_with("/voice/surveys/") && BUILT.iter().any(|end| path.ends_with(end)))
}

/// Compresses a page where the reader takes it.
pub(crate) async fn pages(request: Request, next: Next) -> Response {
    let wanted = takes_gzip(request.headers()) && is_for_weak_lines(request.uri().path());
    let answer = next.run(request).await;
    let is_page =
        answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !wanted || !is_page || answer.headers().contains_key(header::CONTENT_ENCODING) {
        return answer;
    }
    let (mut head, body) = answer.into_parts();
    let broken = |problem: std::io::Error| AppError::File { what: "the page".to_owned(), source: problem };
    let html = match to_bytes(body, LARGEST).await {
        Ok(html) => html,
        Err(problem) => return Failure::from(broken(std::io::Error::other(problem))).into_response(),
    };
    if html.len() < WORTH_IT {
        return Response::from_parts(head, Body::from(html));
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(html.len() / 4), Compression::new(4));
    let packed = encoder.write_all(&html).and_then(|()| encoder.finish());
    match packed {
        Ok(packed) => {
            head.headers.remove(header::CONTENT_LENGTH);
            head.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            head.headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
            Response::from_parts(head, Body::from(packed))
        }
        Err(problem) => Failure::from(broken(problem)).into_response(),
    }
}
