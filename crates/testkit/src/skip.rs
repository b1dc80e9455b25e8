//! Tests that cannot run here say so, instead of passing in silence.

use std::collections::HashSet;
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::{env, fs, thread};

/// Tests of this process that have said so already; one that needs two things says it once.
static SAID: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// Says why the running test is skipped, on standard error and, where `HAMDEL_TEST_SKIPS` names a file, as a line
/// in it (`name of the test: reason`). `scripts/test` counts those lines as skipped instead of passed.
pub fn skip(reason: &str) {
    let name = thread::current().name().unwrap_or("a test").to_owned();
    if !SAID.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().insert(name.clone()) {
        return;
    }
    eprintln!("skipped: {name}: {reason}");
    let Some(path) = env::var_os("HAMDEL_TEST_SKIPS").filter(|path| !path.is_empty()) else { return };
    let binary = env::var("NEXTEST_BINARY_ID").map(|id| format!("{id} ")).unwrap_or_default();
    // One short write to a file opened for appending is not torn between processes.
    let line = format!("{binary}{name}: {reason}\n");
    let written = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .and_then(|mut file| file.write_all(line.as_bytes()));
    if let Err(problem) = written {
        eprintln!("the file of HAMDEL_TEST_SKIPS cannot be written: {problem}");
    }
}
