//! What is found out of a file and its map before anything is written.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use hamdel_domain::{Instant, SourceId};
use hamdel_text::calendar::Zone;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::convert::{Converter, Stamp};
use super::input;
use super::run::{ImportRequest, source_of};
use super::sample::Sample;
use crate::AppError;

/// Bytes read at a time.
const BLOCK: usize = 1024 * 1024;

/// A file that fits its map.
pub(super) struct Prepared {
    /// The name of this import: the same file with the same map has the same.
    pub(super) import_id: String,
    pub(super) file_name: String,
    pub(super) source: String,
    pub(super) bytes: u64,
    pub(super) sample: Sample,
}

/// Looks at the file and joins it with the map.
pub(super) fn prepare(request: &ImportRequest) -> Result<Prepared, AppError> {
    input::refuse_bomb(&request.path)
        .map_err(|source| AppError::File { what: request.path.display().to_string(), source })?;
    let sample = Sample::take(&request.open_request())?;
    let source = request.map.source.clone().unwrap_or_else(|| source_of(&request.path, request.map.rows_as));
    let now = Instant::default();
    let stamp =
        Stamp { source: SourceId(0), source_name: source.clone(), begun_at: now, received_at: now, zone: Zone::UTC };
    Converter::new(&request.map, sample.seen(), stamp)?;
    let (fingerprint, bytes) = fingerprint(&request.path)?;
    let named = [
        fingerprint.to_le_bytes().as_slice(),
        source.as_bytes(),
        b"\0",
        request.map.rows_as.as_str().as_bytes(),
        request.map.text.as_bytes(),
    ]
    .concat();
    let file_name = request.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Prepared { import_id: format!("{:016x}", xxh3_128(&named) as u64), file_name, source, bytes, sample })
}

/// A hash of the whole file and its length: a file that was corrected in one place is another file.
fn fingerprint(path: &Path) -> Result<(u128, u64), AppError> {
    let failed = |source| AppError::File { what: path.display().to_string(), source };
    let mut file = File::open(path).map_err(failed)?;
    let mut hasher = Xxh3::new();
    let mut block = vec![0; BLOCK];
    let mut bytes = 0;
    loop {
        match file.read(&mut block).map_err(failed)? {
            0 => return Ok((hasher.digest128(), bytes)),
            read => {
                hasher.update(&block[..read]);
                bytes += read as u64;
            }
        }
    }
}
