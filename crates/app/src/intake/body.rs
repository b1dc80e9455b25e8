//! From the bytes of a body to text that is safe to parse.

use std::borrow::Cow;
use std::io::Read;

use hamdel_domain::DropReason;

/// Largest body of a single call, in bytes (reference page, intake).
pub const LARGEST_CALL: usize = 32 * 1024;
/// Largest body of a batch, in bytes.
pub const LARGEST_BATCH: usize = 500 * 1024;
/// Most events in a batch.
pub const MOST_EVENTS: usize = 2_500;
/// Deepest nesting of objects and arrays.
pub const DEEPEST: usize = 32;

/// Why a body was refused whole, with the words for the sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The named reason.
    pub reason: DropReason,
    /// What was wrong, and where.
    pub detail: String,
}

impl Refused {
    pub(crate) fn new(reason: DropReason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

/// Undoes gzip, never keeping more than `limit` bytes.
///
/// # Errors
/// [`DropReason::TooLarge`] past the limit; [`DropReason::Malformed`] for a damaged or truncated stream.
pub fn gunzip_bounded(compressed: &[u8], limit: usize) -> Result<Vec<u8>, Refused> {
    let mut plain = Vec::with_capacity(limit.min(compressed.len().saturating_mul(4)));
    let decoder = flate2::bufread::MultiGzDecoder::new(compressed);
    match decoder.take(limit as u64 + 1).read_to_end(&mut plain) {
        Ok(_) if plain.len() > limit => Err(too_large(limit)),
        Ok(_) => Ok(plain),
        Err(problem) => {
            Err(Refused::new(DropReason::Malformed, format!("the gzip stream is damaged or cut off: {problem}")))
        }
    }
}

/// The body as text: decompressed, within its limit, UTF-8, not nested too deep.
///
/// # Errors
/// With the reason and the place.
pub fn text_of(body: &[u8], gzipped: bool, limit: usize) -> Result<Cow<'_, str>, Refused> {
    let plain = if gzipped { Cow::Owned(gunzip_bounded(body, limit)?) } else { Cow::Borrowed(body) };
    if plain.len() > limit {
        return Err(too_large(limit));
    }
    if let Some(at) = first_deeper_than(&plain, DEEPEST) {
        return Err(Refused::new(DropReason::TooDeep, format!("nested deeper than {DEEPEST} at byte {at}")));
    }
    match plain {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|problem| not_utf8(&problem)),
        Cow::Owned(bytes) => {
            String::from_utf8(bytes).map(Cow::Owned).map_err(|problem| not_utf8(&problem.utf8_error()))
        }
    }
}

fn too_large(limit: usize) -> Refused {
    Refused::new(DropReason::TooLarge, format!("the body is larger than {} KiB", limit / 1024))
}

fn not_utf8(problem: &std::str::Utf8Error) -> Refused {
    Refused::new(DropReason::NotUtf8, format!("the body is not UTF-8 at byte {}", problem.valid_up_to()))
}

/// The first byte at which brackets outside strings are open more than `depth` deep.
fn first_deeper_than(json: &[u8], depth: usize) -> Option<usize> {
    let (mut open, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in json.iter().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                open += 1;
                if open > depth {
                    return Some(at);
                }
            }
            b'}' | b']' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    None
}
