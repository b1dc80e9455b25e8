//! What stands before every handler: who may enter, from where, and what browsers are told.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use hamdel_app::AppError;
use hamdel_domain::rights::{Reach, Right};

use crate::error::Failure;
use crate::reader::Reader;

/// Nothing from elsewhere, nothing inline, nobody's frame.
const CONTENT_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The part of it that names who may frame a page.
const NOBODY_FRAMES: &str = "frame-ancestors 'none'";

/// Who may show an answer in a frame, in the words of `frame-ancestors`; a handler puts it into the answer's
/// extensions. Everything else is framed by nobody.
#[derive(Clone, Debug)]
pub(crate) struct FramedBy(pub(crate) String);

/// Marks an answer that holds a file from outside: nothing of it may run, wherever a browser shows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sandboxed;
/// What browsers are told of such a file.
const SANDBOX_POLICY: &str = "default-src 'none'; sandbox";

/// Lets in only those who are signed in.
pub(crate) async fn signed_in_only(reader: Reader, request: Request, next: Next) -> Response {
    if reader.user.is_none() {
        return Failure::from(AppError::SignInNeeded).into_response();
    }
    let mut answer = next.run(request).await;
    // What only some may see must not be kept by anybody in between, nor come back after signing out.
    answer.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// Lets in only those whose role has a right, and hands on how far it reaches.
pub(crate) async fn with_right(right: Right, reader: Reader, mut request: Request, next: Next) -> Response {
    let Some(user) = &reader.user else { return Failure::from(AppError::SignInNeeded).into_response() };
    let scope = user.scope(right);
    if scope.reach() == Reach::Nothing {
        return Failure::from(AppError::NeedsRight(right)).into_response();
    }
    request.extensions_mut().insert(scope);
    next.run(request).await
}

/// Refuses a change that another site's page asks for. The session's cookie is SameSite=Lax already; this holds
/// where a browser does not keep to it.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    Failure::from(AppError::Forbidden).into_response()
}

/// By `Sec-Fetch-Site`, which pages cannot forge; else by `Origin`; a client that sends neither is no browser.
fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
    }
}

/// Tells browsers what a page may do.
pub(crate) async fn told_to_browsers(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let framed = answer.extensions_mut().remove::<FramedBy>();
    let sandboxed = answer.extensions_mut().remove::<Sandboxed>();
    let headers = answer.headers_mut();
    for (name, value) in [
        ("content-security-policy", CONTENT_POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(FramedBy(sites)) = framed
        && let Ok(policy) =
            HeaderValue::from_str(&CONTENT_POLICY.replace(NOBODY_FRAMES, &format!("frame-ancestors {sites}")))
    {
        headers.insert("content-security-policy", policy);
        headers.remove("x-frame-options");
    }
    if sandboxed.is_some() {
        headers.insert("content-security-policy", HeaderValue::from_static(SANDBOX_POLICY));
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn other_sites_cannot_ask_for_changes() {
        for (pairs, here) in [
            (&[("sec-fetch-site", "cross-site"), ("host", "h")][..], false),
            (&[("sec-fetch-site", "same-site"), ("host", "h")], false),
            (&[("sec-fetch-site", "same-origin"), ("host", "h")], true),
            (&[("origin", "http://h:1"), ("host", "h:1")], true),
            (&[("origin", "http://evil.example"), ("host", "h:1")], false),
            (&[("origin", "null"), ("host", "h:1")], false),
            (&[("host", "h:1")], true),
        ] {
            assert_eq!(comes_from_here(&headers(pairs)), here, "{pairs:?}");
        }
    }
}
