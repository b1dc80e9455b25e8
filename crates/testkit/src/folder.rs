//! Temporary folders.

use std::io;

use tempfile::TempDir;

/// A new empty folder, which goes with the value.
///
/// # Errors
/// When the system's folder for temporary files cannot be written.
pub fn temporary() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("hamdel-test.").tempdir()
}
