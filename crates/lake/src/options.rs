//! What the owner of the program may set.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use hamdel_domain::clock::Clock;

/// How the history uses the machine.
#[derive(Clone)]
pub struct LakeOptions {
    /// The clock by which commits and vacuum go.
    pub clock: Arc<dyn Clock>,
    /// Memory that queries and compaction may hold together, in bytes; what does not fit is sorted and
    /// grouped through files in the data folder.
    pub memory_bytes: usize,
    /// Threads that queries use together; by default as many as the machine has.
    pub cores: NonZero<usize>,
    /// The longest a query may take; `None` for any time.
    pub time_limit: Option<Duration>,
    /// The most rows a query may answer with.
    pub result_rows: usize,
    /// Rows after which another file is begun.
    pub file_rows: usize,
    /// Bytes after which another file is begun.
    pub file_bytes: u64,
}

impl LakeOptions {
    /// 512 MiB, all cores, five minutes, a million rows an answer, files of at most 4 million rows and 512 MiB.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            memory_bytes: 512 << 20,
            cores: std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
            time_limit: Some(Duration::from_secs(300)),
            result_rows: 1_000_000,
            file_rows: 4_000_000,
            file_bytes: 512 << 20,
        }
    }
}
