//! The colour of a survey, as a style sheet: pages carry no style of their own.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use hamdel_app::AppError;

use crate::error::Failure;

/// `GET /look/{colour}`, such as `/look/0b7a75.css`: one accent for both themes, words on it in the better of black
/// and white, and links in it only where it can be read on the page.
pub(crate) async fn style(Path(name): Path<String>) -> Result<Response, Failure> {
    let hex = name.strip_suffix(".css").filter(|hex| is_hex(hex)).ok_or(AppError::NotFound("look"))?;
    let luminance = luminance_of(hex);
    let on_accent = on(hex);
    // 3:1 is what WCAG 1.4.11 asks of controls; the page is nearly white in the light theme.
    let edge = if contrast(luminance, 1.0) >= 3.0 { format!("#{hex}") } else { "var(--line-strong)".to_owned() };
    let sheet = format!(":root{{--accent:#{hex};--accent-strong:#{hex};--on-accent:{on_accent};--edge:{edge}}}");
    let kept = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    Ok(([(header::CONTENT_TYPE, "text/css; charset=utf-8"), kept], sheet).into_response())
}

fn is_hex(hex: &str) -> bool {
    hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What can be read on a colour of six hexadecimal digits: black or white, whichever stands out more.
pub(crate) fn on(hex: &str) -> &'static str {
    let luminance = luminance_of(hex);
    if contrast(luminance, 1.0) >= contrast(luminance, 0.0) { "#fff" } else { "#111" }
}

fn luminance_of(hex: &str) -> f64 {
    let channel =
        |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or_default();
    luminance([channel(0), channel(2), channel(4)])
}

/// Relative luminance (WCAG 2.2).
fn luminance(channels: [u8; 3]) -> f64 {
    let linear = channels.map(|channel| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// Contrast of two luminances, from 1 to 21 (WCAG 2.2).
fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_on_any_colour_can_be_read() {
        for colour in [[0, 0, 0], [255, 255, 255], [11, 122, 117], [255, 255, 0], [128, 128, 128], [200, 30, 30]] {
            let of = luminance(colour);
            assert!(contrast(of, 1.0).max(contrast(of, 0.0)) >= 4.5, "{colour:?}");
        }
        assert!((contrast(luminance([255, 255, 255]), luminance([0, 0, 0])) - 21.0).abs() < 1e-9);
    }
}
