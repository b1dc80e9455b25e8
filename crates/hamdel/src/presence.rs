//! Which processes at work on a data folder are alive, so that nobody waits for the lease of one that was killed.
//!
//! Each process locks a file named after it. The system lets go of the lock when the process ends, however it ends.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A sign that this process is alive; it goes with the value.
#[derive(Debug)]
pub struct Presence {
    path: PathBuf,
    /// The lock is on the open file.
    _file: File,
}

impl Presence {
    /// Shows that `holder` is alive.
    ///
    /// # Errors
    /// When the folder cannot be written, or its file system knows no locks.
    pub fn show(folder: &Path, holder: &str) -> io::Result<Self> {
        let path = path_of(folder, holder);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let file = File::create(&path)?;
        file.lock()?;
        Ok(Self { path, _file: file })
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        // One that stays is found to be nobody's, and removed, by the next process.
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether `holder` showed itself here once and is alive no more. One of another machine is not known here.
pub fn is_gone(folder: &Path, holder: &str) -> bool {
    let path = path_of(folder, holder);
    let gone = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
    if gone {
        let _ = fs::remove_file(path);
    }
    gone
}

fn path_of(folder: &Path, holder: &str) -> PathBuf {
    folder.join("at-work").join(holder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_ended_is_gone_and_who_was_never_seen_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let alive = Presence::show(folder.path(), "one").unwrap();
        assert!(!is_gone(folder.path(), "one"));
        assert!(!is_gone(folder.path(), "another"));
        // What a kill leaves: the file, without its lock.
        fs::write(path_of(folder.path(), "killed"), "").unwrap();
        assert!(is_gone(folder.path(), "killed"));
        drop(alive);
        assert!(!is_gone(folder.path(), "one"), "it has left no trace");
    }
}
