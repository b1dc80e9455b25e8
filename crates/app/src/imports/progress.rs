//! How far an import is.

use hamdel_domain::Instant;
use hamdel_domain::clock::SECOND;
use serde::Serialize;

/// How far an import is, for whoever watches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Progress {
    /// Rows read.
    pub rows: u64,
    /// Of them, bad ones.
    pub rows_bad: u64,
    /// Bytes read of the file as it lies on the disk.
    pub bytes: u64,
    /// Bytes of the file.
    pub total_bytes: u64,
    /// Rows a second since the import began.
    pub rate: f64,
    /// Seconds that remain, by bytes; `None` before anything was read.
    pub remaining: Option<f64>,
}

impl Progress {
    /// Progress at `now` of an import that began at `began`.
    pub(super) fn at(began: Instant, now: Instant, rows: u64, rows_bad: u64, bytes: u64, total_bytes: u64) -> Self {
        let seconds = now.micros_since(began).max(1) as f64 / SECOND as f64;
        let remaining = (bytes > 0).then(|| seconds * total_bytes.saturating_sub(bytes) as f64 / bytes as f64);
        Self { rows, rows_bad, bytes, total_bytes, rate: rows as f64 / seconds, remaining }
    }
}
